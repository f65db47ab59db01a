import { hasCgroupFile, isGone, writeCgroupFile } from './cgroup-file.ts'
import { hasEvent, untilEvent } from './events.ts'
import { freeze, isFrozen, thaw } from './freezer.ts'
import { processesIn } from './processes.ts'

/** How long to look for more before a round of signals is repeated. */
const ROUND_MS = 100
const ROUNDS = 50

/**
 * Kill every process in a cgroup and below it, and wait until they are gone.
 * The frozen ones die as well, and nobody can fork fast enough to get away.
 *
 * @throws {CgroupError} ETIMEDOUT if one of them does not die: it waits inside
 *   the kernel.
 * @see Control Group v2, "cgroup.kill"
 */
export async function killAll(directory: string): Promise<void> {
  try {
    if (!hasCgroupFile(directory, 'cgroup.kill'))
      return await killInRounds(directory)
    writeCgroupFile(directory, 'cgroup.kill', '1')
    await untilEvent(directory, 'populated', false)
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/**
 * Kill everybody one by one, again and again: what was forked between the look
 * and the signal is left over. For kernels before 5.14.
 *
 * @throws {CgroupError} ETIMEDOUT
 */
export async function killInRounds(directory: string): Promise<void> {
  for (let left = ROUNDS; hasEvent(directory, 'populated'); left -= 1) {
    await signalAll(directory, 'SIGKILL')
    const patience = left > 1 ? ROUND_MS : 0
    await untilEvent(directory, 'populated', false, patience).catch((error) => {
      if (left === 1 || error.code !== 'ETIMEDOUT') throw error
    })
  }
}

/**
 * Send a signal to every process in a cgroup and below it.
 *
 * They stand still meanwhile: so nobody is missed who is just being born, and
 * no number passes to a process of somebody else, because none of them ends by
 * itself. Those who stood still before go on standing: a signal that they
 * handle waits for them, and one that kills kills.
 *
 * @throws {CgroupError} ETIMEDOUT if they cannot be made to stand still.
 */
export async function signalAll(
  directory: string,
  signal: NodeJS.Signals | number,
): Promise<void> {
  try {
    if (isFrozen(directory)) return signalEach(directory, signal)
    await freeze(directory)
    try {
      signalEach(directory, signal)
    } finally {
      await thaw(directory)
    }
  } catch (error) {
    // The last one is dead, and whoever waited for that has removed it.
    if (!isGone(error)) throw error
  }
}

function signalEach(directory: string, signal: NodeJS.Signals | number): void {
  for (const pid of processesIn(directory))
    try {
      process.kill(pid, signal)
    } catch (error) {
      // Somebody else's SIGKILL was faster.
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'ESRCH') throw error
    }
}
