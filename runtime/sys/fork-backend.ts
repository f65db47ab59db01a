// The way to a child where memory may not be made executable: fork(2), and a
// loop in JavaScript over the same table, as short as can be. It needs
// `node --single-threaded`: an engine that has no helper threads does not miss
// them in the child, which fork(2) gives none but the one that called.
import type { Area } from './area.ts'
import type { Newborn } from './child.ts'
import { SpawnError } from './errors.ts'
import { keepMemoryAcrossFork } from './fork-memory.ts'
import { Namespaces } from './fork-namespaces.ts'
import { blockSignals, clearHandlers, unblockSignals } from './fork-signals.ts'
import { type Table, walkTable } from './fork-walk.ts'
import { fork, syscall, syscallNumeric, viewMemory } from './libc.ts'

/** Exit status of a child in which the loop itself broke. */
const BROKEN_STATUS = 126

/** Whether this process was started in the way the back-end needs. */
export function canFork(): boolean {
  const flags = process.execArgv.map((flag) => flag.replaceAll('_', '-'))
  return flags.includes('--single-threaded') && isMainThread()
}

// Not imported, because that costs every start of a program some milliseconds.
function isMainThread(): boolean {
  return process.getBuiltinModule('node:worker_threads').isMainThread
}

/**
 * Start a child that walks the table of an area.
 *
 * @param flags CLONE_NEW… flags, entered by unshare(2).
 * @throws {SpawnError} If this process has helper threads, or for a new user
 *   and a new PID namespace at once.
 * @throws {SyscallError} EPERM, EAGAIN, ENOMEM and what else unshare(2) gives.
 * @see fork(2)
 */
export function birthByFork(area: Area, flags: bigint): Newborn {
  if (!canFork())
    throw new SpawnError(
      'Expected node to be started with --single-threaded for the fork back-end but found helper threads',
    )
  const { address, size, layout } = area
  const memory = viewMemory(address, size)
  const table = { memory, address, control: layout.control }
  const namespaces = new Namespaces(flags)
  try {
    const pid = namespaces.aroundFork(() =>
      forkQuietly(() => live(table, layout.entry, namespaces)),
    )
    namespaces.awaitEntry(pid)
    return { pid, pidfd: syscallNumeric('pidfd_open', pid, 0) }
  } finally {
    namespaces.close()
  }
}

/** Fork, with no signal coming in between. Only the parent returns. */
function forkQuietly(child: () => never): number {
  const mask = blockSignals()
  try {
    keepMemoryAcrossFork()
    const pid = fork()
    if (pid === 0) begin(mask, child)
    return pid
  } finally {
    unblockSignals(mask)
  }
}

// Nothing may get past this function in the child: up there is the code of a
// parent that goes on to use the same event loop.
function begin(mask: Uint8Array, child: () => never): never {
  try {
    clearHandlers()
    unblockSignals(mask)
    child()
  } finally {
    syscall('exit_group', BROKEN_STATUS)
  }
}

function live(table: Table, entry: bigint, namespaces: Namespaces): never {
  namespaces.enter()
  walkTable(table, entry)
}
