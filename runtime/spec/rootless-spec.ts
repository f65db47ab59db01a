import { defaultSpec } from './default-spec.ts'
import type { Mount, Namespace, NamespaceType, Spec } from './runtime-spec.ts'

/** Users who may run such a container. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/**
 * A `config.json` to begin with for a user who is not root: root of the
 * container is that user.
 *
 * The network stays the host's, because nobody but root could connect another
 * one to it.
 *
 * @see user_namespaces(7)
 */
export function rootlessSpec({ uid, gid }: Owner): Spec {
  const spec = defaultSpec()
  return {
    ...spec,
    // #region lab-03
    mounts: withoutPrivileges(spec.mounts ?? []),
    // #endregion lab-03
    linux: {
      ...spec.linux,
      namespaces: rootlessNamespaces(spec.linux?.namespaces ?? []),
      uidMappings: [{ containerID: 0, hostID: uid, size: 1 }],
      gidMappings: [{ containerID: 0, hostID: gid, size: 1 }],
    },
  }
}

function rootlessNamespaces(namespaces: readonly Namespace[]): Namespace[] {
  const left: readonly NamespaceType[] = ['network', 'user']
  const kept = namespaces.filter(({ type }) => !left.includes(type))
  return [...kept, { type: 'user' }]
}

// #region lab-03
const HOST_SYS: Mount = {
  destination: '/sys',
  type: 'none',
  source: '/sys',
  options: ['rbind', 'nosuid', 'noexec', 'nodev', 'ro'],
}

// A sysfs of one's own takes a network namespace of one's own, and only the
// one user and group that are mapped can own anything.
function withoutPrivileges(mounts: readonly Mount[]): Mount[] {
  const kept = mounts.filter(({ destination }) => !/^\/sys\b/.test(destination))
  const free = kept.map((mount) => ({
    ...mount,
    options: mount.options.filter((option) => !/^[ug]id=/.test(option)),
  }))
  return [...free, HOST_SYS]
}
// #endregion lab-03
