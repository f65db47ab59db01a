// From a program to a process. The child is born with clone3(2), walks its
// table of system calls, and ends it with execve(2) or exit_group(2):
//
//     spawn ──▶ Child ──started──▶ (its own program runs) ──exited──▶ status
//                 └── StepError: which step, its arguments, the errno
//
// Nothing here waits: both promises are settled by Node's event loop.
import { type Area, mapArea } from './area.ts'
import { type Backend, birth } from './backend.ts'
import { type Birthplace, Child, type Examine, type Newborn } from './child.ts'
import { SpawnError } from './errors.ts'
import { inheritedNofile } from './limits.ts'
import {
  recordEntry,
  recordKeep,
  recordNofile,
  recordSignals,
  recordStdio,
  type Stdio,
} from './prepare.ts'
import { Program } from './program.ts'
import { StatusPipe } from './status-pipe.ts'

export type { Child, Examine } from './child.ts'
export { SpawnError, StepError, SyscallError } from './errors.ts'
export type { TracedStep } from './trace.ts'
export type { Exit } from './wait.ts'

export interface SpawnOptions {
  /** CLONE_NEW… flags: namespaces to be born into besides `program.flags`. */
  readonly flags?: bigint
  /** Our descriptors that become the child's 0, 1 and 2; ours by default. */
  readonly stdio?: Stdio
  /**
   * Our other descriptors the child may have, at the same numbers. Without
   * this it has all, until those that are close-on-exec close at execve(2).
   */
  readonly keep?: readonly number[]
  /**
   * Do nothing but the program, and `keep` if it is given: streams stay
   * close-on-exec, signals ignored and the limit on open files raised, as Node
   * has them.
   */
  readonly bare?: boolean
  /** Measure each step, for `trace()`. */
  readonly timing?: boolean
  /** Is shown a process that failed, before it may end. */
  readonly examine?: Examine | undefined
  /**
   * It is to outlive us: if it ends before we do, its status stays for whoever
   * is its parent then, who may know of it only by that. @see waitid(2), WNOWAIT
   */
  readonly outlives?: boolean | undefined
  /** How the child is made; by default in the way that works here. */
  readonly backend?: Backend
}

/** Where tests put faults into a table that is about to be walked. */
export const rehearsal: { spoil?: (program: Program) => void } = {}

/**
 * Start a process that makes the calls of a program.
 *
 * @throws {SyscallError} If there can be no process: EPERM for namespaces
 *   without CAP_SYS_ADMIN, EAGAIN or ENOMEM, EMFILE for the pipe.
 * @throws {SpawnError} If no way to start one works on this machine.
 * @see clone3(2)
 */
export function spawn(program: Program, options: SpawnOptions = {}): Child {
  checkMachine()
  rehearsal.spoil?.(program)
  const status = new StatusPipe()
  try {
    const flags = program.flags | (options.flags ?? 0n)
    const { cgroup } = program
    const area = prepare(program, options, status)
    const newborn = begin(area, { flags, cgroup }, options.backend)
    const { examine, outlives } = options
    const origin = { program, area, status, flags, examine, outlives }
    return new Child(newborn, origin)
  } catch (error) {
    status.close()
    throw error
  } finally {
    // As long as we have this end as well, the pipe has no end to be read.
    status.writer.close()
  }
}

function checkMachine(): void {
  const { platform, arch } = process
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return
  throw new SpawnError(
    `Expected Linux on x64 or arm64 but found "${platform}" on "${arch}"`,
  )
}

function prepare(
  program: Program,
  options: SpawnOptions,
  status: StatusPipe,
): Area {
  const statusFd = status.writer.fd
  const programs = [preparation(options, statusFd), program]
  if (program.cgroup !== undefined) programs.unshift(entry(program.cgroup))
  const { timing } = options
  const statusReader = status.readerFd
  return mapArea(programs, { statusFd, statusReader, timing })
}

function begin(area: Area, birthplace: Birthplace, backend?: Backend): Newborn {
  try {
    return birth(area, birthplace, backend)
  } catch (error) {
    area.release()
    throw error
  }
}

/** Only for one who is not born there. */
function entry(cgroup: number): Program {
  const going = new Program()
  recordEntry(going, cgroup)
  return going
}

function preparation(
  { bare = false, stdio = [0, 1, 2], keep }: SpawnOptions,
  statusFd: number,
): Program {
  const before = new Program()
  if (!bare) recordStdio(before, stdio)
  if (keep) recordKeep(before, [...keep, statusFd])
  if (bare) return before
  recordSignals(before)
  recordNofile(before, inheritedNofile())
  return before
}
