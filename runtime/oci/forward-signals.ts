import type { Child } from '../sys/spawn.ts'

// A terminal sends these to all processes in front of it. The container is in
// a session of its own, so we stand in for the terminal there.
const OF_TERMINALS: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGWINCH',
]
const OF_PROCESSES: readonly NodeJS.Signals[] = [
  'SIGALRM',
  'SIGTERM',
  'SIGUSR1',
  'SIGUSR2',
]

/**
 * From now on, let signals that reach this process go on to the container, and
 * end this process no more.
 *
 * @param container Tells who gets them; nobody does while there is none.
 * @returns A function that puts things back as they were.
 * @see signal(7), credentials(7), "Process groups and sessions"
 */
export function forwardSignals(container: () => Child | undefined): () => void {
  const forward = (signal: NodeJS.Signals) => {
    const child = container()
    if (child) send(child, signal)
  }
  const signals = [...OF_TERMINALS, ...OF_PROCESSES]
  for (const signal of signals) process.on(signal, forward)
  return () => {
    for (const signal of signals) process.off(signal, forward)
  }
}

function send(child: Child, signal: NodeJS.Signals): void {
  try {
    const group = OF_TERMINALS.includes(signal)
    if (group && killGroup(child.pid, signal)) return
    child.kill(signal)
  } catch (error) {
    // It has ended and nobody told us yet.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** @returns Whether there is such a group: there is none before setsid(2). */
function killGroup(leader: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leader, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
