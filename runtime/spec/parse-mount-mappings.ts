// Ownership seen through a map. A file that belongs to `containerID` on the
// disk belongs, for who looks at it through the mount, to `hostID`:
//
//     disk 1000 ── {containerID: 1000, hostID: 100000} ──▶ 100000 of the host
//
// The numbers of the host then pass through the container's user namespace,
// if it has one, like those of any file.
import type { JsonValue } from './json-value.ts'
import {
  ID_MAP_OPTIONS,
  isBind,
  isIdMapped,
  isRemount,
} from './mount-options.ts'
import { parseIdMappings } from './parse-namespaces.ts'
import type { IdMapping, Mount, Spec } from './runtime-spec.ts'

type Mappings = Pick<Mount, 'uidMappings' | 'gidMappings'>

const NAMES = ['uidMappings', 'gidMappings'] as const

/**
 * Read `uidMappings` and `gidMappings` of a mount.
 *
 * @throws {SpecError} If only one of them is there, or if the mount is not one
 *   that shows files of the host once more.
 * @see runtime-spec config.md, "Mounts"; mount_setattr(2), "ID-mapped mounts"
 */
export function parseMountMappings(mount: JsonValue, entry: Mount): Mappings {
  refuseUnlessBind(mount, entry)
  const [uidMappings, gidMappings] = NAMES.map((name) => listAt(mount, name))
  if (!uidMappings && !gidMappings) return {}
  return {
    uidMappings: uidMappings ?? missing(mount, 'uidMappings', 'gidMappings'),
    gidMappings: gidMappings ?? missing(mount, 'gidMappings', 'uidMappings'),
  }
}

/** An empty list maps nothing, and counts as none. */
function listAt(mount: JsonValue, name: string): IdMapping[] | undefined {
  const member = mount.at(name)
  const mappings = member.present ? parseIdMappings(member) : []
  return mappings.length > 0 ? mappings : undefined
}

function missing(mount: JsonValue, name: string, other: string): never {
  return mount.at(name).fail(`a list of ranges, as "${other}" is one`)
}

// A new filesystem belongs to whom its options say; and of a mount that is
// attached already, the kernel changes the map no more.
function refuseUnlessBind(mount: JsonValue, entry: Mount): void {
  if (isBind(entry) && !isRemount(entry)) return
  idMapOption(mount)?.fail('another option: only a new bind mount has a map')
  for (const name of NAMES)
    if (listAt(mount, name))
      mount.at(name).fail('absent or empty: only a new bind mount has a map')
}

function idMapOption(mount: JsonValue): JsonValue | undefined {
  const options = mount.at('options')
  if (!options.present) return undefined
  return options
    .items()
    .find((option) => ID_MAP_OPTIONS.includes(option.text()))
}

/**
 * Refuse mounts that ask for the mappings of the container if it has none.
 *
 * @throws {SpecError} Naming the option that asks.
 */
export function refuseWithoutMappings(config: JsonValue, spec: Spec): void {
  const { namespaces = [] } = spec.linux ?? {}
  if (namespaces.some(({ type }) => type === 'user')) return
  const index = (spec.mounts ?? []).findIndex(
    (mount) => isIdMapped(mount) && !mount.uidMappings,
  )
  if (index < 0) return
  idMapOption(config.at('mounts').items()[index] ?? config)?.fail(
    'another option, or "uidMappings" and "gidMappings" to be beside it: without a "user" namespace in "/linux/namespaces" the container has no mappings',
  )
}
