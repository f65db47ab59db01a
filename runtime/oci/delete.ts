import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StateError } from '../errors.ts'
import { killAll } from '../linux/cgroup/kill.ts'
import { signalNumber } from '../sys/constants/signals.ts'
import { removeExecFifo } from './exec-fifo.ts'
import { runPoststop } from './hooks.ts'
import { locked } from './lock.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'
import { signalProcess } from './signal-process.ts'
import {
  isTaken,
  loadState,
  readState,
  type State,
  statusOf,
  writeState,
} from './state.ts'
import { sweep } from './sweep.ts'

const SIGKILL = signalNumber('SIGKILL')
const SIGTERM = signalNumber('SIGTERM')

/** How long to wait for those who are about to end. */
const PATIENCE_MS = 10_000
const PAUSE_MS = 20

/**
 * Remove what is left of a container: processes in its cgroup, the cgroup, the
 * state.
 *
 * @param force Kill it first if it runs, and mind nothing if there is none.
 * @param warn Is told of hooks that fail: nothing is stopped by them any more.
 * @throws {StateError} If it runs, or there is none.
 * @throws {CgroupError} If a process in its cgroup does not die.
 */
export async function deleteContainer(
  root: string,
  id: string,
  force: boolean,
  warn?: (error: Error) => void,
): Promise<void> {
  const state = force ? readState(root, id) : loadState(root, id)
  // #region lab-07
  if (!state) removeRest(root, id)
  // #endregion lab-07
  if (!state) return
  const status = statusOf(state)
  let mayEnd: boolean = force
  // #region lab-07
  // Its program has not begun, so there is nothing that could be cut short.
  if (status === 'created') mayEnd = true
  // #endregion lab-07
  if (!mayEnd && status !== 'stopped')
    throw new StateError(id, `container "${id}" to be stopped`, `it ${status}`)
  if (isTaken(state)) await end(state)
  // #region lab-07
  giveUp(root, state)
  // #endregion lab-07
  await sweep(root, id)
  // #region lab-07
  await runPoststop(state, warn)
  // #endregion lab-07
}

// #region lab-07
/** Whoever was killed as it claimed an ID, or let go of it, left a directory. */
function removeRest(root: string, id: string): void {
  if (!existsSync(join(root, id))) return
  locked(root, () => {
    // Whoever claims it has the lock until there is a state.
    if (!readState(root, id)) rmSync(join(root, id), { recursive: true })
  })
}

/** From now on it is not there to be started: what is left can be swept away. */
function giveUp(root: string, { id, execFifo }: State): void {
  if (execFifo === undefined) return
  removeExecFifo(execFifo)
  const state = readState(root, id)
  if (state) writeState(root, { ...state, execFifo: undefined })
}
// #endregion lab-07

/** End a container, and whoever looks after it: he cleans up as well. */
async function end(state: State): Promise<void> {
  const { init, runtime, cgroup } = state
  if (init) signalProcess(init, SIGKILL)
  else signalProcess(runtime, SIGTERM)
  if (cgroup?.isOurs) await killAll(cgroup.directory)
  if (init) await hasEnded(init)
  if (await hasEnded(runtime)) return
  signalProcess(runtime, SIGKILL)
  await hasEnded(runtime)
}

async function hasEnded(process: ProcessIdentity): Promise<boolean> {
  for (let left = PATIENCE_MS / PAUSE_MS; left > 0; left -= 1) {
    if (!isAlive(process)) return true
    await sleep(PAUSE_MS)
  }
  return false
}
