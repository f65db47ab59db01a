import { AT_FDCWD } from '../../sys/constants/files.ts'
import { MNT_DETACH, MS_PRIVATE } from '../../sys/constants/mounts.ts'
import { CLONE_NEWNS, CLONE_NEWUSER } from '../../sys/constants/processes.ts'
import type { Case } from './case.ts'

import {
  bindOnItself,
  directory,
  makePrivate,
  rootfs,
  swap,
  tmpfsAt,
  USER,
} from './mounts.ts'

const SHARED = ['unshare', '-m', '--propagation', 'shared']

export const PIVOT_CASES: readonly Case[] = [
  {
    name: 'the parent mount is shared, and made private after it',
    under: SHARED,
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const path = rootfs(folder)
      bindOnItself(child, path)
      child.chdir(path)
      child.note('Swap the roots')
      swap(child)
      makePrivate(child)
    },
    fails: 'pivot_root EINVAL',
    code: 'PIVOT_ROOT_SHARED',
    quotes:
      /mountinfo: .* shared:\d+ .*MS_REC\|MS_PRIVATE.* is step 3, after it/s,
  },
  {
    name: 'the parent mount is shared, and never made private',
    under: SHARED,
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const path = rootfs(folder)
      bindOnItself(child, path)
      child.chdir(path)
      swap(child)
    },
    fails: 'pivot_root EINVAL',
    code: 'PIVOT_ROOT_SHARED',
    quotes: /no step makes it private/,
  },
  {
    name: 'the root is private, and the mount below it is not',
    under: [
      ...['unshare', '-m', '--propagation', 'shared', 'sh', '-c'],
      ...['mount -t tmpfs none /mnt && mkdir /mnt/box && exec "$@"', 'sh'],
    ],
    flags: CLONE_NEWNS,
    record: (child) => {
      child.mount(null, '/', null, MS_PRIVATE, null)
      bindOnItself(child, '/mnt/box')
      child.chdir('/mnt/box')
      swap(child)
    },
    fails: 'pivot_root EINVAL',
    code: 'PIVOT_ROOT_SHARED',
    quotes:
      / \/mnt .*shared:.*"\/", NULL, MS_PRIVATE, NULL\) is step 0, before it/s,
  },
  {
    name: 'all is private, and the root is one of chroot',
    under: SHARED,
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const path = rootfs(folder)
      makePrivate(child)
      bindOnItself(child, path)
      child.chroot(folder)
      child.chdir('/rootfs')
      swap(child)
    },
    fails: 'pivot_root EINVAL',
    code: 'PIVOT_ROOT_AFTER_CHROOT',
    quotes: /chroot\(.*is step 2, before it/,
  },
  {
    name: 'the new root is a directory on the mount of the root',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const path = rootfs(folder)
      makePrivate(child)
      child.chdir(path)
      swap(child)
      bindOnItself(child, path)
    },
    fails: 'pivot_root EBUSY',
    code: 'PIVOT_ROOT_NOT_A_MOUNT',
    quotes: /MS_BIND.* is step 3, after it/,
  },
  {
    name: 'the new root is a directory on another mount',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      makePrivate(child)
      tmpfsAt(child, folder)
      child.mkdirat(AT_FDCWD, `${folder}/inner`, 0o755)
      child.chdir(`${folder}/inner`)
      swap(child)
    },
    fails: 'pivot_root EINVAL',
    code: 'PIVOT_ROOT_NOT_A_MOUNT',
    quotes: /no step before it attaches/,
  },
  {
    name: 'the roots are swapped twice',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const path = rootfs(folder)
      makePrivate(child)
      bindOnItself(child, path)
      child.chdir(path)
      swap(child)
      child.umount2('.', MNT_DETACH)
      child.chdir('/')
      swap(child)
    },
    fails: 'pivot_root EBUSY',
    code: 'PIVOT_ROOT_ALREADY_ROOT',
  },
  {
    name: 'put_old is outside of the new root',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const [path, outside] = [rootfs(folder), directory(folder, 'outside')]
      makePrivate(child)
      bindOnItself(child, path)
      tmpfsAt(child, outside)
      child.pivot_root(path, outside)
    },
    fails: 'pivot_root EINVAL',
    code: 'PIVOT_ROOT_PUT_OLD_OUTSIDE',
  },
  {
    name: 'put_old is not there',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const path = rootfs(folder)
      makePrivate(child)
      bindOnItself(child, path)
      child.pivot_root(path, `${path}/nowhere`)
    },
    fails: 'pivot_root ENOENT',
  },
  {
    name: 'the mounts belong to the host: pivot_root',
    flags: CLONE_NEWUSER,
    record: (child) => {
      child.pivot_root('/tmp', '/tmp')
      child.unshare(CLONE_NEWNS)
    },
    fails: 'pivot_root EPERM',
    code: 'MOUNT_NAMESPACE_NOT_OWNED',
    quotes:
      /is owned by user:\[\d+\].*unshare\(CLONE_NEWNS\) is step 1, after it/s,
  },
]

export const UMOUNT_CASES: readonly Case[] = [
  {
    name: 'the old root is stood in, without MNT_DETACH',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const path = rootfs(folder)
      makePrivate(child)
      bindOnItself(child, path)
      child.chdir(path)
      swap(child)
      child.umount2('.', 0)
    },
    fails: 'umount2 EBUSY',
    code: 'UMOUNT_BUSY',
    quotes: /mountinfo|cwd is on mount/,
  },
  {
    name: 'a mount with an open file, which no one stands in',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      tmpfsAt(child, folder)
      child.openat(AT_FDCWD, folder, 0)
      child.umount2(folder, 0)
    },
    fails: 'umount2 EBUSY',
  },
  {
    name: 'a mount that came into the user namespace',
    flags: USER,
    record: (child) => child.umount2('/proc', MNT_DETACH),
    fails: 'umount2 EINVAL',
    code: 'UMOUNT_LOCKED',
    quotes: / \/proc /,
  },
  {
    name: 'a directory that is no mount',
    flags: USER,
    record: (child, folder) => child.umount2(folder, MNT_DETACH),
    fails: 'umount2 EINVAL',
    code: 'NOT_A_MOUNT_POINT',
  },
  {
    name: 'flags that contradict each other',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      tmpfsAt(child, folder)
      child.umount2(folder, 4 | MNT_DETACH)
    },
    fails: 'umount2 EINVAL',
  },
]
