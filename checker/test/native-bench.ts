/**
 * A bench on this computer's own kernel, with an agent that goes with the test,
 * and a network that nobody else has.
 */
import type { Test } from 'tap'
import type { Bench } from '../bench.ts'
import type { JudgedProgram } from '../check.ts'
import { nativeMachine } from '../native-machine.ts'
import { benchOn } from './bench-on.ts'
import { installedProgram } from './judged.ts'

/** @param program What is judged; where nothing is, anything will do. */
export async function nativeBench(
  t: Test,
  program: JudgedProgram = installedProgram('/bin/true'),
): Promise<Bench> {
  const machine = nativeMachine(undefined, { ownNetwork: true })
  const { bench, close } = await benchOn(machine, program, 1)
  t.teardown(close)
  return bench
}
