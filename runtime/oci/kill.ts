import { StateError } from '../errors.ts'
import { killAll, signalAll } from '../linux/cgroup/kill.ts'
import { SIGNALS } from '../sys/constants/signals.ts'
import { identify } from './process-identity.ts'
import { processesOf } from './processes-of.ts'
import { signalProcess } from './signal-process.ts'
import { loadAlive, loadState, type RunningState } from './state.ts'

/**
 * Send a signal to the first process of a container. If that has a PID
 * namespace of its own, SIGKILL for it is the end of all others.
 *
 * @throws {StateError} If there is no such process.
 */
export function kill(root: string, id: string, signal: number): void {
  const { init } = loadAlive(root, id)
  if (signalProcess(init, signal)) return
  throw new StateError(id, `container "${id}" to be running`, 'it stopped')
}

/**
 * Send a signal to all processes of a container; with SIGKILL, wait until they
 * are gone. In a cgroup they are found even when the first one has ended.
 *
 * @throws {StateError} If there is no such container.
 * @throws {CgroupError} If some do not die, or cannot be counted.
 */
export async function killEveryone(
  root: string,
  id: string,
  signal: number,
): Promise<void> {
  const { cgroup } = loadState(root, id)
  if (!cgroup?.isOurs) return signalMembers(loadAlive(root, id), signal)
  const { directory } = cgroup
  if (signal === SIGNALS.SIGKILL) await killAll(directory)
  else await signalAll(directory, signal)
}

// Who forks meanwhile may be missed: that is what cgroups are for.
function signalMembers(state: RunningState, signal: number): void {
  const processes = processesOf(state).map(identify)
  for (const process of processes) if (process) signalProcess(process, signal)
}
