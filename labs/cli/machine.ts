/** The machine of this checkout, for commands that need one. */
import { chmodSync, mkdirSync } from 'node:fs'
import type { Machine, Provider } from '#vm/provider.ts'
import type { Chosen } from '#vm/providers.ts'
import type { Io } from './io.ts'
import { withProgress } from './progress.ts'
import { workOf } from './work-paths.ts'

/**
 * Start the machine, or find the one that runs, and show what is waited for.
 *
 * It stays when the command ends; `labs vm down` stops it. A command that is
 * interrupted takes down what it has started itself.
 *
 * @param given The provider; by default the one of this checkout.
 * @throws {RequirementError} When this computer lacks something.
 * @throws {MachineError} When it does not come up.
 */
export async function startMachine(
  io: Io,
  root: string,
  given?: Provider,
): Promise<Machine> {
  const provider = given ?? (await chosenProvider(io))
  const share = sharedFolder(root)
  return await withProgress(io, async (line) => {
    const progress = (text: string) => line.stage(text)
    const before = await provider.find()
    const machine = await provider.start({ share }, progress)
    if (before === null) io.onInterrupt(() => machine.stop())
    io.signal.throwIfAborted()
    return machine
  })
}

/** The provider of this checkout: see vm/choice.ts. */
export async function chosenProvider(io: Io): Promise<Provider> {
  return (await chosenWithReason(io)).provider
}

/**
 * The same, and why it is this one.
 *
 * @param option What `--provider` says, if anything.
 * @throws {RequirementError} When a name is none.
 */
export async function chosenWithReason(
  io: Io,
  option?: string,
): Promise<Chosen> {
  const { chooseWithReason } = await import('#vm/providers.ts')
  return chooseWithReason(io.env, option)
}

/** The guest sees the work folder and nothing else, as an unprivileged user does. */
export function sharedFolder(root: string): string {
  const { dir } = workOf(root)
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o755)
  return dir
}
