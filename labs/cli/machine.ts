/** The machine of this checkout, for commands that need one. */
import { chmodSync, mkdirSync } from 'node:fs'
import type { Machine } from '#vm/provider.ts'
import type { Io } from './io.ts'
import { withProgress } from './progress.ts'
import { workOf } from './work-paths.ts'

/**
 * Start the machine, or find the one that runs, and show what is waited for.
 *
 * It stays when the command ends; `labs vm down` stops it. A command that is
 * interrupted takes down what it has started itself.
 *
 * @throws {RequirementError} When this computer lacks something.
 * @throws {MachineError} When it does not come up.
 */
export async function startMachine(io: Io, root: string): Promise<Machine> {
  const provider = await chosenProvider(io)
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

/** The provider that LABS_PROVIDER names, or the built-in one. */
export async function chosenProvider(io: Io) {
  const { chooseProvider } = await import('#vm/providers.ts')
  return chooseProvider(io.env)
}

/** The guest sees the work folder and nothing else, as an unprivileged user does. */
function sharedFolder(root: string): string {
  const { dir } = workOf(root)
  mkdirSync(dir, { recursive: true })
  chmodSync(dir, 0o755)
  return dir
}
