// The usual way to a child: machine code that makes the call of birth and then
// walks the table. The child gets a memory of its own (no CLONE_VM), because a
// process in a hostile container could otherwise reach into the engine's.
import type { Area } from './area.ts'
import type { Newborn } from './child.ts'
import {
  CLONE_CLEAR_SIGHAND,
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

/** Size of `struct clone_args` as far as we use it. @see clone3(2) */
const CLONE_ARGS_SIZE = 64
const ARGS = { flags: 0, pidfd: 8, exitSignal: 32 }

type Spawn = (
  ...args: [bigint, number, bigint, bigint, number]
) => number | bigint

let spawnFunction: Spawn | undefined

/**
 * Start a child that walks the table of an area.
 *
 * @param flags CLONE_NEW… flags.
 * @throws {SpawnError} If memory may not be made executable here.
 * @throws {SyscallError} EPERM without CAP_SYS_ADMIN, ENOSPC at the limit of
 *   namespaces, EAGAIN at the limit of processes, and what else clone3 gives.
 * @see clone3(2)
 */
export function birthByCode(area: Area, flags: bigint): Newborn {
  spawnFunction ??= loadCode()
  const args = Buffer.alloc(CLONE_ARGS_SIZE)
  const pidfdAddress = area.address + BigInt(CLONE_ARGS_SIZE)
  const allFlags = flags | CLONE_PIDFD | CLONE_CLEAR_SIGHAND
  args.writeBigUInt64LE(allFlags, ARGS.flags)
  args.writeBigUInt64LE(pidfdAddress, ARGS.pidfd)
  args.writeBigUInt64LE(BigInt(SIGNALS.SIGCHLD ?? 0), ARGS.exitSignal)
  writeMemory(area.address, args)
  const { entry, control } = area.layout
  const number = syscallNumber('clone3', ARCH)
  const pid = Number(
    spawnFunction(area.address, CLONE_ARGS_SIZE, entry, control, number),
  )
  if (pid < 0) throw new SyscallError('clone3', -pid, [allFlags])
  return { pid, pidfd: readMemory(pidfdAddress, 4).readInt32LE(0) }
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
