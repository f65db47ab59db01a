import type { Area } from './area.ts'
import { signalNumber } from './constants/signals.ts'
import { Descriptor } from './descriptor.ts'
import { StepError } from './errors.ts'
import { syscall, syscallNumeric } from './libc.ts'
import type { Program } from './program.ts'
import type { Failure, StatusPipe } from './status-pipe.ts'
import { type TracedStep, traceOf } from './trace.ts'
import { type Exit, waitForExit } from './wait.ts'

/** Where a process comes into the world. */
export interface Birthplace {
  /**
   * CLONE_NEW… flags. Others would let the child share with us what it must
   * not.
   */
  readonly flags: bigint
  /**
   * Descriptor of a cgroup's directory. The first program of the area is for a
   * child that is not born there, and has to go.
   */
  readonly cgroup?: number | undefined
}

/** A process that has just begun to walk its table. */
export interface Newborn {
  readonly pid: number
  readonly pidfd: number
}

/** Looks at a process that failed, while it still stands where it failed. */
export type Examine = (error: StepError, pid: number) => void

/** What a child was made of. */
export interface Origin {
  readonly program: Program
  readonly area: Area
  readonly status: StatusPipe
  /** CLONE_NEW… flags it was born with. */
  readonly flags: bigint
  readonly examine?: Examine | undefined
  readonly outlives?: boolean | undefined
}

/**
 * A process started by `spawn`. If its program has an heir, it is first the
 * process that was born, and from the succession on the heir.
 */
export class Child {
  /**
   * Resolves when the child has executed its program, has said `ready()`, or
   * has ended without a failure. Rejects with StepError if a step failed.
   */
  readonly started: Promise<void>
  /** Resolves when the process has ended and its status was fetched. */
  readonly exited: Promise<Exit>
  readonly #origin: Origin
  readonly #newborn: Newborn
  readonly #born: Descriptor
  #heir: Descriptor | undefined
  /** Signals that went to the one who was born, and may have come too late. */
  readonly #sent: number[] = []
  #startedAt: bigint | undefined

  /** For `spawn`: nobody else has what it takes. */
  constructor(newborn: Newborn, origin: Origin) {
    this.#newborn = newborn
    this.#origin = origin
    this.#born = new Descriptor(newborn.pidfd)
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
    origin.status.watch((failure) => settle(failure))
    this.exited = this.#waitForExit(settle)
    this.exited.catch(() => {})
  }

  /** Its number in our PID namespace. */
  get pid(): number {
    return this.#heirPid() || this.#newborn.pid
  }

  /** Refers to this process only; closed when it has ended. @see pidfd_open(2) */
  get pidfd(): number {
    return this.#current().fd
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
    const target = this.#current()
    if (!target.isOpen) return
    if (target === this.#born) this.#sent.push(number)
    syscall('pidfd_send_signal', target.fd, number, null, 0)
  }

  /**
   * Whether the program was executed by now; asks the kernel, where `started`
   * tells what the event loop has seen.
   */
  hasStarted(): boolean {
    return this.#startedAt !== undefined || this.#origin.status.isAtEnd()
  }

  /** What became of each step that was reached so far. */
  trace(): TracedStep[] {
    const { area, program } = this.#origin
    const traced = traceOf(area, this.#places(), this.#startedAt)
    const heir = this.#heirPid()
    // Both stored a result there: the number of the other, and 0.
    return traced.map((entry) =>
      heir && program.steps[entry.step]?.args[2] === program.heir
        ? { ...entry, result: BigInt(heir) }
        : entry,
    )
  }

  /** Let go of a process that is to outlive us; `exited` will never settle. */
  close(): void {
    this.#origin.status.close()
    this.#born.close()
    this.#heir?.close()
    this.#origin.area.release()
  }

  #places() {
    return this.#origin.area.layout.places.at(-1) ?? []
  }

  /** 0 as long as there is no heir. The kernel writes it before the heir runs. */
  #heirPid(): number {
    const { area, program } = this.#origin
    const address = program.heir && area.layout.find(program.heir)
    return address === undefined ? 0 : Number(area.word(address))
  }

  #current(): Descriptor {
    return this.#heir ?? this.#adopt() ?? this.#born
  }

  // The number is the heir's own until we have fetched its status.
  #adopt(): Descriptor | undefined {
    const pid = this.#heirPid()
    if (pid === 0 || !this.#born.isOpen) return undefined
    this.#heir = new Descriptor(syscallNumeric('pidfd_open', pid, 0))
    return this.#heir
  }

  async #waitForExit(settle: (failure?: Failure) => void): Promise<Exit> {
    const exit = await this.#lastExit()
    // The failure may still be in the pipe: the loop reports in any order.
    if (this.#origin.status.isOpen) settle(this.#origin.status.finish())
    this.close()
    return exit
  }

  async #lastExit(): Promise<Exit> {
    const { program, outlives } = this.#origin
    // Who only made the heir is nobody's but ours.
    const exit = await waitForExit(this.#born, outlives && !program.heir)
    const heir = this.#heir ?? this.#adopt()
    this.#born.close()
    if (heir === undefined) return exit
    // A signal may have met us between the birth of the heir and our end.
    for (const signal of this.#sent.splice(0)) this.kill(signal)
    return waitForExit(heir, outlives)
  }

  #errorOf({ record, result }: Failure): StepError {
    const errno = Number(-result)
    const { area, program, flags, examine } = this.#origin
    const results: (bigint | undefined)[] = []
    for (const traced of this.trace()) results[traced.step] = traced.result
    const own = this.#places().find((place) => place.record === record)
    const hidden = area.layout.places
      .flat()
      .find((place) => place.record === record)
    const step = own?.step ?? hidden?.step ?? { name: 'spawn', args: [] }
    const error = new StepError(own?.step.index ?? -1, step, errno, {
      program,
      flags,
      results,
    })
    examine?.(error, this.pid)
    return error
  }
}
