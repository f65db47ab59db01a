/** What tests in the built-in virtual machine begin with. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Machine, Provider } from '#vm/provider.ts'

export { benchOn } from './bench-on.ts'

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
