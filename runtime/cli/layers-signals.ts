import { constants } from 'node:os'

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const

/**
 * Do something that a signal stops, but not before it has cleaned up.
 *
 * @returns Its exit status, or 128 and the number of the signal.
 */
export async function untilSignal(
  work: (stop: AbortSignal) => Promise<number>,
): Promise<number> {
  const controller = new AbortController()
  let stopped = 0
  for (const name of SIGNALS)
    process.once(name, () => {
      stopped = 128 + constants.signals[name]
      controller.abort()
    })
  try {
    return await work(controller.signal)
  } catch (error) {
    if (stopped !== 0) return stopped
    throw error
  }
}
