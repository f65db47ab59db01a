/** What `mini-runc run --dry-run --explain-format json` says of a bundle. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ask } from '../generated/reference-programs.ts'
import type { Shown } from './bundles.ts'

/** What the pages call the folder of the bundle. */
const PLACE = '/srv/box'

const COMMAND = ['--root', '/run/mini-runc', 'run', '--dry-run']
const AS_JSON = ['--explain-format', 'json']

/** One call, as the program prints it. */
export interface ExplainedCall {
  readonly call: string
  readonly manual: string
  readonly note?: string
  readonly section?: string
  readonly syscall?: string
  readonly step?: number
}

/** A birth: what the parent does before it, the birth itself, what the child does. */
export interface Explained {
  readonly parent?: readonly ExplainedCall[]
  readonly birth?: ExplainedCall
  readonly steps: readonly ExplainedCall[]
}

/** Ask the reference; it plans and does nothing. */
export async function explain({
  spec,
  options = [],
}: Shown): Promise<Explained> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'box-')))
  try {
    await mkdir(join(folder, 'rootfs'))
    await writeFile(join(folder, 'config.json'), JSON.stringify(spec))
    const bundle = ['--bundle', folder, 'box']
    const args = [...COMMAND, ...AS_JSON, ...options, ...bundle]
    const answer = await ask('mini-runc', args)
    return JSON.parse(answer.replaceAll(folder, PLACE))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
