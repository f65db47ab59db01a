/** Has the student's programs in the guest as they are saved, one save after another. */

import { bundledFrom, sourcesOf } from '../runtime-source.ts'
import { saveEvents } from '../watch/saves.ts'
import type { Session } from './session.ts'

/**
 * Install the programs anew after each save.
 *
 * @param onBroken Told of what is not the student's fault.
 * @returns A function that stops it.
 */
export function watchPrograms(
  root: string,
  session: Pick<Session, 'renew' | 'stale'>,
  onBroken: (error: unknown) => void,
): () => void {
  let isStopped = false
  let isBusy = false
  let isAgain = false
  const renew = async () => {
    if (isBusy) {
      isAgain = true
      return
    }
    isBusy = true
    do {
      isAgain = false
      await renewOnce(root, session).catch(onBroken)
    } while (isAgain && !isStopped)
    isBusy = false
  }
  const stop = saveEvents(sourcesOf(root, 'work'), () => void renew())
  return () => {
    isStopped = true
    stop()
  }
}

async function renewOnce(
  root: string,
  session: Pick<Session, 'renew' | 'stale'>,
): Promise<void> {
  try {
    await session.renew(await bundledFrom(root, 'work'))
  } catch (error) {
    if ((error as Error).name !== 'BundleError') throw error
    session.stale((error as Error).message)
  }
}
