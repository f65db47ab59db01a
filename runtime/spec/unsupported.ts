import type { JsonValue } from './json-value.ts'

// Members of the specification that ask for something this runtime cannot do
// yet, by the place they stand in. A container without what its config.json
// asks for would look right and be wrong, so such a file is refused.
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  '': ['hostname', 'domainname', 'mounts', 'hooks'],
  '/root': ['readonly'],
  '/process': [
    'terminal',
    'capabilities',
    'rlimits',
    'noNewPrivileges',
    'apparmorProfile',
    'selinuxLabel',
    'oomScoreAdj',
    'scheduler',
    'ioPriority',
    'execCPUAffinity',
  ],
  '/process/user': ['umask', 'additionalGids'],
  '/linux': [
    'namespaces',
    'uidMappings',
    'gidMappings',
    'timeOffsets',
    'devices',
    'cgroupsPath',
    'resources',
    'intelRdt',
    'sysctl',
    'seccomp',
    'rootfsPropagation',
    'maskedPaths',
    'readonlyPaths',
    'mountLabel',
    'personality',
  ],
}

/**
 * Refuse members of an object that ask for something not implemented. One that
 * is empty (`[]`, `{}`, `false`) asks for nothing and may stay.
 *
 * @throws {SpecError} Naming the first such member.
 */
export function refuseUnsupported(object: JsonValue): void {
  for (const name of UNSUPPORTED[object.pointer] ?? []) {
    const member = object.at(name)
    if (!isEmpty(member.value))
      member.fail('absent or empty (not supported yet)')
  }
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (value === false || value === '') return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}
