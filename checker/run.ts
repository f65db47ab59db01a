/**
 * `runLab`: from a machine and a program to a report.
 *
 *     start agent ─▶ copy program ─▶ checks, as far as their needs passed
 *                                        │ each: pass fail unsupported
 *                                        │ a need did not pass: blocked
 *                                        ▼ an exception, or no end: error
 *                    close agent ◀─ leftovers
 */
import type { Machine } from '#vm/provider.ts'
import type { Hello } from './agent/protocol.ts'
import { startAgent } from './agent/start.ts'
import { Bench } from './bench.ts'
import type { CheckResult, JudgedProgram, LabReport } from './check.ts'
import { copyProgram } from './copy-program.ts'
import { AgentError, type ImpostorError } from './errors.ts'
import type { Lab } from './lab.ts'
import { leftovers } from './leftovers.ts'
import { runChecks } from './schedule.ts'
import { Seed } from './seed.ts'
import { Timings } from './timings.ts'

/** Emulation makes everything about that much slower, on a host that is busy. */
export const SLOWNESS_OF_TCG = 10
/** Node starts in that time on a computer that has something else to do. */
const NODE_START_MS = 100
/** Beyond that a hang would take too long to be told. */
const SLOWEST = 20

export interface RunOptions {
  readonly machine: Machine
  readonly program: JudgedProgram
  /** Draw the same parameters as an earlier run. */
  readonly seed?: string
  /** Ids of checks; what they need runs as well. */
  readonly only?: readonly string[]
  /** Run a check even if one that it needs did not pass. */
  readonly ignoreNeeds?: boolean
  /** Called as results come, in the order of the lab. */
  readonly onResult?: (result: CheckResult) => void
  /** Called when there is something to look at, for as long as checks run. */
  readonly onBench?: (bench: Bench) => void
  /** Called if the program spoke in the agent's place: that run says nothing. */
  readonly onImpostor?: (error: ImpostorError) => void
  /** Gives up: the agent is told to go, and cleans up. */
  readonly signal?: AbortSignal
}

/**
 * Judge a program.
 *
 * @throws {AgentError} If the guest cannot be reached at all, or on abort.
 */
export async function runLab(
  lab: Lab,
  options: RunOptions,
): Promise<LabReport> {
  const startedAt = new Date()
  const timings = new Timings()
  const { machine, program, signal } = options
  const { client, hello } = await timings.measure('agent: start', () =>
    startAgent(machine),
  )
  timings.add('agent: of that, node itself', hello.nodeStartMs)
  const abort = whenAborted(signal, () => client.abandon())
  const bench = new Bench({
    client,
    hello,
    program,
    seed: new Seed(options.seed),
    timings,
    slowness: slownessOf(machine, hello),
  })
  try {
    await timings.measure('program: copy', () => copyProgram(bench, lab))
    options.onBench?.(bench)
    const early = beginEarly(lab, bench, options)
    // Some checks only wait, and would not notice that nobody waits for them.
    const checks = await Promise.race([
      runChecks(lab, bench, { ...options, onResult: toldUntil(options) }),
      abort.happened,
    ])
    await early
    const left = await bench.share(leftovers)
    if (signal?.aborted) throw new AgentError('The run was given up')
    await timings.measure('agent: close', () => client.close())
    return reportOf({ lab, bench, machine, startedAt, checks, left })
  } finally {
    abort.forget()
    await client.close()
    if (client.impostor !== null) options.onImpostor?.(client.impostor)
  }
}

interface Abort {
  /** Rejects when it happens. */
  readonly happened: Promise<never>
  forget(): void
}

function whenAborted(
  signal: AbortSignal | undefined,
  giveUp: () => void,
): Abort {
  let listener = () => {}
  const happened = new Promise<never>((_, reject) => {
    listener = () => {
      giveUp()
      reject(new AgentError('The run was given up'))
    }
  })
  // Nobody may be waiting for it yet.
  happened.catch(() => {})
  signal?.addEventListener('abort', listener, { once: true })
  // It may have come while the agent was starting.
  if (signal?.aborted) listener()
  const forget = () => signal?.removeEventListener('abort', listener)
  return { happened, forget }
}

/** What comes out of checks that were given up is no result. */
const toldUntil =
  ({ signal, onResult }: RunOptions) =>
  (result: CheckResult) => {
    if (!signal?.aborted) onResult?.(result)
  }

/** How patient to be: the agent's own start is a measure of the load. */
function slownessOf({ info }: Machine, { nodeStartMs }: Hello): number {
  const expected = info.accel === 'tcg' ? SLOWNESS_OF_TCG : 1
  return Math.max(expected, Math.min(SLOWEST, nodeStartMs / NODE_START_MS))
}

/** Begin what one processor can do while the other starts the first container. */
async function beginEarly(
  lab: Lab,
  bench: Bench,
  { only }: RunOptions,
): Promise<void> {
  if (only !== undefined) return
  // What goes wrong is told by the check that asks for it.
  await Promise.allSettled(lab.early.map((fixture) => bench.share(fixture)))
}

interface Judged {
  readonly lab: Lab
  readonly bench: Bench
  readonly machine: Machine
  readonly startedAt: Date
  readonly checks: readonly CheckResult[]
  readonly left: readonly string[]
}

function reportOf(judged: Judged): LabReport {
  const { lab, bench, machine, startedAt, checks, left } = judged
  const { provider, accel } = machine.info
  const sum = (points: (check: CheckResult) => number) =>
    checks.reduce((total, check) => total + points(check), 0)
  return {
    schema: 'labs.result/v1',
    lab: lab.id,
    seed: bench.seed.text,
    program: bench.program.name,
    vm: { provider, accel, kernel: bench.hello.kernel, arch: bench.hello.arch },
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    score: sum(({ points }) => points),
    maxScore: sum(({ maxPoints }) => maxPoints),
    gradable: checks.every(({ verdict }) => verdict !== 'error'),
    checks,
    leftovers: left,
    timings: bench.timings.toJSON(),
  }
}
