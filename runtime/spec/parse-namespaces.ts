// The members of `linux` that say what a container has apart from the host.
import type { JsonValue } from './json-value.ts'
import type {
  IdMapping,
  Namespace,
  NamespaceType,
  TimeOffset,
  TimeOffsets,
} from './runtime-spec.ts'

const TYPES: readonly NamespaceType[] = [
  'cgroup',
  'ipc',
  'mount',
  'network',
  'pid',
  'time',
  'user',
  'uts',
]
const CLOCKS: readonly string[] = ['monotonic', 'boottime']
const NANOSECONDS = 1_000_000_000

/**
 * Read `linux.namespaces`.
 *
 * @throws {SpecError} For a type that there is not, or that is there twice.
 * @see runtime-spec config-linux.md, "Namespaces"
 */
export function parseNamespaces(list: JsonValue): Namespace[] {
  if (!list.present) return []
  const seen = new Set<NamespaceType>()
  return list.items().map((item) => {
    const type = parseType(item.at('type'))
    if (seen.has(type)) item.at('type').fail('a type that is not there yet')
    seen.add(type)
    const path = parsePath(item.at('path'))
    return { type, ...(path === undefined ? {} : { path }) }
  })
}

function parseType(type: JsonValue): NamespaceType {
  const wanted = `one of ${TYPES.join(', ')}`
  const text = type.text(wanted)
  return TYPES.find((known) => known === text) ?? type.fail(wanted)
}

function parsePath(path: JsonValue): string | undefined {
  if (!path.present || path.value === '') return undefined
  const text = path.text('an absolute path')
  return text.startsWith('/') ? text : path.fail('an absolute path')
}

/**
 * Read `linux.uidMappings` or `linux.gidMappings`.
 *
 * @throws {SpecError} If a range is no range.
 * @see runtime-spec config-linux.md, "User namespace mappings"
 */
export function parseIdMappings(list: JsonValue): IdMapping[] {
  return list.items().map((item) => {
    const size = item.at('size').id()
    if (size === 0) item.at('size').fail('a whole number from 1 to 4294967295')
    const containerID = item.at('containerID').id()
    return { containerID, hostID: item.at('hostID').id(), size }
  })
}

/**
 * Read `linux.timeOffsets`; one without a clock asks for nothing.
 *
 * @throws {SpecError} For a clock that no time namespace has.
 * @see runtime-spec config-linux.md, "Offset for Time Namespace"
 */
export function parseTimeOffsets(object: JsonValue): TimeOffsets | undefined {
  const clocks = Object.keys(object.members()).map((clock) => {
    const offset = object.at(clock)
    if (!CLOCKS.includes(clock)) offset.fail('absent: no clock of a namespace')
    return [clock, parseOffset(offset)] as const
  })
  return clocks.length > 0 ? Object.fromEntries(clocks) : undefined
}

function parseOffset(offset: JsonValue): TimeOffset {
  const [secs, nanosecs] = [offset.at('secs'), offset.at('nanosecs')]
  const nanoseconds = nanosecs.present ? nanosecs.id() : 0
  if (nanoseconds >= NANOSECONDS)
    nanosecs.fail('a whole number from 0 to 999999999')
  return { secs: secs.present ? secs.integer() : 0, nanosecs: nanoseconds }
}
