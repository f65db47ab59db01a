/**
 * What a check works with: an agent in the guest, the program to judge, a seed.
 *
 *     const resident = await bench.share(residentContainer)   // started once
 *     bench.seed.int('exit status', 3, 99)                    // drawn once
 *     bench.call('observe', { pid })                          // read from outside
 */
import type { AgentClient } from './agent/client.ts'
import { MOST_CROWDED } from './agent/crowd.ts'
import type { Hello, Method, Params, Reply } from './agent/protocol.ts'
import type { JudgedProgram } from './check.ts'
import { Patience } from './patience.ts'
import type { Seed } from './seed.ts'
import { Slots } from './slots.ts'
import type { Timings } from './timings.ts'

/** Something that several checks look at, made when the first one asks. */
export type Fixture<T> = (bench: Bench) => Promise<T>

/** The guest has two processors, and starting a runtime keeps one busy. */
const STARTS_AT_A_TIME = 2
/** How much longer the host waits than the agent was told to. */
const ANSWER_MS = 10_000

export interface BenchOptions {
  readonly client: AgentClient
  readonly hello: Hello
  readonly program: JudgedProgram
  readonly seed: Seed
  readonly timings: Timings
  /** How much longer than on real hardware things may take. */
  readonly slowness: number
}

export class Bench {
  readonly hello: Hello
  readonly program: JudgedProgram
  readonly seed: Seed
  readonly timings: Timings
  readonly starts = new Slots(STARTS_AT_A_TIME)
  /** Folder of a cgroup → name of the container that was asked for. */
  readonly containers = new Map<string, string>()
  readonly #client: AgentClient
  readonly #patience: Patience
  readonly #atEnd: (() => Promise<unknown>)[] = []
  readonly #shared = new Map<Fixture<unknown>, Promise<unknown>>()

  constructor(options: BenchOptions) {
    this.#client = options.client
    this.hello = options.hello
    this.program = options.program
    this.seed = options.seed
    this.timings = options.timings
    this.#patience = new Patience(options.slowness)
  }

  /** The one result of a fixture for all who ask. */
  share<T>(fixture: Fixture<T>): Promise<T> {
    const shared = this.#shared.get(fixture) ?? fixture(this)
    this.#shared.set(fixture, shared)
    return shared as Promise<T>
  }

  /** Something to undo, once every check has seen what it wants to see. */
  atEnd(action: () => Promise<unknown>): void {
    this.#atEnd.push(action)
  }

  /** Undo what is to be undone, the latest first. */
  async undo(): Promise<void> {
    for (let action = this.#atEnd.pop(); action; action = this.#atEnd.pop()) {
      await action()
    }
  }

  /** A time limit, stretched to the speed of the guest. */
  patience(ms: number): number {
    return this.#patience.stretch(ms)
  }

  /**
   * Wait for something that the judged program has to get done. Whoever hangs
   * again and again is waited for less.
   *
   * @param hangs Whether the answer is that it did not.
   */
  async awaitProgram<T>(
    ms: number,
    wait: (timeoutMs: number) => Promise<T>,
    hangs: (answer: T) => boolean,
  ): Promise<T> {
    const answer = await wait(this.#patience.forProgram(ms))
    if (hangs(answer)) this.#patience.hung()
    else this.#patience.came()
    return answer
  }

  /** Ask the agent. @throws {AgentError} */
  call<M extends Method>(method: M, params: Params<M>): Promise<Reply<M>> {
    const own = (params as { timeoutMs?: number }).timeoutMs ?? 0
    const limit = own * MOST_CROWDED + this.patience(ANSWER_MS)
    return this.#client.call(method, params, limit)
  }

  /** Absolute path in the guest of something in the folder of this run. */
  path(...names: readonly string[]): string {
    return [this.hello.base, ...names].join('/')
  }

  /** Such a path, relative to that folder: as `write` wants it. */
  below(path: string): string {
    return path.slice(this.hello.base.length + 1)
  }

  /**
   * Absolute path in the guest of a part of the judged program.
   *
   * @throws {Error} If it has no such part: its checks are `unsupported`.
   */
  programPath(name: string | null): string {
    if (name === null) throw new Error('There is no such part to be judged')
    return name.startsWith('/') ? name : this.path(PROGRAMS, name)
  }
}

/** Folder of the judged programs below that of the run. */
export const PROGRAMS = 'programs'
