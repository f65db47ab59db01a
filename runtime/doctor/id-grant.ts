import { type Diagnosis, file, type Rule, table } from './diagnosis.ts'
import type { Facts } from './facts.ts'
import type { Failure } from './failure.ts'
import { oneLine, ownId, type Range } from './id-map.ts'

/** newuidmap(1) grants what a file says, by name or by number of the user. */
function lookAtGranted(failure: Failure, facts: Facts): Diagnosis | undefined {
  const kind = /^new(uid|gid)map$/.exec(failure.helper ?? '')?.[1]
  if (kind === undefined) return undefined
  const path = `/etc/sub${kind}`
  const granted = grantedIn(facts.files[path] ?? '', facts)
  const [, ...ranges] = failure.args.map(Number)
  const own = ownId(facts.own, kind)
  const refused = triplesOf(ranges).find(
    ({ outside, size }) =>
      !(size === 1 && outside === own) &&
      !granted.some(
        (range) =>
          outside >= range.outside &&
          outside + size <= range.outside + range.size,
      ),
  )
  if (!refused) return undefined
  const [first, last] = [refused.outside, refused.outside + refused.size - 1]
  return {
    code: 'ID_MAP_NOT_GRANTED',
    evidence: [
      table(`${failure.helper} ${failure.args.join(' ')}`),
      file(
        `${path}: ${oneLine(facts.files[path] ?? '') || 'empty, or not there'}`,
      ),
    ],
    because: `${failure.helper} maps what ${path} grants you, and that has no line with ${first}…${last} for you`,
    fix: `Map IDs that it grants, or have root add a line to ${path}: usermod --add-sub${kind}s ${first}-${last}`,
    docs: [`new${kind}map(1)`, `sub${kind}(5)`],
  }
}

function triplesOf(numbers: readonly number[]): Range[] {
  const [inside, outside, size, ...rest] = numbers
  if (inside === undefined || outside === undefined || size === undefined)
    return []
  return [{ inside, outside, size }, ...triplesOf(rest)]
}

/** Lines of a file of subordinate IDs that are about us: `ann:100000:65536`. */
function grantedIn(text: string, { own, userName }: Facts): Range[] {
  const names = [userName, `${ownId(own, 'uid')}`]
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([name = '']) => names.includes(name))
    .map(([, outside, size]) => ({
      inside: 0,
      outside: Number(outside),
      size: Number(size),
    }))
}

export const idGrantRules: readonly Rule[] = [
  { syscalls: ['execve'], codes: ['EPERM'], look: lookAtGranted },
]
