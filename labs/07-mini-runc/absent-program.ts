/** A container whose program is not there: its `create` has to say so. */
import type { Bench } from '#checker/bench.ts'
import { type Created, createContainer, layToRest } from '#checker/lifecycle.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { type Remains, remainsOf } from '#checker/remains.ts'
import type { Ran } from './commands.ts'
import { drawDweller, dwelling } from './dweller.ts'

const NAME = 'absent program'

export interface AbsentProgram {
  readonly program: string
  readonly box: Created
  readonly create: Ran
  readonly remains: Remains
}

export async function absentProgram(bench: Bench): Promise<AbsentProgram> {
  const dweller = drawDweller(bench, NAME)
  const program = `${dweller.program}-absent`
  const spec = {
    process: { args: [program] },
    linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
  }
  const request = dwelling(bench, NAME, dweller, spec)
  const profile = namespacedProfile(bench.program)
  const box = await createContainer(bench, request, profile)
  const remains = await remainsOf(bench, box)
  await layToRest(bench, box)
  const create = { command: `create … ${box.id}`, ending: box.ending }
  return { program, box, create, remains }
}
