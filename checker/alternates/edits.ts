/**
 * Edits of the reference that are right: one thing done another way, as a
 * student may well do it. Reference and edit together pass every check of the
 * lab, and of those before it.
 */
import type { Mistake } from '../check.ts'
import { MS_BIND, MS_RDONLY, MS_REC, MS_REMOUNT, O_WRONLY } from '../kernel.ts'

export interface AlternateEdit
  extends Pick<Mistake, 'id' | 'title' | 'file' | 'find' | 'replace'> {
  /** Id of the lab that it belongs to. */
  readonly lab: string
}

export const edits: readonly AlternateEdit[] = [
  {
    lab: '01-chroot',
    id: 'chroot-dot',
    title: 'steps into the rootfs first, and makes "." the root',
    file: 'linux/rootfs.ts',
    find: '  child.chroot(rootfs)\n',
    replace: "  child.chdir(rootfs)\n  child.chroot('.')\n",
  },
  {
    lab: '01-chroot',
    id: 'descriptors-closed',
    title: 'closes what is left open, instead of marking it close-on-exec',
    file: 'linux/descriptors.ts',
    find: '  child.close_range(STANDARD.length, LAST, CLOSE_RANGE_CLOEXEC)\n',
    replace: `  for (let fd = STANDARD.length; fd < 256; fd++)
    child.fcntl(fd, F_SETFD, 1, { ignore: true })
  child.close_range(256, LAST, CLOSE_RANGE_CLOEXEC)
`,
  },
  {
    lab: '02-namespaces',
    id: 'unshare-in-child',
    title: 'the child unshares and forks; clone3 gets no flags',
    file: 'oci/birth.ts',
    find: 'const isComposed = existing.length > 0 || hasOffsets(spec)',
    replace: 'const isComposed = flags !== 0n || existing.length > 0',
  },
  {
    lab: '02-namespaces',
    id: 'slave-propagation',
    title: 'mounts are slaves of those of the host: they hear, and say nothing',
    file: 'linux/mount-propagation.ts',
    find: 'return MS_PRIVATE',
    replace: 'return MS_SLAVE',
  },
  {
    lab: '02-namespaces',
    id: 'uid-map-first',
    title: 'the map of the users is written before that of the groups',
    file: 'linux/id-maps.ts',
    find: `  if (mayWrite(gids, 'gid'))
    writeProcFile(\`/proc/\${pid}/gid_map\`, mapText(gids))
  else await mapByCommand('newgidmap', pid, gids, signal)
  if (mayWrite(uids, 'uid'))
    writeProcFile(\`/proc/\${pid}/uid_map\`, mapText(uids))
  else await mapByCommand('newuidmap', pid, uids, signal)
`,
    replace: `  if (mayWrite(uids, 'uid'))
    writeProcFile(\`/proc/\${pid}/uid_map\`, mapText(uids))
  else await mapByCommand('newuidmap', pid, uids, signal)
  if (mayWrite(gids, 'gid'))
    writeProcFile(\`/proc/\${pid}/gid_map\`, mapText(gids))
  else await mapByCommand('newgidmap', pid, gids, signal)
`,
  },
  {
    lab: '03-rootfs',
    id: 'put-old',
    title: 'the old root is put into a directory, and unmounted there',
    file: 'linux/pivot-root.ts',
    find: `  child.pivot_root('.', '.')
  child.fchdir(host)
  child.note('What goes here must not be unmounted on the host as well')
  child.mount(null, '.', null, MS_REC | MS_SLAVE, null)
  child.umount2('.', MNT_DETACH)
  child.close(host)
`,
    replace: `  child.mkdirat(AT_FDCWD, 'proc', 0o755, { ignore: true })
  child.pivot_root('.', 'proc')
  child.close(host)
  child.mount(null, '/proc', null, MS_REC | MS_SLAVE, null)
  child.umount2('/proc', MNT_DETACH)
`,
  },
  {
    lab: '03-rootfs',
    id: 'bind-by-mount',
    title: 'the rootfs becomes a mount by mount(2), and is opened afterwards',
    file: 'linux/pivot-root.ts',
    find: `  const copy = OPEN_TREE_CLONE | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW
  const root = child.open_tree(AT_FDCWD, rootfs, copy | OPEN_TREE_CLOEXEC)
  child.move_mount(root, '', AT_FDCWD, rootfs, MOVE_MOUNT_F_EMPTY_PATH)
`,
    replace: `  child.mount(rootfs, rootfs, null, ${MS_BIND | MS_REC}, null)
  const root = child.openat(AT_FDCWD, rootfs, O_PATH | O_CLOEXEC)
`,
  },
  {
    lab: '03-rootfs',
    id: 'remount-read-only',
    title: 'the root becomes read-only by a remount of its bind mount',
    file: 'linux/read-only-root.ts',
    find: `  const readOnly = mountAttr({ set: MOUNT_ATTR_RDONLY })
  child.mount_setattr(root, '', AT_EMPTY_PATH, readOnly)
`,
    replace: `  child.fchdir(root)
  child.mount(null, '.', null, ${MS_REMOUNT | MS_BIND | MS_RDONLY}, null)
`,
  },
  {
    lab: '04-cgroups',
    id: 'enter-by-write',
    title: 'the child moves itself, by the file; clone3 knows of no cgroup',
    file: 'linux/cgroup/enter.ts',
    find: '  child.bornInto(0n, directory)\n',
    replace: `  const procs = child.openat(directory, 'cgroup.procs', ${O_WRONLY})
  child.write(procs, '0')
  child.close(procs)
`,
  },
  {
    lab: '04-cgroups',
    id: 'one-controller-at-a-time',
    title: 'each controller is handed down by a write of its own',
    file: 'linux/cgroup/controllers.ts',
    find: `    const words = missing.map((name) => \`+\${name}\`).join(' ')
    writeCgroupFile(ancestor, 'cgroup.subtree_control', words)
`,
    replace: `    for (const name of missing)
      writeCgroupFile(ancestor, 'cgroup.subtree_control', \`+\${name}\`)
`,
  },
  {
    lab: '04-cgroups',
    id: 'shares-on-a-curve',
    title: 'shares become weights as newer runtimes do it: 1024 is 100',
    file: 'linux/cgroup/cpu.ts',
    find: `  const part = (inRange - SHARES.min) / (SHARES.max - SHARES.min)
  return WEIGHTS.min + Math.floor(part * (WEIGHTS.max - WEIGHTS.min))
`,
    replace: `  const bits = Math.log2(inRange)
  const weight = 10 ** ((bits ** 2 + 125 * bits) / 612 - 7 / 34)
  return Math.max(WEIGHTS.min, Math.min(WEIGHTS.max, Math.ceil(weight)))
`,
  },
  {
    lab: '04-cgroups',
    id: 'killed-in-rounds',
    title: 'whoever is left in a cgroup is killed one by one, by signals',
    file: 'linux/cgroup/kill.ts',
    find: `    if (!hasCgroupFile(directory, 'cgroup.kill'))
      return await killInRounds(directory)
    writeCgroupFile(directory, 'cgroup.kill', '1')
    await untilEvent(directory, 'populated', false)
`,
    replace: `    if (hasCgroupFile(directory, 'cgroup.procs'))
      await killInRounds(directory)
`,
  },
  {
    lab: '04-cgroups',
    id: 'limit-before-swap',
    title: 'the limit of memory is written before that of swap',
    file: 'linux/cgroup/memory.ts',
    find: `  if (limit !== undefined)
    settings.push({ file: 'memory.max', value: limitText(limit) })
`,
    replace: `  if (limit !== undefined)
    settings.unshift({ file: 'memory.max', value: limitText(limit) })
`,
  },
]
