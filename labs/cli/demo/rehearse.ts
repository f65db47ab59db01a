/** A demo without an audience: whether the kernel prints what the script shows. */
import type { JudgedProgram } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import type { Machine } from '#vm/provider.ts'
import { faultDetails } from './fault.ts'
import { GuestSide, patienceIn } from './guest-side.ts'
import type { DemoScript } from './script.ts'
import { Stage } from './stage.ts'

const SIZE = { columns: 80, rows: 24 }

/**
 * Run every command of a demo, in a terminal, as on stage. Nothing is judged.
 *
 * @param machine A fresh one.
 * @returns The first difference; `null` if there is none.
 */
export async function rehearse(
  lab: Lab,
  script: DemoScript,
  { machine, program }: { machine: Machine; program: JudgedProgram },
): Promise<string | null> {
  const size = () => SIZE
  const guest = new GuestSide(lab, { machine, program, script, size })
  // It is as new as a reset would make it.
  const backstage = {
    open: () => guest.open(),
    reset: async () => {},
    judge: () => Promise.reject(new Error('Expected no check')),
  }
  const patienceMs = patienceIn(machine)
  const stage = new Stage({ script, backstage, patienceMs, show: () => {} })
  try {
    const fault = await stage.restore(script.steps.length)
    return fault && faultDetails(fault)
  } finally {
    await stage.leave()
    await guest.leave()
  }
}
