import type { Area } from './area.ts'
import { signalNumber } from './constants/signals.ts'
import { Descriptor } from './descriptor.ts'
import { StepError } from './errors.ts'
import { syscall } from './libc.ts'
import type { Failure, StatusPipe } from './status-pipe.ts'
import { type TracedStep, traceOf } from './trace.ts'
import { type Exit, waitForExit } from './wait.ts'

/** A process that has just begun to walk its table. */
export interface Newborn {
  readonly pid: number
  readonly pidfd: number
}

/** A process started by `spawn`. */
export class Child {
  /** Its number in our PID namespace. */
  readonly pid: number
  /** Refers to this process only; closed when it has ended. @see pidfd_open(2) */
  readonly pidfd: number
  /**
   * Resolves when the child has executed its program, has said `ready()`, or
   * has ended without a failure. Rejects with StepError if a step failed.
   */
  readonly started: Promise<void>
  /** Resolves when the process has ended and its status was fetched. */
  readonly exited: Promise<Exit>
  readonly #area: Area
  readonly #process: Descriptor
  readonly #status: StatusPipe
  #startedAt: bigint | undefined

  /** For `spawn`: nobody else has these three. */
  constructor({ pid, pidfd }: Newborn, area: Area, status: StatusPipe) {
    this.pid = pid
    this.pidfd = pidfd
    this.#area = area
    this.#status = status
    this.#process = new Descriptor(pidfd)
    let settle: (failure?: Failure) => void = () => {}
    this.started = new Promise((resolve, reject) => {
      settle = (failure) => {
        if (failure) return reject(this.#errorOf(failure))
        this.#startedAt ??= process.hrtime.bigint()
        resolve()
      }
    })
    // Whoever waits for `exited` alone must not be killed by the other one.
    this.started.catch(() => {})
    status.watch((failure) => settle(failure))
    this.exited = this.#waitForExit(settle)
    this.exited.catch(() => {})
  }

  /**
   * Send a signal; a process that has ended takes none.
   *
   * @throws {RangeError} If there is no such signal.
   * @throws {SyscallError} EPERM.
   * @see pidfd_send_signal(2)
   */
  kill(signal: string | number): void {
    const number = signalNumber(signal)
    if (!this.#process.isOpen) return
    syscall('pidfd_send_signal', this.pidfd, number, null, 0)
  }

  /** What became of each step that was reached so far. */
  trace(): TracedStep[] {
    const places = this.#area.layout.places.at(-1) ?? []
    return traceOf(this.#area, places, this.#startedAt)
  }

  /** Let go of a process that is to outlive us; `exited` will never settle. */
  close(): void {
    this.#status.close()
    this.#process.close()
    this.#area.release()
  }

  async #waitForExit(settle: (failure?: Failure) => void): Promise<Exit> {
    const exit = await waitForExit(this.#process)
    // The failure may still be in the pipe: the loop reports in any order.
    if (this.#status.isOpen) settle(this.#status.finish())
    this.close()
    return exit
  }

  #errorOf({ record, result }: Failure): StepError {
    const errno = Number(-result)
    const places = this.#area.layout.places
    const own = places.at(-1)?.find((place) => place.record === record)
    if (own) return new StepError(own.step.index, own.step, errno)
    const hidden = places.flat().find((place) => place.record === record)
    return new StepError(-1, hidden?.step ?? { name: 'spawn', args: [] }, errno)
  }
}
