import { statSync } from 'node:fs'
import { join } from 'node:path'
import { containerIds, publicState, readState } from '../oci/state.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import { print } from './output.ts'
import type { ListRequest } from './request.ts'
import { tableOf } from './table.ts'

const HEAD = ['ID', 'PID', 'STATUS', 'BUNDLE', 'CREATED', 'OWNER']

/** `mini-runc list`: print the containers that there are. */
export function list(request: ListRequest): number {
  const root = stateDirectory(request.root)
  const all = containerIds(root).flatMap((id) => entryOf(root, id))
  if (request.quiet) print(all.map(({ id }) => `${id}\n`).join(''))
  else if (request.format === 'json') print(`${JSON.stringify(all)}\n`)
  else print(tableOf([HEAD, ...all.map(rowOf)]))
  return 0
}

interface Entry extends Readonly<Record<string, unknown>> {
  readonly id: string
  /** User ID of whoever has it. */
  readonly owner: string
}

/** Nothing for one that is deleted meanwhile. */
function entryOf(root: string, id: string): Entry[] {
  const state = readState(root, id)
  const found = statSync(join(root, id), { throwIfNoEntry: false })
  if (!state || !found) return []
  return [{ ...publicState(state), id, owner: `${found.uid}` }]
}

function rowOf({ id, pid, status, bundle, created, owner }: Entry): string[] {
  return [id, `${pid}`, `${status}`, `${bundle}`, `${created}`, owner]
}
