// Chooses how a child is made. Both ways replay the same table.
import type { Area } from './area.ts'
import type { Birthplace, Newborn } from './child.ts'
import { birthByCode } from './code-backend.ts'
import { CLONE_FLAGS } from './constants/processes.ts'
import { SpawnError } from './errors.ts'
import { birthByFork, canFork } from './fork-backend.ts'

/** `code`: machine code and clone3(2). `fork`: fork(2) and a loop. */
export type Backend = 'code' | 'fork'

const NAMESPACE_FLAGS = Object.entries(CLONE_FLAGS)
  .filter(([name]) => name.startsWith('CLONE_NEW'))
  .reduce((all, [, flag]) => all | flag, 0n)

/**
 * Start a child that walks the table of an area.
 *
 * @throws {RangeError} For other flags.
 * @throws {SpawnError} If the way wanted, or every way, is barred here.
 * @throws {SyscallError} What clone3(2), fork(2) or unshare(2) gives.
 */
export function birth(
  area: Area,
  birthplace: Birthplace,
  backend?: Backend,
): Newborn {
  const { flags } = birthplace
  if (flags & ~NAMESPACE_FLAGS)
    throw new RangeError(
      `Expected flags to be CLONE_NEW… flags but found 0x${flags.toString(16)}`,
    )
  if (backend === 'fork') return birthByFork(area, flags)
  try {
    return birthByCode(area, birthplace)
  } catch (error) {
    if (backend === undefined && error instanceof SpawnError && canFork())
      return birthByFork(area, flags)
    throw error
  }
}
