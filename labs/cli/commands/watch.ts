import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import type { Command } from '../command.ts'
import { labOrCurrent } from '../find-lab.ts'
import type { Io } from '../io.ts'
import { readState } from '../state.ts'

/** `labs watch`: check whenever a file is saved. */
export const watch: Command = {
  usage: 'labs watch [lab]',
  summary: 'summary.watch',
  options: {},
  maxPositionals: 1,

  async run({ positionals: [name] }, io) {
    const root = checkoutRoot()
    return await watchLab(io, root, labOrCurrent(io, name, readState(root)))
  },
}

/** Also where `labs` alone goes on. */
export async function watchLab(io: Io, root: string, lab: Lab) {
  const { Watch } = await import('../watch.ts')
  return await new Watch(io, root, lab).run()
}
