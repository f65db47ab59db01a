/** A bench for tests, on whatever machine. */
import type { Machine } from '#vm/provider.ts'
import { startAgent } from '../agent/start.ts'
import { Bench } from '../bench.ts'
import type { JudgedProgram } from '../check.ts'
import { copyProgram } from '../copy-program.ts'
import { Seed } from '../seed.ts'
import { Timings } from '../timings.ts'

/**
 * A bench with an agent of its own, until somebody closes it.
 *
 * @param slowness How much longer than on real hardware things may take.
 */
export async function benchOn(
  machine: Machine,
  program: JudgedProgram,
  slowness = 4,
): Promise<{ readonly bench: Bench; close(): Promise<void> }> {
  const { client, hello } = await startAgent(machine)
  const close = () => client.close()
  const [seed, timings] = [new Seed(), new Timings()]
  const bench = new Bench({ client, hello, program, seed, timings, slowness })
  try {
    await copyProgram(bench)
    return { bench, close }
  } catch (error) {
    await close()
    throw error
  }
}
