import { startContainer } from '../oci/start.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import type { StartRequest } from './request.ts'

/**
 * `mini-runc start`: let a container that was created execute its program.
 *
 * @throws {Error} What `startContainer` throws.
 */
export async function start({ id, root }: StartRequest): Promise<number> {
  await startContainer(stateDirectory(root), id)
  return 0
}
