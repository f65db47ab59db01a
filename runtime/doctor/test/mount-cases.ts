import { AT_FDCWD, O_PATH } from '../../sys/constants/files.ts'
import {
  MOUNT_ATTR_NOSUID,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_BIND,
  MS_NOSUID,
  MS_RDONLY,
  MS_REMOUNT,
  MS_SHARED,
  MS_UNBINDABLE,
  OPEN_TREE_CLONE,
} from '../../sys/constants/mounts.ts'
import { CLONE_NEWNS, CLONE_NEWUSER } from '../../sys/constants/processes.ts'
import { mountAttr } from '../../sys/structs.ts'
import type { Case } from './case.ts'

import { tmpfsAt, USER } from './mounts.ts'

export const LOCKED_CASES: readonly Case[] = [
  {
    name: 'a remount that forgets nosuid, in a user namespace',
    under: [
      'unshare',
      '-m',
      'sh',
      '-c',
      'mount -t tmpfs -o nosuid none /mnt && exec "$@"',
      'sh',
    ],
    flags: USER,
    record: (child) =>
      child.mount(null, '/mnt', null, MS_REMOUNT | MS_BIND | MS_RDONLY, null),
    fails: 'mount EPERM',
    code: 'MOUNT_FLAGS_LOCKED',
    quotes: /nosuid/,
  },
  {
    name: 'nosuid is cleared, in a user namespace',
    under: [
      'unshare',
      '-m',
      'sh',
      '-c',
      'mount -t tmpfs -o nosuid none /mnt && exec "$@"',
      'sh',
    ],
    flags: USER,
    record: (child) => {
      const tree = child.open_tree(AT_FDCWD, '/mnt', OPEN_TREE_CLONE)
      const attributes = mountAttr({ clear: MOUNT_ATTR_NOSUID })
      child.mount_setattr(tree, '', 0x1000, attributes)
    },
    fails: 'mount_setattr EPERM',
    code: 'MOUNT_FLAGS_LOCKED',
    quotes: /statfs.*nosuid/,
  },
  {
    name: 'a remount of the filesystem itself, in a user namespace',
    under: [
      ...['unshare', '-m', 'sh', '-c'],
      ...['mount -t tmpfs -o nosuid none /mnt && exec "$@"', 'sh'],
    ],
    flags: USER,
    record: (child) =>
      child.mount(null, '/mnt', null, MS_REMOUNT | MS_NOSUID, null),
    fails: 'mount EPERM',
  },
  {
    name: 'a remount without privilege over the mounts',
    flags: CLONE_NEWUSER,
    record: (child) =>
      child.mount(null, '/', null, MS_REMOUNT | MS_BIND | MS_NOSUID, null),
    fails: 'mount EPERM',
    code: 'MOUNT_NAMESPACE_NOT_OWNED',
  },
  {
    name: 'a copy that leaves out what covers it, in a user namespace',
    flags: USER,
    record: (child) => child.open_tree(AT_FDCWD, '/sys', OPEN_TREE_CLONE),
    fails: 'open_tree EINVAL',
    code: 'BIND_LOCKED_CHILDREN',
    quotes: / \/sys\/fs\/cgroup /,
  },
  {
    name: 'a bind that leaves out what covers it, in a user namespace',
    flags: USER,
    record: (child, folder) => child.mount('/dev', folder, null, MS_BIND, null),
    fails: 'mount EINVAL',
    code: 'BIND_LOCKED_CHILDREN',
  },
  {
    name: 'a copy of what may not be copied',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      tmpfsAt(child, folder)
      child.mount(null, folder, null, MS_UNBINDABLE, null)
      child.open_tree(AT_FDCWD, folder, OPEN_TREE_CLONE)
    },
    fails: 'open_tree EINVAL',
    code: 'BIND_UNBINDABLE',
    quotes: /unbindable/,
  },
  {
    name: 'a copy with flags that are none',
    flags: USER,
    record: (child, folder) => child.open_tree(AT_FDCWD, folder, 0x4),
    fails: 'open_tree EINVAL',
  },
  {
    name: 'attributes of a directory that is no mount',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const attributes = mountAttr({ set: MOUNT_ATTR_NOSUID })
      child.mount_setattr(AT_FDCWD, folder, 0, attributes)
    },
    fails: 'mount_setattr EINVAL',
    code: 'NOT_A_MOUNT_POINT',
  },
  {
    name: 'propagation of a directory that is no mount',
    flags: CLONE_NEWNS,
    record: (child, folder) => child.mount(null, folder, null, MS_SHARED, null),
    fails: 'mount EINVAL',
    code: 'NOT_A_MOUNT_POINT',
  },
  {
    name: 'attributes that are none',
    flags: CLONE_NEWNS,
    record: (child) => {
      const attributes = mountAttr({ set: 0x40000000 })
      child.mount_setattr(AT_FDCWD, '/', 0, attributes)
    },
    fails: 'mount_setattr EINVAL',
  },
]

export const ATTACH_CASES: readonly Case[] = [
  {
    name: 'a file onto a directory',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const tree = child.open_tree(AT_FDCWD, '/etc/passwd', OPEN_TREE_CLONE)
      child.move_mount(tree, '', AT_FDCWD, folder, MOVE_MOUNT_F_EMPTY_PATH)
    },
    fails: 'move_mount EINVAL',
    code: 'FILE_ONTO_DIRECTORY',
    quotes: /the source is a file.*is a directory/s,
  },
  {
    name: 'a directory onto a file, by mount',
    flags: CLONE_NEWNS,
    record: (child, folder) =>
      child.mount(folder, '/etc/passwd', null, MS_BIND, null),
    fails: 'mount ENOTDIR',
    code: 'FILE_ONTO_DIRECTORY',
  },
  {
    name: 'what is attached nowhere, and no mount',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const fd = child.openat(AT_FDCWD, folder, O_PATH)
      child.move_mount(fd, '', AT_FDCWD, '/tmp', MOVE_MOUNT_F_EMPTY_PATH)
    },
    fails: 'move_mount EINVAL',
  },
]
