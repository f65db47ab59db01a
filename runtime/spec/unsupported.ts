// The members of `config.json` that the specification gives a meaning, and
// those among them that this runtime obeys, by the place they stand in. A
// container without what its config.json asks for would look right and be
// wrong, so what is known and not obeyed is refused.
import type { JsonValue } from './json-value.ts'

type Table = Readonly<Record<string, readonly string[]>>

const OBEYED: Table = {
  '': [
    'annotations',
    'linux',
    'ociVersion',
    'process',
    'root',
    // #region lab-02
    'domainname',
    'hostname',
    // #endregion lab-02
    // #region lab-03
    'mounts',
    // #endregion lab-03
    // #region lab-07
    'hooks',
    // #endregion lab-07
  ],
  '/root': [
    'path',
    // #region lab-03
    'readonly',
    // #endregion lab-03
  ],
  '/process': [
    'args',
    'cwd',
    'env',
    'user',
    // #region lab-07
    'apparmorProfile',
    'capabilities',
    'execCPUAffinity',
    'ioPriority',
    'noNewPrivileges',
    'oomScoreAdj',
    'rlimits',
    'scheduler',
    'selinuxLabel',
    'terminal',
    // #endregion lab-07
  ],
  '/process/user': [
    'username',
    // #region lab-07
    'additionalGids',
    'gid',
    'uid',
    'umask',
    // #endregion lab-07
  ],
  '/linux': [
    // #region lab-02
    'gidMappings',
    'namespaces',
    'timeOffsets',
    'uidMappings',
    // #endregion lab-02
    // #region lab-03
    'devices',
    'maskedPaths',
    'readonlyPaths',
    'rootfsPropagation',
    // #endregion lab-03
    // #region lab-04
    'cgroupsPath',
    'resources',
    // #endregion lab-04
    // #region lab-07
    'personality',
    'seccomp',
    'sysctl',
    // #endregion lab-07
  ],
}

/** What means nothing on Linux, or to a runtime, is left out. */
const KNOWN: Table = {
  '': [
    'annotations',
    'domainname',
    'hooks',
    'hostname',
    'linux',
    'mounts',
    'ociVersion',
    'process',
    'root',
  ],
  '/root': ['path', 'readonly'],
  '/process': [
    'apparmorProfile',
    'args',
    'capabilities',
    'cwd',
    'env',
    'execCPUAffinity',
    'ioPriority',
    'noNewPrivileges',
    'oomScoreAdj',
    'rlimits',
    'scheduler',
    'selinuxLabel',
    'terminal',
    'user',
  ],
  '/process/user': ['additionalGids', 'gid', 'uid', 'umask', 'username'],
  '/linux': [
    'cgroupsPath',
    'devices',
    'gidMappings',
    'intelRdt',
    'maskedPaths',
    'mountLabel',
    'namespaces',
    'personality',
    'readonlyPaths',
    'resources',
    'rootfsPropagation',
    'seccomp',
    'sysctl',
    'timeOffsets',
    'uidMappings',
  ],
}

/**
 * Refuse members of an object that ask for something not implemented. One that
 * is empty (`[]`, `{}`, `false`) or says "root" asks for nothing and may stay.
 *
 * @throws {SpecError} Naming the first such member.
 */
export function refuseUnsupported(object: JsonValue): void {
  const obeyed = OBEYED[object.pointer] ?? []
  for (const name of KNOWN[object.pointer] ?? []) {
    const member = object.at(name)
    if (!obeyed.includes(name) && !isEmpty(member.value) && !isRoot(member))
      member.fail('absent or empty (not supported yet)')
  }
}

function isRoot({ pointer, value }: JsonValue): boolean {
  return /\/user\/[ug]id$/.test(pointer) && value === 0
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (value === false || value === '') return true
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}
