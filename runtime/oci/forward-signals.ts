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

type Receiver = (signal: NodeJS.Signals) => void

/** A process may look after many containers at a time; each wants to know. */
const receivers = new Set<{ readonly receive: Receiver }>()

const tellAll: Receiver = (signal) => {
  for (const { receive } of [...receivers]) receive(signal)
}

/**
 * From now on, let somebody have the signals that reach this process; they end
 * this process no more.
 *
 * @returns A function that puts things back as they were.
 * @see signal(7)
 */
export function catchSignals(receive: Receiver): () => void {
  const signals = [...OF_TERMINALS, ...OF_PROCESSES]
  const receiver = { receive }
  if (receivers.size === 0)
    for (const signal of signals) process.on(signal, tellAll)
  receivers.add(receiver)
  return () => {
    if (!receivers.delete(receiver) || receivers.size > 0) return
    for (const signal of signals) process.off(signal, tellAll)
  }
}

/**
 * Send a signal on: one of a terminal to all in front of it, others to the
 * process alone.
 *
 * @param handsOn The process is an init that hands on what it gets; its group
 *   would get it twice.
 * @see credentials(7), "Process groups and sessions"
 */
export function forwardSignal(
  child: Child,
  signal: NodeJS.Signals,
  handsOn = false,
): void {
  try {
    const group = OF_TERMINALS.includes(signal) && !handsOn
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
