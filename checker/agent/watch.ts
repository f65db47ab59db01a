/**
 * Waiting for the kernel to show something. Every wait has an end.
 *
 * Looking costs: where everything is emulated, an agent that looks all the time
 * slows down what it waits for. So looks are rare, unless something *happens* to
 * the job (it says something, it ends), which is worth a look at once.
 */

import { identityOf } from '../evidence/identity.ts'
import {
  fieldsOf,
  procText,
  signalsIn,
  userProcesses,
} from '../evidence/proc.ts'
import { SIGKILL } from '../kernel.ts'
import { Allowance } from './crowd.ts'
import type { Job } from './job.ts'

const SHORTEST_PAUSE_MS = 10
const LONGEST_PAUSE_MS = 80
/** A pause is so many times longer than the look before it. */
const PAUSE_PER_LOOK = 8
/** How often a job is looked for among all processes, not only among its own. */
const WIDE_EVERY_MS = 300

/**
 * Call `look` until it gives something, or until the time is over.
 *
 * @param timeoutMs Passes more slowly in a crowd: see crowd.ts.
 * @param job Is looked at early when something happens to it.
 */
export async function eventually<T>(
  look: () => T | undefined,
  timeoutMs: number,
  job?: Job,
): Promise<T | undefined> {
  const allowance = new Allowance(timeoutMs)
  for (;;) {
    const began = performance.now()
    const found = look()
    const tookMs = performance.now() - began
    if (found !== undefined || allowance.leftMs() < 0) return found
    await pause(tookMs, job)
  }
}

function pause(lookMs: number, job?: Job): Promise<void> {
  const wanted = Math.max(SHORTEST_PAUSE_MS, lookMs * PAUSE_PER_LOOK)
  const ms = Math.min(LONGEST_PAUSE_MS, wanted)
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer)
      job?.events.off('activity', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    job?.events.once('activity', over)
  })
}

export interface Found {
  readonly pid: number
  /** Identity of its executable. */
  readonly file: string
}

/** Looks for a process of a job that executes one of some files. */
export class Finder {
  readonly #job: Job
  readonly #files: readonly string[]
  readonly #except: readonly number[]
  #lastWide = performance.now()

  /**
   * @param files Identities of executables.
   * @param except Processes that are not wanted.
   */
  constructor(
    job: Job,
    files: readonly string[],
    except: readonly number[] = [],
  ) {
    this.#job = job
    this.#files = files
    this.#except = except
  }

  /**
   * One look.
   *
   * @returns `null` when the job is over and nothing was left of it,
   *   `undefined` when it may still come.
   */
  look(): Found | null | undefined {
    const wasOver = this.#job.isOver
    const found = this.#among(this.#job.members())
    if (found !== undefined) return found
    // A runtime may move what it starts to a cgroup of its own, and end.
    const isTime = performance.now() - this.#lastWide > WIDE_EVERY_MS
    if (!wasOver && !isTime) return undefined
    this.#lastWide = performance.now()
    return this.#among(userProcesses()) ?? (wasOver ? null : undefined)
  }

  /**
   * One that sleeps, and not in execve(2): then all is as the program sees it.
   * The first one: those that it has forked already execute the same file.
   */
  #among(pids: readonly number[]): Found | undefined {
    const files = new Map(pids.map((pid) => [pid, this.#fileOf(pid)]))
    for (const [pid, file] of files) {
      const parent = files.get(parentOf(pid))
      if (file && parent !== file && isAsleep(pid)) return { pid, file }
    }
    return undefined
  }

  /** Which of the files it executes; `undefined` if none, or it is known. */
  #fileOf(pid: number): string | undefined {
    const file = identityOf(`/proc/${pid}/exe`)
    const isWanted = file !== null && this.#files.includes(file)
    return isWanted && !this.#except.includes(pid) ? file : undefined
  }
}

function parentOf(pid: number): number {
  const status = procText(pid, 'status') ?? ''
  return Number(/^PPid:\s*(\d+)/m.exec(status)?.[1])
}

const EXECVE = process.arch === 'arm64' ? '221' : '59'

/** @see proc_pid_syscall(5) */
function isAsleep(pid: number): boolean {
  const call = procText(pid, 'syscall')?.split(' ')[0]?.trim()
  // Kernels without that file leave only the state to go by.
  if (call === undefined) {
    return /^State:\s+S/m.test(procText(pid, 'status') ?? '')
  }
  return /^\d+$/.test(call) && call !== EXECVE
}

/** What is left of a process: nothing, its exit status, or all of it. */
type Fate = 'gone' | 'zombie' | 'alive'

/** Whether a process is there still, or only its exit status. */
export function fateOf(pid: number): Fate {
  return fateIn(procText(pid, 'status'))
}

/**
 * @param status Text of `/proc/<pid>/status`; `null` if there is none.
 * @see proc_pid_status(5), State, SigPnd
 */
export function fateIn(status: string | null): Fate {
  if (status === null) return 'gone'
  if (/^State:\s+[ZX]/m.test(status)) return 'zombie'
  // It was killed; on a busy machine it does not know that yet.
  const isKilled = signalsIn(fieldsOf(status).SigPnd ?? '').includes(SIGKILL)
  return isKilled ? 'zombie' : 'alive'
}

/** Which of some signals are in a mask of a process; `undefined` until all are. */
export function allIn(
  pid: number,
  field: 'SigBlk' | 'ShdPnd',
  signals: readonly number[],
): number[] | undefined {
  const found = someIn(pid, field, signals)
  return found.length === signals.length ? found : undefined
}

/** Which of some signals are in a mask of a process now. */
export function someIn(
  pid: number,
  field: 'SigBlk' | 'ShdPnd',
  signals: readonly number[],
): number[] {
  const status = procText(pid, 'status')
  if (status === null) return []
  const mask = signalsIn(fieldsOf(status)[field] ?? '')
  return signals.filter((signal) => mask.includes(signal))
}
