// Maps of user and group IDs: written by the parent, once, before the process
// can be anybody. @see user_namespaces(7), "User and group ID mappings"
import { type Diagnosis, file, kernel, type Rule, table } from './diagnosis.ts'
import type { Facts, ProcessFacts } from './facts.ts'
import { type Failure, textArg } from './failure.ts'

export const MAPPINGS =
  'user_namespaces(7), "User and group ID mappings: uid_map and gid_map"'
export const ROOT_OF_THE_HOST = /^\s*0\s+0\s+4294967295$/

/** IDs in a row, and what they are on the other side. */
export interface Range {
  readonly inside: number
  readonly outside: number
  readonly size: number
}

/** Read the lines of a map: `0 1000 1`. */
export function parseMap(text: string): Range[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [inside = NaN, outside = NaN, size = NaN] = line
        .trim()
        .split(/\s+/)
        .map(Number)
      return { inside, outside, size }
    })
}

/** The file and the text of a write to a map, if it was one. */
function mapWrite(failure: Failure) {
  const path = textArg(failure, 0) ?? ''
  const name = /\/(uid|gid)_map$/.exec(path)?.[1]
  const text = textArg(failure, 1)
  return name === undefined || text === undefined
    ? undefined
    : { path, kind: name, text }
}

export function currentMap(
  { uidMap, gidMap }: ProcessFacts,
  kind: string,
): string {
  return kind === 'uid' ? uidMap : gidMap
}

function lookAtTwice(
  failure: Failure,
  { target }: Facts,
): Diagnosis | undefined {
  const write = mapWrite(failure)
  const there = write && target ? currentMap(target, write.kind) : ''
  if (!write || there === '') return undefined
  return {
    code: 'ID_MAP_WRITTEN_TWICE',
    evidence: [kernel(`${write.path}: ${oneLine(there)}`)],
    because:
      'A map is written once, with one call of write; what it says then stays',
    fix: 'Put all ranges into one text, a line for each, and write that',
    docs: [MAPPINGS],
  }
}

function lookAtSetgroups(
  failure: Failure,
  { target, own }: Facts,
): Diagnosis | undefined {
  const write = mapWrite(failure)
  if (write?.kind !== 'gid' || target?.setgroups !== 'allow') return undefined
  // Who may set any group on the host (CAP_SETGID) need not forbid it.
  if (has(own, CAP_SETGID) !== false) return undefined
  return {
    code: 'GID_MAP_SETGROUPS',
    evidence: [
      kernel(`${target.proc}/setgroups: allow`),
      kernel(`${own.proc}/status: CapEff: ${own.status.CapEff}`),
    ],
    because:
      'Without privilege a group map is allowed only where setgroups(2) is forbidden: by dropping a group one could gain access that was denied to it',
    fix: `Write "deny" to ${target.proc}/setgroups before gid_map`,
    docs: ['user_namespaces(7), "The /proc/pid/setgroups file"'],
  }
}

const CAP_SETGID = 6n
const CAP_SETUID = 7n

function has({ status }: ProcessFacts, bit: bigint): boolean | undefined {
  const set = status.CapEff
  if (!/^[0-9a-f]+$/.test(set ?? '')) return undefined
  return ((BigInt(`0x${set}`) >> bit) & 1n) === 1n
}

/** The ID by which we are known on this side of the map. */
export function ownId({ status }: ProcessFacts, kind: string): number {
  const ids = kind === 'uid' ? status.Uid : status.Gid
  return Number(ids?.split('\t')[1])
}

function lookAtRange(failure: Failure, facts: Facts): Diagnosis | undefined {
  const write = mapWrite(failure)
  if (!write) return undefined
  const { own } = facts
  const ranges = parseMap(write.text)
  const id = ownId(own, write.kind)
  const bit = write.kind === 'uid' ? CAP_SETUID : CAP_SETGID
  const isSelf =
    ranges.length === 1 && ranges[0]?.size === 1 && ranges[0].outside === id
  if (isSelf || has(own, bit) !== false) return undefined
  const subordinate = `/etc/sub${write.kind}`
  return {
    code: 'ID_MAP_FOREIGN_RANGE',
    evidence: [
      table(`to be written to ${write.path}: ${oneLine(write.text)}`),
      kernel(
        `${own.proc}/status: ${write.kind === 'uid' ? 'Uid' : 'Gid'}: ${id}, and no ${write.kind === 'uid' ? 'CAP_SETUID' : 'CAP_SETGID'} in CapEff ${own.status.CapEff}`,
      ),
      file(
        `${subordinate}: ${facts.files[subordinate] ? oneLine(facts.files[subordinate]) : 'empty, or not there'}`,
      ),
    ],
    because: `Without privilege one may map one ID only, one's own (${id}); more have to be lent to you in ${subordinate} and are written by new${write.kind}map, which is setuid root`,
    fix: `Map "0 ${id} 1", or a range that ${subordinate} gives you, by new${write.kind}map`,
    docs: [MAPPINGS, `new${write.kind}map(1)`, `sub${write.kind}(5)`],
  }
}

function lookAtOutside(failure: Failure, facts: Facts): Diagnosis | undefined {
  const write = mapWrite(failure)
  const { own } = facts
  const text = write ? currentMap(own, write.kind) : ''
  if (!write || text === '' || ROOT_OF_THE_HOST.test(text)) return undefined
  const known = parseMap(text)
  const unknown = parseMap(write.text).find(
    ({ outside, size }) =>
      !known.some(
        (range) =>
          outside >= range.inside &&
          outside + size <= range.inside + range.size,
      ),
  )
  if (!unknown) return undefined
  return {
    code: 'ID_MAP_OUTSIDE_PARENT',
    evidence: [
      kernel(`${own.proc}/${write.kind}_map: ${oneLine(text)}`),
      table(`to be written to ${write.path}: ${oneLine(write.text)}`),
    ],
    because: `We are in a user namespace ourselves, and ${unknown.outside}…${unknown.outside + unknown.size - 1} is not an ID in it`,
    fix: 'Map only IDs that the second column can find in the first column of our own map',
    docs: [MAPPINGS],
  }
}

function lookAtText(failure: Failure): Diagnosis | undefined {
  const write = mapWrite(failure)
  if (!write) return undefined
  const ranges = parseMap(write.text)
  const isMap = ranges.every(({ inside, outside, size }) =>
    [inside, outside, size].every(Number.isInteger),
  )
  const fault = isMap && (overlapIn(ranges) ?? emptyIn(ranges))
  if (!fault) return undefined
  return {
    code: 'ID_MAP_OVERLAP',
    evidence: [table(`to be written to ${write.path}: ${oneLine(write.text)}`)],
    because: fault,
    fix: 'Give each ID one place inside and one outside, in ranges of at least 1',
    docs: [MAPPINGS],
  }
}

function overlapIn(ranges: readonly Range[]): string | undefined {
  for (const side of ['inside', 'outside'] as const) {
    const sorted = ranges.toSorted((a, b) => a[side] - b[side])
    const index = sorted.findIndex((range, i) => {
      const next = sorted[i + 1]
      return next !== undefined && range[side] + range.size > next[side]
    })
    const next = sorted[index + 1]
    if (index >= 0 && next) return `${next[side]} ${side} is in two ranges`
  }
  return undefined
}

function emptyIn(ranges: readonly Range[]): string | undefined {
  return ranges.some(({ size }) => size === 0)
    ? 'A range has no ID in it'
    : undefined
}

export const oneLine = (text: string) => parseMapText(text).join(' | ')

const parseMapText = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter(Boolean)

export const idMapRules: readonly Rule[] = [
  { syscalls: ['write'], codes: ['EPERM'], look: lookAtTwice },
  { syscalls: ['write'], codes: ['EPERM'], look: lookAtSetgroups },
  { syscalls: ['write'], codes: ['EPERM'], look: lookAtRange },
  { syscalls: ['write'], codes: ['EPERM'], look: lookAtOutside },
  { syscalls: ['write'], codes: ['EINVAL'], look: lookAtText },
]
