import { setImmediate as nextTurn } from 'node:timers/promises'
import { catchSignals } from './forward-signals.ts'

/** The first signal that has come so far, if one has. */
export type Stopped = () => Promise<NodeJS.Signals | undefined>

/**
 * Do something that leaves nothing behind when it is over: meanwhile no signal
 * ends this process, and the work has to look whether one came.
 */
export async function outlastSignals<T>(
  work: (stopped: Stopped) => Promise<T>,
): Promise<T> {
  let first: NodeJS.Signals | undefined
  const letGo = catchSignals((signal) => {
    if (signal !== 'SIGWINCH') first ??= signal
  })
  const stopped = async () => {
    // We are told of a signal when the event loop turns, and not before.
    await nextTurn()
    return first
  }
  try {
    return await work(stopped)
  } finally {
    letGo()
  }
}
