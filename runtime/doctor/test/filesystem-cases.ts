import {
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_STRING,
  MNT_DETACH,
} from '../../sys/constants/mounts.ts'
import {
  CLONE_NEWCGROUP,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
} from '../../sys/constants/processes.ts'
import type { Case } from './case.ts'

import { bindOnItself, rootfs, swap, tmpfsAt, USER } from './mounts.ts'

export const FILESYSTEM_CASES: readonly Case[] = [
  {
    name: 'proc of the PID namespace of the host',
    flags: USER,
    record: (child, folder) => child.mount('proc', folder, 'proc', 0, null),
    fails: 'mount EPERM',
    code: 'PID_NAMESPACE_NOT_OWNED',
  },
  {
    name: 'proc of the PID namespace of the host, by fsconfig',
    flags: USER,
    record: (child) => {
      const fd = child.fsopen('proc', 0)
      child.fsconfig(fd, FSCONFIG_CMD_CREATE)
    },
    fails: 'fsconfig EPERM',
    code: 'PID_NAMESPACE_NOT_OWNED',
  },
  {
    name: 'proc after unshare, without a fork',
    flags: USER,
    record: (child, folder) => {
      child.unshare(CLONE_NEWPID)
      child.mount('proc', folder, 'proc', 0, null)
    },
    fails: 'mount EPERM',
    code: 'PID_NAMESPACE_NOT_OWNED',
    quotes: /unshare\(CLONE_NEWPID\), is for children/,
  },
  {
    name: 'proc where the host has covered a part of its own',
    under: [
      'unshare',
      '-m',
      'sh',
      '-c',
      'mount -t tmpfs none /proc/sys && exec "$@"',
      'sh',
    ],
    flags: USER | CLONE_NEWPID,
    record: (child, folder) => child.mount('proc', folder, 'proc', 0, null),
    fails: 'mount EPERM',
    code: 'PROC_COVERED',
    quotes: / \/proc\/sys /,
  },
  {
    name: 'proc where the host has covered a part, by fsmount',
    under: [
      ...['unshare', '-m', 'sh', '-c'],
      ...['mount -t tmpfs none /proc/sys && exec "$@"', 'sh'],
    ],
    flags: USER | CLONE_NEWPID,
    record: (child) => {
      const fd = child.fsopen('proc', 0)
      child.fsconfig(fd, FSCONFIG_CMD_CREATE)
      child.fsmount(fd, 0, 0)
    },
    fails: 'fsmount EPERM',
    code: 'PROC_COVERED',
  },
  {
    name: 'proc after the old root is gone',
    flags: USER | CLONE_NEWPID,
    record: (child, folder) => {
      const path = rootfs(folder)
      bindOnItself(child, path)
      child.chdir(path)
      swap(child)
      child.umount2('.', MNT_DETACH)
      const fd = child.fsopen('proc', 0)
      child.fsconfig(fd, FSCONFIG_CMD_CREATE)
      child.fsmount(fd, 0, 0)
    },
    fails: 'fsmount EPERM',
    code: 'PROC_GONE',
  },
  {
    name: 'sysfs of the network namespace of the host',
    flags: USER,
    record: (child, folder) => child.mount('sysfs', folder, 'sysfs', 0, null),
    fails: 'mount EPERM',
    code: 'NETWORK_NAMESPACE_NOT_OWNED',
  },
  {
    name: 'mqueue of the IPC namespace of the host',
    flags: USER,
    record: (child, folder) => child.mount('mqueue', folder, 'mqueue', 0, null),
    fails: 'mount EPERM',
    code: 'IPC_NAMESPACE_NOT_OWNED',
  },
  {
    name: 'cgroup2 of the cgroup namespace of the host',
    flags: USER,
    record: (child, folder) => child.mount('c', folder, 'cgroup2', 0, null),
    fails: 'mount EPERM',
    code: 'CGROUP_NAMESPACE_NOT_OWNED',
  },
  {
    name: 'a filesystem that no user namespace may mount',
    flags: USER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWCGROUP,
    record: (child, folder) => child.mount('d', folder, 'devtmpfs', 0, null),
    fails: 'mount EPERM',
  },
  {
    name: 'mounts of the host, from a user namespace alone',
    flags: CLONE_NEWUSER,
    record: (child, folder) => tmpfsAt(child, folder),
    fails: 'mount EPERM',
    code: 'MOUNT_NAMESPACE_NOT_OWNED',
    quotes: /no step, and no flag of clone3, has CLONE_NEWNS/,
  },
  {
    name: 'a mount without any privilege',
    under: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    record: (child, folder) => tmpfsAt(child, folder),
    fails: 'mount EPERM',
    code: 'CAPABILITY_MISSING',
    quotes: /CapEff: 0{16}/,
  },
  {
    name: 'a filesystem with a wrong name',
    flags: CLONE_NEWNS,
    record: (child) => child.fsopen('tmpf', 0),
    fails: 'fsopen ENODEV',
    code: 'FILESYSTEM_UNKNOWN',
    quotes: /"tmpf"/,
  },
  {
    name: 'an option that tmpfs does not know',
    flags: CLONE_NEWNS,
    record: (child) => {
      const fd = child.fsopen('tmpfs', 0)
      child.fsconfig(fd, FSCONFIG_SET_STRING, 'sise', '4k')
    },
    fails: 'fsconfig EINVAL',
    code: 'FILESYSTEM_OPTION',
    quotes: /Unknown parameter 'sise'/,
  },
  {
    name: 'a value that tmpfs does not know',
    flags: CLONE_NEWNS,
    record: (child) => {
      const fd = child.fsopen('tmpfs', 0)
      child.fsconfig(fd, FSCONFIG_SET_STRING, 'size', 'much')
    },
    fails: 'fsconfig EINVAL',
    code: 'FILESYSTEM_OPTION',
    quotes: /Bad value for 'size'/,
  },
  {
    name: 'a filesystem that wants a device it was not given',
    flags: CLONE_NEWNS,
    record: (child) => {
      const fd = child.fsopen('ext4', 0)
      child.fsconfig(fd, FSCONFIG_CMD_CREATE)
    },
    fails: 'fsconfig EINVAL',
    code: 'FILESYSTEM_REFUSED',
    quotes: /No source specified/,
  },
  {
    name: 'fsconfig with a command that is none',
    flags: CLONE_NEWNS,
    record: (child) => {
      const fd = child.fsopen('tmpfs', 0)
      child.fsconfig(fd, FSCONFIG_SET_STRING, null, null)
    },
    fails: 'fsconfig EINVAL',
  },
]
