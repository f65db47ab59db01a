import { oneOf, within } from './bounded-values.ts'
import type { JsonValue } from './json-value.ts'
import {
  parseAffinity,
  parseIoPriority,
  parseScheduler,
} from './parse-scheduling.ts'
import {
  type Attributes,
  CAPABILITY_SETS,
  type Capabilities,
  RLIMIT_TYPES,
  type Rlimit,
} from './process-spec.ts'
import { ceiling, optional, some } from './resource-values.ts'

const LOWEST_SCORE = -1000
const HIGHEST_SCORE = 1000

/**
 * Read the members of `process` that say what its program may do. One that
 * asks for nothing (`[]`, `""`, `false`) is left out.
 *
 * @throws {SpecError} Naming the first that is wrong.
 * @see runtime-spec config.md, "Linux Process"
 */
export function parseAttributes(process: JsonValue): Attributes {
  const read = <T>(name: string, parse: (member: JsonValue) => T) =>
    optional(process.at(name), parse)
  return some<Attributes>({
    capabilities: read('capabilities', parseCapabilities),
    rlimits: read('rlimits', parseRlimits),
    oomScoreAdj: read('oomScoreAdj', parseScore),
    noNewPrivileges: read('noNewPrivileges', (m) => m.flag() || undefined),
    apparmorProfile: read('apparmorProfile', (m) => m.text() || undefined),
    selinuxLabel: read('selinuxLabel', (m) => m.text() || undefined),
    ioPriority: read('ioPriority', parseIoPriority),
    scheduler: read('scheduler', parseScheduler),
    execCPUAffinity: read('execCPUAffinity', parseAffinity),
  })
}

// A name that the kernel does not know is no reason to fail: a container for
// newer kernels runs on older ones, with fewer rights.
function parseCapabilities(sets: JsonValue): Capabilities {
  const found = CAPABILITY_SETS.map((set) => [set, sets.at(set)] as const)
    .filter(([, list]) => list.present)
    .map(([set, list]) => [set, list.items().map((name) => name.text())])
  return Object.fromEntries(found)
}

function parseRlimits(list: JsonValue): readonly Rlimit[] | undefined {
  const seen = new Set<string>()
  const limits = list.items().map((item) => {
    const limit = parseRlimit(item)
    if (seen.has(limit.type))
      item.at('type').fail('a limit that is not set twice')
    seen.add(limit.type)
    return limit
  })
  return limits.length > 0 ? limits : undefined
}

function parseRlimit(item: JsonValue): Rlimit {
  const type = oneOf(item.at('type'), RLIMIT_TYPES)
  const [soft, hard] = [limitOf(item.at('soft')), limitOf(item.at('hard'))]
  // -1 is the highest there is.
  const exceeds = soft === -1 ? hard !== -1 : hard !== -1 && soft > hard
  if (exceeds) item.at('soft').fail('a limit that is not above the hard one')
  return { type, soft, hard }
}

/** -1 in either of the ways in which programs write it. */
function limitOf(member: JsonValue): number {
  return member.value === -1 ? -1 : ceiling(member)
}

const parseScore = (member: JsonValue) =>
  within(member, LOWEST_SCORE, HIGHEST_SCORE)
