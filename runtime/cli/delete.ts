import { deleteContainer } from '../oci/delete.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import type { DeleteRequest } from './request.ts'
import { warn } from './warn.ts'

/**
 * `mini-runc delete`: remove what is left of a container.
 *
 * @throws {StateError} If it runs and is not to be killed.
 */
export async function remove(request: DeleteRequest): Promise<number> {
  const { id, root, force } = request
  await deleteContainer(stateDirectory(root), id, force, warn)
  return 0
}
