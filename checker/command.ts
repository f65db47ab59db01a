import type { Ending } from './agent/protocol.ts'
import type { Bench } from './bench.ts'
import { type Launched, startJudged } from './container.ts'
import { runToEnd } from './run-to-end.ts'

/** A command has that long, with the start of the runtime; emulation stretches it. */
const COMMAND_MS = 4_000

/**
 * Run any other command of a judged runtime to its end, for a container that runs:
 *
 *     await runtimeCommand(bench, container, ['pause', container.id])
 */
export async function runtimeCommand(
  bench: Bench,
  { folder }: Launched,
  args: readonly string[],
): Promise<Ending> {
  const argv = [bench.programPath(bench.program.runtime), ...args]
  // The container must not be taken for something that the command left behind.
  const own = `${folder}/elsewhere`
  return bench.timings.measure(`judged: ${args[0]}`, async () => {
    const started = await startJudged(bench, { own }, folder, argv)
    return await runToEnd(bench, started, { timeoutMs: COMMAND_MS })
  })
}
