import { dirname } from 'node:path'

import type { Progress } from '../provider.ts'
import { withLockFile } from './lock-file.ts'
import { ownDir } from './paths.ts'

/**
 * One start or reset of a checkout's machine at a time. The connection, which is
 * made meanwhile, has a lock of its own.
 *
 * @param folder The machine's; only the one above it has to be there, and is made.
 */
export function makeAlone<T>(
  folder: string,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  ownDir(dirname(folder), 0o700)
  const wait = () => progress('Waiting for another labs to start it')
  return withLockFile(`${folder}.making`, wait, work)
}
