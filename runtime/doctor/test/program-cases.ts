import { chmodSync, copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AT_FDCWD, S_IFCHR, S_IFIFO } from '../../sys/constants/files.ts'
import { MS_BIND, MS_NOEXEC } from '../../sys/constants/mounts.ts'
import {
  CLONE_NEWNS,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from '../../sys/constants/processes.ts'
import type { Program } from '../../sys/program.ts'
import type { Case } from './case.ts'
import { mapRoot } from './map-root.ts'

import { enter } from './mounts.ts'

function device(child: Program, folder: string): void {
  child.mknodat(AT_FDCWD, `${folder}/null`, S_IFCHR | 0o666, 0x103)
}

export const DEVICE_CASES: readonly Case[] = [
  {
    name: 'a device node in a user namespace',
    flags: CLONE_NEWUSER | CLONE_NEWNS,
    record: (child, folder) => {
      mapRoot(child)
      child.mount('doctor', folder, 'tmpfs', 0, null)
      device(child, folder)
    },
    fails: 'mknodat EPERM',
    code: 'DEVICE_IN_USER_NAMESPACE',
  },
  {
    name: 'a device node without CAP_MKNOD',
    under: ['setpriv', '--bounding-set=-mknod'],
    record: (child, folder) => device(child, folder),
    fails: 'mknodat EPERM',
    code: 'CAPABILITY_MISSING',
    quotes: /CapEff/,
  },
  {
    name: 'a directory made by mknodat',
    flags: CLONE_NEWUSER,
    record: (child) => child.mknodat(AT_FDCWD, '/tmp/d', 0o040755, 0),
    fails: 'mknodat EPERM',
  },
]

/** The host's own busybox, or any other program that needs a loader. */
const DYNAMIC = '/bin/sh'

function executeIn(folder: string, child: Program, path: string): void {
  enter(child, folder)
  child.execve(path, [path], [])
}

export const PROGRAM_CASES: readonly Case[] = [
  {
    name: 'a program without its loader',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      copyFileSync(DYNAMIC, join(folder, 'program'))
      executeIn(folder, child, '/program')
    },
    fails: 'execve ENOENT',
    code: 'LOADER_MISSING',
    quotes: /"\/program" is there and names "\/lib\S*ld-linux/,
  },
  {
    name: 'a script without its interpreter',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      writeFileSync(join(folder, 'script'), '#!/usr/bin/env sh\n')
      chmodSync(join(folder, 'script'), 0o755)
      executeIn(folder, child, '/script')
    },
    fails: 'execve ENOENT',
    code: 'SCRIPT_INTERPRETER_MISSING',
    quotes: /"\/usr\/bin\/env" \(after #!\).*"\/usr" is not there/s,
  },
  {
    name: 'no program at all',
    flags: CLONE_NEWNS,
    record: (child, folder) => executeIn(folder, child, '/program'),
    fails: 'execve ENOENT',
  },
  {
    name: 'a program that nobody may execute',
    record: (child, folder) => {
      writeFileSync(join(folder, 'program'), '#!/bin/sh\n')
      child.execve(join(folder, 'program'), ['x'], [])
    },
    fails: 'execve EACCES',
    code: 'PROGRAM_NOT_EXECUTABLE',
    quotes: /mode 0644/,
  },
  {
    name: 'a program that is a directory',
    record: (child, folder) => child.execve(folder, ['x'], []),
    fails: 'execve EACCES',
    code: 'PROGRAM_IS_DIRECTORY',
  },
  {
    name: 'a program that is a FIFO, and would be waited for',
    record: (child, folder) => {
      const path = join(folder, 'fifo')
      child.mknodat(AT_FDCWD, path, S_IFIFO | 0o755, 0)
      child.execve(path, ['x'], [])
    },
    fails: 'execve EACCES',
  },
  {
    name: 'a program on a mount with noexec',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      copyFileSync(DYNAMIC, join(folder, 'program'))
      child.mount(folder, folder, null, MS_BIND, null)
      child.mount(null, folder, null, 0x20 | MS_BIND | MS_NOEXEC, null)
      child.execve(join(folder, 'program'), ['x'], [])
    },
    fails: 'execve EACCES',
    code: 'PROGRAM_ON_NOEXEC',
    quotes: /noexec/,
  },
  {
    name: 'a program behind a directory that is closed',
    under: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    record: (child) => child.execve('/root/program', ['x'], []),
    fails: 'execve EACCES',
  },
  {
    name: 'a program for another processor',
    record: (child, folder) => {
      const head = Buffer.alloc(4096)
      head.write('\x7fELF\x02\x01\x01', 'latin1')
      head.writeUInt16LE(process.arch === 'x64' ? 183 : 62, 18)
      writeFileSync(join(folder, 'program'), head)
      chmodSync(join(folder, 'program'), 0o755)
      child.execve(join(folder, 'program'), ['x'], [])
    },
    fails: 'execve ENOEXEC',
    code: 'PROGRAM_OF_OTHER_MACHINE',
  },
  {
    name: 'a script without a first line for the kernel',
    record: (child, folder) => {
      writeFileSync(join(folder, 'script'), 'echo hello\n')
      chmodSync(join(folder, 'script'), 0o755)
      child.execve(join(folder, 'script'), ['x'], [])
    },
    fails: 'execve ENOEXEC',
    code: 'PROGRAM_UNKNOWN_FORMAT',
  },
  {
    name: 'a program of this processor that is broken',
    record: (child, folder) => {
      const head = Buffer.alloc(4096)
      head.write('\x7fELF\x02\x01\x01', 'latin1')
      head.writeUInt16LE(process.arch === 'x64' ? 62 : 183, 18)
      writeFileSync(join(folder, 'program'), head)
      chmodSync(join(folder, 'program'), 0o755)
      child.execve(join(folder, 'program'), ['x'], [])
    },
    fails: 'execve ENOEXEC',
  },
]

export const HOST_NAME_CASES: readonly Case[] = [
  {
    name: 'the host name of the host',
    flags: CLONE_NEWUSER,
    record: (child) => child.sethostname('contained'),
    fails: 'sethostname EPERM',
    code: 'UTS_NAMESPACE_NOT_OWNED',
    quotes: /uts:\[\d+\] is owned by/,
  },
  {
    name: 'a host name without privilege',
    under: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    record: (child) => child.sethostname('contained'),
    fails: 'sethostname EPERM',
    code: 'CAPABILITY_MISSING',
  },
  {
    name: 'a host name that is too long',
    flags: CLONE_NEWUTS,
    record: (child) => child.sethostname('x'.repeat(65)),
    fails: 'sethostname EINVAL',
    code: 'HOST_NAME_TOO_LONG',
  },
  {
    name: 'a host name of negative length',
    flags: CLONE_NEWUTS,
    record: (child) => child.syscall('sethostname', ['x', -1]),
    fails: 'sethostname EINVAL',
  },
]
