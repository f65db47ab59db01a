import { openSync } from 'node:fs'
import { AT_FDCWD, O_PATH, O_WRONLY } from '../../sys/constants/files.ts'
import {
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from '../../sys/constants/processes.ts'
import { syscall } from '../../sys/libc.ts'
import { Program } from '../../sys/program.ts'
import { spawn } from '../../sys/spawn.ts'
import { ifreqFlags } from '../../sys/structs.ts'
import { examine } from '../examine.ts'
import type { Case } from './case.ts'
import { mapRoot } from './map-root.ts'

import { NOBODY, withTarget } from './target.ts'

const LIMITED = [
  'unshare',
  '-Urm',
  'sh',
  '-c',
  'echo 0 > /proc/sys/user/max_uts_namespaces && exec "$@"',
  'sh',
]

export const NEW_CASES: readonly Case[] = [
  {
    name: 'a kind of namespace of which there may be none',
    under: LIMITED,
    flags: CLONE_NEWUTS,
    record: () => {},
    fails: 'clone3 ENOSPC',
    code: 'NAMESPACE_LIMIT',
    quotes: /max_uts_namespaces: 0/,
  },
  {
    name: 'a kind of namespace of which there may be one, and is',
    under: LIMITED.map((word) => word.replace('echo 0', 'echo 1')),
    act: () =>
      withTarget(CLONE_NEWUTS, () => {
        spawn(new Program(), { flags: CLONE_NEWUTS })
      }),
    fails: 'clone3 ENOSPC',
  },
  {
    name: 'a step that makes a namespace of which there may be none',
    under: LIMITED,
    record: (child) => child.unshare(CLONE_NEWUTS),
    fails: 'unshare ENOSPC',
    code: 'NAMESPACE_LIMIT',
  },
  {
    name: 'user namespaces inside each other',
    record: (child) => {
      for (let depth = 0; depth < 40; depth++) {
        child.unshare(CLONE_NEWUSER)
        mapRoot(child)
      }
    },
    fails: 'unshare ENOSPC',
    code: 'USER_NAMESPACE_DEPTH',
  },
  {
    name: 'a limit that is none of namespaces',
    record: (child) => {
      const fd = child.openat(AT_FDCWD, '/dev/full', O_WRONLY)
      child.write(fd, 'x')
    },
    fails: 'write ENOSPC',
  },
  {
    name: 'new namespaces without privilege',
    under: NOBODY,
    flags: CLONE_NEWUTS | CLONE_NEWIPC,
    record: () => {},
    fails: 'clone3 EPERM',
    code: 'NAMESPACE_WITHOUT_PRIVILEGE',
    quotes: /CapEff: 0{16}.*ipc, uts/s,
  },
  {
    name: 'a user namespace by somebody who is not mapped',
    under: ['unshare', '-U'],
    flags: CLONE_NEWUSER,
    record: () => {},
    fails: 'clone3 EPERM',
    code: 'USER_NAMESPACE_UNMAPPED',
  },
  {
    name: 'a user namespace in a chroot',
    record: (child, folder) => {
      child.chroot(folder)
      child.unshare(CLONE_NEWUSER)
    },
    fails: 'unshare EPERM',
    code: 'USER_NAMESPACE_IN_CHROOT',
    quotes: /chroot\(.* is step 0, before it/,
  },
  {
    name: 'a user namespace of nobody',
    flags: CLONE_NEWUSER,
    record: (child) => child.unshare(CLONE_NEWUSER),
    fails: 'unshare EPERM',
    code: 'USER_NAMESPACE_UNMAPPED',
  },
  {
    name: 'a user namespace for many threads',
    act: () => void syscall('unshare', CLONE_NEWUSER),
    fails: 'unshare EINVAL',
    code: 'USER_NAMESPACE_THREADS',
    quotes: /Threads: \d+/,
  },
  {
    name: 'unshare with flags that are none',
    act: () => void syscall('unshare', 0x1),
    fails: 'unshare EINVAL',
  },
  {
    name: 'a second child after PID 1 has ended',
    record: (child) => {
      const end = child.ahead()
      child.unshare(CLONE_NEWPID)
      child.clone(17, null, null, { ifZero: end })
      child.wait4(-1, null, 0)
      child.clone(17)
      child.place(end)
      child.exit_group(0)
    },
    fails: 'clone ENOMEM',
    code: 'PID_NAMESPACE_ENDED',
    quotes:
      /no process is in it.*unshare\(CLONE_NEWPID\) is step 0, before it/s,
  },
  {
    name: 'a child in a PID namespace that has ended',
    act: () => cloneInEnded(),
    fails: 'clone ENOMEM',
    code: 'PID_NAMESPACE_ENDED',
    quotes: /setns\(\d+, CLONE_NEWPID\) is step 0, before it/,
  },
  {
    name: 'a child where there is no room for it',
    record: (child) => {
      child.mmap(0, 2n ** 62n, 0, 0x22, -1, 0)
    },
    fails: 'mmap ENOMEM',
  },
]

/** Keep a PID namespace by a descriptor, end its PID 1, and enter it. */
async function cloneInEnded(): Promise<void> {
  let fd = 0
  await withTarget(CLONE_NEWPID, (proc) => {
    fd = openSync(`${proc}/ns/pid`, 'r')
  })
  const program = new Program()
  program.setns(fd, CLONE_NEWPID)
  program.clone(17)
  const child = spawn(program, { examine })
  await child.started
}

export const LOOPBACK_CASES: readonly Case[] = [
  {
    name: 'an interface of the host',
    flags: CLONE_NEWUSER,
    record: (child) => up(child),
    fails: 'ioctl EPERM',
    code: 'NETWORK_NAMESPACE_NOT_OWNED',
  },
  {
    name: 'an interface without privilege',
    under: NOBODY,
    record: (child) => up(child),
    fails: 'ioctl EPERM',
    code: 'CAPABILITY_MISSING',
  },
]

function up(child: Program): void {
  const fd = child.socket(2, 2, 0)
  child.ioctl(fd, 0x8914, ifreqFlags('lo', 1))
}

function join(child: Program, path: string, flag: bigint | number): void {
  const fd = child.openat(AT_FDCWD, path, 0)
  child.setns(fd, flag)
}

export const JOIN_CASES: readonly Case[] = [
  {
    name: 'a namespace of another type',
    record: (child) => join(child, '/proc/self/ns/uts', CLONE_NEWNET),
    fails: 'setns EINVAL',
    code: 'SETNS_WRONG_TYPE',
    quotes: /refers to uts:\[\d+\].*openat\(.*before it/s,
  },
  {
    name: 'a file that is no namespace',
    record: (child) => join(child, '/etc/passwd', CLONE_NEWNET),
    fails: 'setns EINVAL',
    code: 'SETNS_NOT_A_NAMESPACE',
    quotes: /"\/etc\/passwd" is a file/,
  },
  {
    name: 'the user namespace one is in',
    record: (child) => join(child, '/proc/self/ns/user', CLONE_NEWUSER),
    fails: 'setns EINVAL',
    code: 'SETNS_OWN_USER_NAMESPACE',
  },
  {
    name: 'user namespace entered from many threads',
    act: () => {
      const fd = Number(syscall('openat', AT_FDCWD, '/proc/self/ns/user', 0, 0))
      syscall('setns', fd, CLONE_NEWUSER)
    },
    fails: 'setns EINVAL',
    code: 'USER_NAMESPACE_THREADS',
  },
  {
    name: 'a namespace that is not ours, and the user too late',
    under: ['setpriv', '--bounding-set=-sys_admin'],
    record: (child) => {
      join(child, '/proc/self/ns/uts', CLONE_NEWUTS)
      join(child, '/proc/self/ns/user', CLONE_NEWUSER)
    },
    fails: 'setns EPERM',
    code: 'SETNS_USER_FIRST',
    quotes: /setns\(.*CLONE_NEWUSER\) is step 3, after it/,
  },
  {
    name: 'a namespace that is not ours',
    under: NOBODY,
    record: (child) => join(child, '/proc/self/ns/uts', CLONE_NEWUTS),
    fails: 'setns EPERM',
    code: 'SETNS_WITHOUT_PRIVILEGE',
  },
  {
    name: 'a namespace of the host, from a user namespace',
    flags: CLONE_NEWUSER,
    record: (child) => join(child, '/proc/self/ns/uts', CLONE_NEWUTS),
    fails: 'setns EPERM',
    code: 'SETNS_NOT_OWNED',
    quotes: /is owned by/,
  },
  {
    name: 'a descriptor that refers to no file',
    record: (child) => {
      const fd = child.openat(AT_FDCWD, '/proc/self/ns/uts', O_PATH)
      child.setns(fd, CLONE_NEWUTS)
    },
    fails: 'setns EBADF',
  },
]
