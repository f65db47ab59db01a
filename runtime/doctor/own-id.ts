// Becoming somebody in a user namespace.
import { type Diagnosis, kernel, type Rule, table } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import type { Failure } from './failure.ts'
import {
  currentMap,
  MAPPINGS,
  oneLine,
  parseMap,
  ROOT_OF_THE_HOST,
} from './id-map.ts'
import { lastBefore } from './table.ts'

/** setresuid(2) to an ID that nobody has here. */
function lookAtId(failure: Failure, { process }: Facts): Diagnosis | undefined {
  const kind = /gid/.test(failure.syscall) ? 'gid' : 'uid'
  const map = currentMap(process, kind)
  if (process.namespaces.user === undefined || ROOT_OF_THE_HOST.test(map))
    return undefined
  const id = failure.args
    .map((arg) => Number(arg))
    .find((id) => id >= 0 && !isMapped(id, map))
  if (id === undefined) return undefined
  const waits = lastBefore(failure, ({ name }) => name === 'read')
  return {
    code: 'ID_NOT_MAPPED',
    evidence: [
      kernel(
        `${process.proc}/${kind}_map: ${map === '' ? 'empty' : oneLine(map)}`,
      ),
      ...(waits
        ? []
        : [
            table(
              'no step before it waits for the parent (read), which writes the map',
            ),
          ]),
    ],
    because: `ID ${id} is nobody in this user namespace as long as the map does not say who that is outside`,
    fix:
      map === ''
        ? 'Have the parent write the maps, and wait for its "go" before this step'
        : `Add ${id} to the mappings in "linux", or become an ID that is in them`,
    docs: [MAPPINGS, `${failure.syscall}(2), "ERRORS"`],
  }
}

function isMapped(id: number, map: string): boolean {
  return parseMap(map).some(
    ({ inside, size }) => id >= inside && id < inside + size,
  )
}

function lookAtGroups(_: Failure, { process }: Facts): Diagnosis | undefined {
  const isDenied = process.setgroups === 'deny'
  if (!isDenied && process.gidMap !== '') return undefined
  if (process.setgroups === '') return undefined
  return {
    code: isDenied ? 'SETGROUPS_DENIED' : 'SETGROUPS_BEFORE_MAP',
    evidence: [
      kernel(`${process.proc}/setgroups: ${process.setgroups}`),
      kernel(
        `${process.proc}/gid_map: ${process.gidMap === '' ? 'empty' : oneLine(process.gidMap)}`,
      ),
    ],
    because: isDenied
      ? 'setgroups was forbidden in this user namespace, for good, so that a user without privilege could write gid_map'
      : 'Groups can be set only after gid_map says what they are',
    fix: isDenied
      ? 'Leave setgroups out where the map was written without privilege'
      : 'Wait for the parent to write the maps first',
    docs: [
      'user_namespaces(7), "The /proc/pid/setgroups file"',
      'setgroups(2), "ERRORS"',
    ],
  }
}

const IDS = ['setresuid', 'setresgid', 'setuid', 'setgid']

export const ownIdRules: readonly Rule[] = [
  { syscalls: IDS, codes: ['EINVAL'], look: lookAtId },
  { syscalls: ['setgroups'], codes: ['EPERM'], look: lookAtGroups },
]
