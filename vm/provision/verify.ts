/** Whether a machine that was just made is one for the labs. */
import { requireAll } from '../errors.ts'
import { linuxPreflight } from '../linux-preflight.ts'
import type { SshMachine } from '../ssh/ssh-machine.ts'

/** Under emulation each of two dozen questions takes its time. */
const PATIENCE_MS = 120_000

/**
 * Try everything the labs need, in there. A machine that lacks something is
 * stopped: nobody could use it.
 *
 * @throws {RequirementError} With everything that is missing at once.
 */
export async function verified(machine: SshMachine): Promise<SshMachine> {
  const run = async (script: string) =>
    (await machine.ask(script, PATIENCE_MS)).stdout
  const found = await linuxPreflight(run)
  if (found.some(({ ok }) => !ok)) await machine.stop()
  requireAll(found)
  return machine
}
