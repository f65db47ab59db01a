// Lays recorded programs out in memory, ready to be walked: a control block
// (the record that failed, -errno), the table of records, and what they point
// to. Addresses are absolute, so the memory must lie at `base`.
import { Arena } from './arena.ts'
import type { Recorder } from './recorder.ts'
import { RECORD_SIZE, writeCall } from './records.ts'
import { Section, type StepPlace } from './section.ts'
import type { Arch } from './syscall-numbers.ts'

/** Exit status of a child whose program failed, as env(1) and others use it. */
export const FAILED_STATUS = 125

/** Size of the control block: address of the failed record, its result. */
export const CONTROL_SIZE = 16

/** How long a process that failed waits to be looked at, at the most. */
const STILL_SECONDS = 1n

/** Programs made ready for memory at one address. */
export interface Layout {
  readonly bytes: Buffer
  readonly control: bigint
  /** The first record. */
  readonly entry: bigint
  /** The first record of each program: one may begin later than at the first. */
  readonly entries: readonly bigint[]
  /** For each program, where its steps are. */
  readonly places: readonly (readonly StepPlace[])[]
  /** Where bytes lie to which a step points. */
  find(bytes: Uint8Array): bigint | undefined
}

export interface LayoutOptions {
  readonly arch: Arch
  /** Address at which the memory will lie. */
  readonly base: bigint
  /** Descriptor to which a failure is reported and which `ready()` closes. */
  readonly statusFd?: number | undefined
  /** The other end of that pipe, of which the process has a copy. */
  readonly statusReader?: number | undefined
  /** Read the clock before and after each step of the last program. */
  readonly timing?: boolean | undefined
}

/**
 * Lay out programs that run one after the other; at the end the process exits
 * with status 0, after a failure with `FAILED_STATUS`.
 *
 * @throws {Error} If a mark was never placed, or a loop contains no step.
 */
export function layOut(
  programs: readonly Recorder[],
  { arch, base, statusFd, statusReader, timing = false }: LayoutOptions,
): Layout {
  const arena = new Arena(base)
  const control = arena.allocate(CONTROL_SIZE)
  const failed = recordFailure(arena, arch, control, [statusFd, statusReader])
  const sections: Section[] = []
  const entries: bigint[] = []
  let entry = recordExit(arena, arch, 0)
  // From the last to the first: each has to know where the next one begins.
  for (const program of [...programs].reverse()) {
    const timed = timing && sections.length === 0
    const ways = { onward: entry, failed, statusFd, timed }
    const section = new Section(program, arena, arch, ways)
    entry = section.fill()
    entries.unshift(entry)
    sections.unshift(section)
  }
  const places = sections.map((section) => section.places)
  const find = (bytes: Uint8Array) => arena.find(bytes)
  return { bytes: arena.bytes, control, entry, entries, places, find }
}

function recordExit(arena: Arena, arch: Arch, status: number): bigint {
  const record = arena.allocate(RECORD_SIZE)
  writeCall(arena, arch, record, 'exit_group', [BigInt(status)], 0n)
  return record
}

// The machine code fills the control block; the child then sends it, and stands
// still where it failed until the parent has had a look and closes its end of
// the pipe, which is POLLERR. Our own copy of that end has to be closed first;
// the timeout is for one in another child that was just being born.
function recordFailure(
  arena: Arena,
  arch: Arch,
  control: bigint,
  [statusFd, statusReader]: readonly (number | undefined)[],
): bigint {
  const exit = recordExit(arena, arch, FAILED_STATUS)
  if (statusFd === undefined) return exit
  const fd = BigInt(statusFd)
  const wait = arena.allocate(RECORD_SIZE)
  const stillness = [arena.words([fd]), 1n, arena.words([STILL_SECONDS, 0n])]
  writeCall(arena, arch, wait, 'ppoll', stillness, exit)
  const close = arena.allocate(RECORD_SIZE)
  writeCall(arena, arch, close, 'close', [BigInt(statusReader ?? -1)], wait)
  const record = arena.allocate(RECORD_SIZE)
  const args = [fd, control, BigInt(CONTROL_SIZE)]
  writeCall(arena, arch, record, 'write', args, close)
  return record
}
