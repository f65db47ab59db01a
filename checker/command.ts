/**
 * Any other command of a judged runtime, to a container that runs:
 *
 *     await runtimeCommand(bench, container, ['pause', container.id])
 */
import type { Ending, Started } from './agent/protocol.ts'
import type { Bench } from './bench.ts'
import { type Launched, startJudged } from './container.ts'

/** A command has that long, with the start of the runtime; emulation stretches it. */
const COMMAND_MS = 4_000

export interface CommandOptions {
  /** What it reads from standard input, which ends there. */
  readonly stdin?: string
  readonly timeoutMs?: number
}

/** Run a command to its end; one that has none is killed, and `timedOut`. */
export async function runtimeCommand(
  bench: Bench,
  container: Launched,
  args: readonly string[],
  { stdin = '', timeoutMs = COMMAND_MS }: CommandOptions = {},
): Promise<Ending> {
  return bench.timings.measure(`judged: ${args[0]}`, async () => {
    const { job } = await startCommand(bench, container, args)
    await bench.call('send', { job, text: stdin, end: true })
    const ending = await bench.awaitProgram(
      timeoutMs,
      (timeoutMs) => bench.call('wait', { job, timeoutMs }),
      ({ timedOut }) => timedOut,
    )
    await bench.call('kill', { job })
    return ending
  })
}

/**
 * Start a command that goes on: `events` without `--stats`. Whoever starts it
 * calls `kill` for its job.
 */
function startCommand(
  bench: Bench,
  { folder }: Launched,
  args: readonly string[],
): Promise<Started> {
  const runtime = bench.programPath(bench.program.runtime)
  // The container must not be taken for something that the command left behind.
  const own = `${folder}/elsewhere`
  return startJudged(bench, { own }, folder, [runtime, ...args])
}
