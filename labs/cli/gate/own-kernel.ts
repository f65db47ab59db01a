/**
 * This computer's own kernel as a place to judge what is ours. The VM is
 * emulated in many places, and a run in there takes ten times as long.
 */
import type { Lab } from '#checker/lab.ts'
import { nativeMachine } from '#checker/native-machine.ts'
import type { Machine } from '#vm/provider.ts'

/** Whether a lab can be judged here: namespaces are made by root. */
export function runsHere({ needsMachine }: Lab): boolean {
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    needsMachine !== true
  )
}

/** Nothing of a run stays, and nothing that others do here counts. */
export function ownKernel(): Machine {
  return nativeMachine(undefined, { ownNetwork: true, ownProcesses: true })
}
