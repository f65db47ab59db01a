// The usual way to a child: machine code that makes the call of birth and then
// walks the table. The child gets a memory of its own (no CLONE_VM), because a
// process in a hostile container could otherwise reach into the engine's.
import type { Area } from './area.ts'
import type { Birthplace, Newborn } from './child.ts'
import {
  CLONE_CLEAR_SIGHAND,
  CLONE_INTO_CGROUP,
  CLONE_PIDFD,
  MAP_ANONYMOUS,
  MAP_PRIVATE,
  PROT_EXEC,
  PROT_READ,
  PROT_WRITE,
} from './constants/processes.ts'
import { SIGNALS } from './constants/signals.ts'
import { SpawnError, SyscallError } from './errors.ts'
import { ARCH, functionAt, readMemory, syscall, writeMemory } from './libc.ts'
import { bytesOf } from './listing.ts'
import { spawnListing } from './machine-code.ts'
import { syscallNumber } from './syscall-numbers.ts'

const PAGE_SIZE = 64 * 1024
const PROTOTYPE =
  'long spawn(uintptr_t a0, uintptr_t a1, uintptr_t table, uintptr_t control, uintptr_t number)'

/** `struct clone_args` as far as we use it. @see clone3(2) */
const ARGS = { flags: 0, pidfd: 8, exitSignal: 32, cgroup: 80 }
/** Its size as of Linux 5.3, and as of 5.7, which put `cgroup` at its end. */
const ARGS_SIZE = 64
const ARGS_SIZE_WITH_CGROUP = 88
/** Where the kernel writes the pidfd, behind the structure. */
const PIDFD = 96

/** What a kernel before 5.7 says to a larger structure, and to a new flag. */
const UNKNOWN = ['E2BIG', 'EINVAL']

type Spawn = (
  ...args: [bigint, number, bigint, bigint, number]
) => number | bigint

let spawnFunction: Spawn | undefined

/**
 * Start a child that walks the table of an area.
 *
 * @throws {SpawnError} If memory may not be made executable here.
 * @throws {SyscallError} EPERM without CAP_SYS_ADMIN, ENOSPC at the limit of
 *   namespaces, EAGAIN at the limit of processes, and what else clone3 gives:
 *   of a cgroup EBADF, EBUSY, EOPNOTSUPP or ENODEV.
 * @see clone3(2)
 */
export function birthByCode(
  area: Area,
  { flags, cgroup }: Birthplace,
): Newborn {
  const { entry, entries } = area.layout
  if (cgroup === undefined) return clone3(area, flags, entry)
  try {
    // The first program is for who has to go there.
    const [, whenThere = entry] = entries
    return clone3(area, flags | CLONE_INTO_CGROUP, whenThere, cgroup)
  } catch (error) {
    if (!(error instanceof SyscallError) || !UNKNOWN.includes(error.code))
      throw error
    return clone3(area, flags, entry)
  }
}

function clone3(
  area: Area,
  flags: bigint,
  entry: bigint,
  cgroup?: number,
): Newborn {
  spawnFunction ??= loadCode()
  const { address, layout } = area
  const allFlags = flags | CLONE_PIDFD | CLONE_CLEAR_SIGHAND
  const pidfd = address + BigInt(PIDFD)
  const args = cloneArgs(allFlags, pidfd, cgroup)
  writeMemory(address, args)
  const number = syscallNumber('clone3', ARCH)
  const pid = Number(
    spawnFunction(address, args.length, entry, layout.control, number),
  )
  if (pid < 0) throw new SyscallError('clone3', -pid, [allFlags])
  return { pid, pidfd: readMemory(pidfd, 4).readInt32LE(0) }
}

function cloneArgs(flags: bigint, pidfd: bigint, cgroup?: number): Buffer {
  const isLarge = cgroup !== undefined
  const args = Buffer.alloc(isLarge ? ARGS_SIZE_WITH_CGROUP : ARGS_SIZE)
  args.writeBigUInt64LE(flags, ARGS.flags)
  args.writeBigUInt64LE(pidfd, ARGS.pidfd)
  args.writeBigUInt64LE(BigInt(SIGNALS.SIGCHLD ?? 0), ARGS.exitSignal)
  if (isLarge) args.writeBigUInt64LE(BigInt(cgroup), ARGS.cgroup)
  return args
}

// Written first and made executable then: never both at once. The kernel sees
// to it that the processor's instruction cache learns of the new contents.
function loadCode(): Spawn {
  const code = bytesOf(spawnListing(ARCH))
  const writable = PROT_READ | PROT_WRITE
  const flags = MAP_PRIVATE | MAP_ANONYMOUS
  const page = BigInt(syscall('mmap', 0, PAGE_SIZE, writable, flags, -1, 0))
  writeMemory(page, code)
  try {
    syscall('mprotect', page, PAGE_SIZE, PROT_READ | PROT_EXEC)
  } catch (cause) {
    syscall('munmap', page, PAGE_SIZE)
    throw new SpawnError(
      'Expected to be allowed to make memory executable; allow it, or start node with --single-threaded and use the fork back-end',
      { cause },
    )
  }
  return functionAt(page, PROTOTYPE) as Spawn
}
