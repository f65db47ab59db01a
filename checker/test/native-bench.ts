/**
 * A bench on this computer's own kernel, with an agent that goes with the test,
 * and a network that nobody else has.
 */
import type { Test } from 'tap'
import { startAgent } from '../agent/start.ts'
import { Bench } from '../bench.ts'
import type { JudgedProgram } from '../check.ts'
import { copyProgram } from '../copy-program.ts'
import { Seed } from '../seed.ts'
import { Timings } from '../timings.ts'
import { installedProgram } from './judged.ts'
import { nativeMachine } from './native-machine.ts'

/** @param program What is judged; where nothing is, anything will do. */
export async function nativeBench(
  t: Test,
  program: JudgedProgram = installedProgram('/bin/true'),
): Promise<Bench> {
  const { client, hello } = await startAgent(
    nativeMachine(undefined, { ownNetwork: true }),
  )
  t.teardown(() => client.close())
  const bench = new Bench({
    client,
    hello,
    program,
    seed: new Seed(),
    timings: new Timings(),
    slowness: 1,
  })
  await copyProgram(bench)
  return bench
}
