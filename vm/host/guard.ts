/**
 * Undo a half-made thing when this process ends in the middle of making it.
 *
 * Covers `process.exit()`, an exception nobody caught, and the signals a
 * terminal sends. SIGKILL cannot be covered here: what it leaves behind is
 * found and removed by the next command.
 */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Do something that is undone if it fails, or if the process ends in the middle.
 *
 * @param undo Synchronous: it also runs while the process ends.
 * @throws What `work` throws.
 */
export async function orUndo<T>(
  undo: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const release = guard(undo)
  try {
    return await work()
  } catch (error) {
    undo()
    throw error
  } finally {
    release()
  }
}

/**
 * Call `undo` (synchronously) if the process ends before the returned function
 * is called.
 */
export function guard(undo: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals) => {
    undo()
    release()
    // With a listener Node no longer dies of the signal. If nobody else
    // listens, nobody else decides: die as if we had not been here.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const release = () => {
    process.off('exit', undo)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }

  process.on('exit', undo)
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return release
}
