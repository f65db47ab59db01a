/** What tests in the built-in virtual machine begin with. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Machine, Provider } from '#vm/provider.ts'
import { startAgent } from '../agent/start.ts'
import { Bench } from '../bench.ts'
import type { JudgedProgram } from '../check.ts'
import { copyProgram } from '../copy-program.ts'
import { Seed } from '../seed.ts'
import { Timings } from '../timings.ts'

/**
 * A machine for the tests of one file; it is gone when they are over.
 *
 * @param providerIn Makes the provider, of the folder where it keeps its things.
 */
export async function ownMachine(
  providerIn: (run: string) => Provider,
): Promise<Machine> {
  // Sockets want a short path, and nobody else's machine is to be disturbed.
  const parent = process.geteuid?.() === 0 ? '/run' : tmpdir()
  const base = mkdtempSync(join(parent, 'labs-test-'))
  const share = join(base, 'share')
  mkdirSync(share)
  chmodSync(base, 0o755)
  const provider = providerIn(join(base, 'vm'))
  t.teardown(async () => {
    await (await provider.find())?.stop()
    rmSync(base, { recursive: true, force: true })
  })
  return provider.start({ share }, () => {})
}

/** A bench with an agent of its own, until somebody closes it. */
export async function benchOn(
  machine: Machine,
  program: JudgedProgram,
): Promise<{ readonly bench: Bench; close(): Promise<void> }> {
  const { client, hello } = await startAgent(machine)
  const bench = new Bench({
    client,
    hello,
    program,
    seed: new Seed(),
    timings: new Timings(),
    slowness: 4,
  })
  await copyProgram(bench)
  return { bench, close: () => client.close() }
}
