import { pause, resume } from '../oci/pause.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import type { FreezeRequest } from './request.ts'

/**
 * `mini-runc pause` and `mini-runc resume`.
 *
 * @throws {StateError} If the container is not as it has to be.
 * @throws {CgroupError} If one of its processes does not come to a halt.
 */
export async function freeze(request: FreezeRequest): Promise<number> {
  const act = request.command === 'pause' ? pause : resume
  await act(stateDirectory(request.root), request.id)
  return 0
}
