// Reads what there is to see at the moment of a failure. Everything is looked
// at and nothing is changed; where we may not look, the fact is missing, and
// rules without facts are silent.
import { readdirSync, readlinkSync } from 'node:fs'
import { userInfo } from 'node:os'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import type { Facts, PathFact, ProcessFacts } from './facts.ts'
import { type Failure, numberArg, textArg } from './failure.ts'
import {
  descriptorOf,
  followsLast,
  loneDescriptor,
  pathArguments,
  startOf,
  staysInRoot,
} from './path-arguments.ts'
import { readOpen, readPath } from './read-path.ts'
import { attempt, readProcess, readText } from './read-process.ts'
import { readProgram } from './read-program.ts'

const FILES = [
  '/etc/subuid',
  '/etc/subgid',
  '/proc/filesystems',
  '/proc/uptime',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
  '/proc/sys/kernel/unprivileged_userns_clone',
  ...['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'].map(
    (kind) => `/proc/sys/user/max_${kind}_namespaces`,
  ),
]

/** As many messages as a filesystem context keeps. */
const MOST_MESSAGES = 8

/**
 * Read the facts about a failed call.
 *
 * @param pid The process that made it, as long as it is there; without it, the
 *   call was our own.
 */
export function readFacts(failure: Failure, pid?: number): Facts {
  const proc = pid === undefined ? '/proc/self' : `/proc/${pid}`
  const origin = { root: `${proc}/root`, start: `${proc}/cwd`, follow: true }
  return {
    process: readProcess(proc),
    own: readProcess('/proc/self'),
    root: attempt(() => readPath('/', origin)),
    cwd: attempt(() => readPath('.', origin)),
    paths: readPaths(failure, proc),
    files: Object.fromEntries(FILES.map((path) => [path, readText(path)])),
    log: pid === undefined ? [] : readLog(failure, pid),
    program: readProgramOf(failure, origin),
    target: readTarget(failure),
    inhabitants: countInhabitants(proc),
    userName: attempt(() => userInfo().username),
    machine: process.arch === 'x64' ? 'x86-64' : process.arch,
  }
}

function readPaths(failure: Failure, proc: string): (PathFact | undefined)[] {
  const paths: (PathFact | undefined)[] = []
  const fd = loneDescriptor(failure)
  if (fd !== undefined) paths[0] = attempt(() => readOpen(proc, fd))
  for (const argument of pathArguments(failure)) {
    const path = textArg(failure, argument.index)
    const open = descriptorOf(failure, argument)
    const origin = {
      root: `${proc}/root`,
      start: startOf(failure, argument, proc),
      inRoot: staysInRoot(failure),
      follow: followsLast(failure),
    }
    if (path !== undefined)
      paths[argument.index] = attempt(() =>
        open === undefined ? readPath(path, origin) : readOpen(proc, open),
      )
  }
  return paths
}

function readProgramOf(
  failure: Failure,
  origin: Parameters<typeof readProgram>[1],
) {
  const path = textArg(failure, 0)
  if (failure.syscall !== 'execve' || path === undefined) return undefined
  return attempt(() => readProgram(path, origin))
}

/** Take a copy of the context that refused, and read what it has to say. */
function readLog(failure: Failure, pid: number): string[] {
  if (!/^fs(config|mount)$/.test(failure.syscall)) return []
  const fd = Number(numberArg(failure, 0))
  return attempt(() => withCopy(pid, fd, readMessages)) ?? []
}

function withCopy<T>(pid: number, fd: number, use: (fd: number) => T): T {
  const pidfd = syscallNumeric('pidfd_open', pid, 0)
  try {
    const copy = syscallNumeric('pidfd_getfd', pidfd, fd, 0)
    try {
      return use(copy)
    } finally {
      syscall('close', copy)
    }
  } finally {
    syscall('close', pidfd)
  }
}

/** @see fsopen(2): one message for each read, ENODATA when there is none. */
function readMessages(fd: number): string[] {
  const messages: string[] = []
  while (messages.length < MOST_MESSAGES) {
    const bytes = Buffer.alloc(1024)
    const size = attempt(() => syscallNumeric('read', fd, bytes, bytes.length))
    if (size === undefined) break
    messages.push(bytes.toString('utf8', 0, size).trimEnd())
  }
  return messages
}

/** The process whose `uid_map`, `gid_map` or `timens_offsets` was written. */
function readTarget(failure: Failure): ProcessFacts | undefined {
  const file = failure.syscall === 'write' ? textArg(failure, 0) : undefined
  const proc = /^\/proc\/(\d+|self)(?=\/)/.exec(file ?? '')?.[0]
  return proc === undefined ? undefined : readProcess(proc)
}

function countInhabitants(proc: string): number {
  const id = attempt(() => readlinkSync(`${proc}/ns/pid_for_children`))
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter(
    (pid) => attempt(() => readlinkSync(`/proc/${pid}/ns/pid`)) === id,
  ).length
}
