import { killEveryone, kill as killFirst } from '../oci/kill.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import type { KillRequest } from './request.ts'

/**
 * `mini-runc kill`: send a signal to a container.
 *
 * @throws {StateError} If there is nobody to get it.
 */
export async function kill(request: KillRequest): Promise<number> {
  const { id, signal, all } = request
  const root = stateDirectory(request.root)
  if (all) await killEveryone(root, id, signal)
  else killFirst(root, id, signal)
  return 0
}
