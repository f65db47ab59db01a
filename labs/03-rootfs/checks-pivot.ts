/** Step 1: the root of the mount namespace itself is the rootfs. */
import type { Bench } from '#checker/bench.ts'
import { type MountInfo, mountAt } from '#checker/evidence/mountinfo.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeHeld, procEvidence } from '#checker/outcome.ts'
import { type Captive, captive, type View } from './captive.ts'
import { elsewhere } from './start.ts'

/** A check of the captive that looks at what was seen of it. */
export function ofCaptive(
  look: (found: Captive, view: View) => Outcome,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const found = await bench.share(captive)
    if (found.view === null) return nothingRuns(found, 'PIVOT_REFUSED')
    return look(found, found.view)
  }
}

/** Mounts that no bundle of ours asked for: points that are not its own. */
export function strangers(
  mounts: readonly MountInfo[],
  own: readonly string[],
): MountInfo[] {
  const within = (path: string) =>
    own.some((point) => path === point || path.startsWith(`${point}/`))
  const top = mountAt(mounts, '/')
  return mounts.filter((mount) =>
    mount.mountPoint === '/' ? mount !== top : !within(mount.mountPoint),
  )
}

/** One line for each mount: `/proc proc (0:22)`. */
export function listMounts(mounts: readonly MountInfo[]): string {
  return mounts
    .map(({ mountPoint, type, device }) => `${mountPoint} ${type} (${device})`)
    .join('\n')
}

/** What runtimes from elsewhere are asked for besides, see `namespacedProfile`. */
export const ALWAYS_ALLOWED = ['/proc', '/dev'] as const

const root: Check = {
  id: 'pivot.root',
  title: {
    en: 'the rootfs is a mount, and the root of the whole mount namespace',
    zh: 'rootfs 是一个挂载，并且是整个挂载命名空间的根',
  },
  points: 3,
  needs: [],
  source: 'pivot_root(2); mount_namespaces(7); proc_pid_root(5)',
  run: ofCaptive(({ drawn, identities }, view) => {
    const { inside, namespaceRoot } = view
    const { seen, mounts } = inside
    const { rootfs } = identities
    const top = mountAt(mounts, '/')
    const evidence = {
      ...procEvidence(seen, 'root', describeHeld(seen.root)),
      'root of its mount namespace': `${namespaceRoot}`,
      ...procEvidence(seen, 'mountinfo', listMounts(mounts) || '(empty)'),
      'bundle/rootfs': `${rootfs}`,
      '"/" of the host': describeHostRoot(inside.host),
      ...procEvidence(seen, 'ns/mnt', `${seen.namespaces.mnt}`),
    }
    if (!inside.isApart) {
      return fail({
        expected: 'a mount namespace of its own',
        actual: `that of the host, ${seen.namespaces.mnt}`,
        evidence,
        diagnosis: 'MOUNT_NAMESPACE_SHARED',
      })
    }
    if (seen.exe.sha256 !== drawn.probe.sha256) {
      return fail({
        expected: `sha256 ${drawn.probe.sha256}`,
        actual: `sha256 ${seen.exe.sha256}`,
        evidence,
        diagnosis: 'OTHER_PROGRAM',
      })
    }
    const isRootfs = seen.root.identity === rootfs
    if (isRootfs && namespaceRoot === rootfs && top !== undefined) {
      return pass({ evidence })
    }
    return fail({
      expected: `the process and its mount namespace have the root ${rootfs}`,
      actual: `the process: ${seen.root.identity}; its mount namespace: ${namespaceRoot}`,
      evidence,
      diagnosis: whyAnotherRoot(isRootfs, mounts),
    })
  }),
}

function describeHostRoot(host: readonly MountInfo[]): string {
  const shared = mountAt(host, '/')?.shared ?? null
  return shared === null ? 'not shared' : `shared:${shared}`
}

function whyAnotherRoot(
  isRootfs: boolean,
  mounts: readonly MountInfo[],
): string {
  if (!isRootfs) return 'ROOT_UNCHANGED'
  const others = strangers(mounts, ALWAYS_ALLOWED)
  return others.length > 0 ? 'OLD_ROOT_KEPT' : 'CHROOT_ONLY'
}

const oldRoot: Check = {
  id: 'pivot.old-root',
  title: {
    en: 'no mount of the host is left in it',
    zh: '里面不再有宿主机的任何挂载',
  },
  points: 2,
  needs: [],
  source: 'pivot_root(2), "NOTES"; umount2(2), MNT_DETACH',
  run: ofCaptive(({ identities }, { inside, namespaceRoot }) => {
    const { seen, mounts } = inside
    const others = strangers(mounts, ALWAYS_ALLOWED)
    const isOwn = namespaceRoot !== identities['host root']
    const table = listMounts(mounts) || '(empty)'
    const evidence = procEvidence(seen, 'mountinfo', table)
    if (others.length === 0 && isOwn && mounts.length > 0) {
      return pass({ evidence })
    }
    return fail({
      expected: 'the rootfs at "/", and nothing else',
      actual:
        others.length > 0
          ? `besides it:\n${listMounts(others)}`
          : 'the root of the host is still the root of the mount namespace',
      evidence,
      diagnosis: others.length > 0 ? 'OLD_ROOT_KEPT' : 'CHROOT_ONLY',
    })
  }),
}

const cwd: Check = {
  id: 'pivot.cwd',
  title: {
    en: 'the working directory is process.cwd, inside the new root',
    zh: '工作目录是新根目录里的 process.cwd',
  },
  points: 1,
  needs: ['pivot.root'],
  source: 'pivot_root(2), "NOTES"; runtime-spec config.md, cwd',
  run: ofCaptive(({ drawn, identities, container }, { inside }) => {
    const { seen } = inside
    const outside = elsewhere(inside)
    if (outside !== null) return outside
    const wanted = identities['cwd inside']
    const evidence = {
      ...procEvidence(seen, 'cwd', describeHeld(seen.cwd)),
      [`${container.rootfs}${drawn.cwd}`]: `${wanted}`,
    }
    if (seen.cwd.identity === wanted) return pass({ evidence })
    const isRoot = seen.cwd.identity === identities.rootfs
    return fail({
      expected: `it stands in "${drawn.cwd}" inside its root, ${wanted}`,
      actual: `it stands in ${describeHeld(seen.cwd)}`,
      evidence,
      diagnosis: isRoot ? 'CWD_FORGOTTEN' : 'CWD_OUTSIDE',
    })
  }),
}

export const pivotChecks: readonly Check[] = [root, oldRoot, cwd]
