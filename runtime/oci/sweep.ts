import { existsSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { discardCgroup } from './container-cgroup.ts'
import { discardLayers } from './container-layers.ts'
import { lockedMeanwhile } from './lock.ts'
import { isTaken, readState, stateFile } from './state.ts'

/**
 * Sweep away what a killed `mini-runc run` left of a container that has ended:
 * its cgroup, with those who are still in there, and its state. Of one that is
 * in use nothing is touched.
 *
 * @throws {CgroupError} If a process of it does not die.
 */
export async function sweep(root: string, id: string): Promise<void> {
  const file = stateFile(root, id)
  if (!existsSync(file)) return
  // Whoever claims the ID next makes a cgroup of the same name.
  await lockedMeanwhile(root, async () => {
    const state = readState(root, id)
    if (!state || isTaken(state)) return
    if (state.cgroup) await discardCgroup(state.cgroup)
    // #region lab-06
    if (state.network) {
      // Not imported, because that costs every start of a program some time.
      const { discardNetwork } = await import('./container-network.ts')
      await discardNetwork(state.network)
    }
    // #endregion lab-06
    // #region lab-05
    if (state.layers) await discardLayers(state.layers)
    // #endregion lab-05
    rmSync(dirname(file), { recursive: true, force: true })
  })
}
