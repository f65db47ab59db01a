// Members that mean something only together with a namespace. Without it they
// would change the host, or nothing at all.
import { checkCopiedUp } from './check-copied-up.ts'
import type { JsonValue } from './json-value.ts'
import { refuseWithoutMappings } from './parse-mount-mappings.ts'
import { refuseWithoutOwnMounts } from './parse-mounts.ts'
import type { IdMapping, Linux, NamespaceType, Spec } from './runtime-spec.ts'

/**
 * Compare what the members ask for with the namespaces that are there.
 *
 * @param config The whole file, to name the place of a fault.
 * @throws {SpecError} Naming the member that lacks its namespace.
 */
export function checkNamespaces(config: JsonValue, spec: Spec): void {
  const { namespaces = [] } = spec.linux ?? {}
  const has = (type: NamespaceType) =>
    namespaces.some((namespace) => namespace.type === type)
  const hasNew = (type: NamespaceType) =>
    namespaces.some((n) => n.type === type && n.path === undefined)
  checkNames(config, spec, has('uts'))
  checkOffsets(config, spec, hasNew('time'))
  checkMappings(config, spec.linux, hasNew('user'))
  // #region lab-03
  refuseWithoutOwnMounts(config, namespaces)
  refuseWithoutMappings(config, spec)
  checkCopiedUp(config, spec)
  // #endregion lab-03
}

function checkNames(config: JsonValue, spec: Spec, isPrivate: boolean): void {
  const wanted =
    'absent, or a "uts" namespace to be listed in "/linux/namespaces": it would rename the host'
  if (isPrivate) return
  if (spec.hostname !== undefined) config.at('hostname').fail(wanted)
  if (spec.domainname !== undefined) config.at('domainname').fail(wanted)
}

function checkOffsets(config: JsonValue, spec: Spec, isNew: boolean): void {
  if (isNew || spec.linux?.timeOffsets === undefined) return
  config
    .at('linux')
    .at('timeOffsets')
    .fail(
      'absent, or a "time" namespace without "path" to be listed in "/linux/namespaces": the offsets of one in use are fixed',
    )
}

function checkMappings(
  config: JsonValue,
  linux: Linux | undefined,
  isNew: boolean,
): void {
  for (const name of ['uidMappings', 'gidMappings'] as const) {
    const mappings = linux?.[name] ?? []
    const member = config.at('linux')
    if (isNew) checkRoot(mappings, () => member.at(name))
    else if (mappings.length > 0)
      member
        .at(name)
        .fail(
          'absent, or a "user" namespace without "path" to be listed in "/linux/namespaces"',
        )
  }
}

// Who is not mapped cannot be: setuid(0) would fail with EINVAL.
function checkRoot(
  mappings: readonly IdMapping[],
  member: () => JsonValue,
): void {
  if (!mappings.some(({ containerID }) => containerID === 0))
    member().fail(
      'a list that maps containerID 0, the user of the container, to one of the host',
    )
}
