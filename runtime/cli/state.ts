import { loadState, publicState } from '../oci/state.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import { print } from './output.ts'
import type { StateRequest } from './request.ts'

/**
 * `mini-runc state`: print the state of a container, as JSON.
 *
 * @throws {StateError} If there is none of that ID.
 * @see runtime-spec runtime.md, "Query State"
 */
export function state({ id, root }: StateRequest): number {
  const found = publicState(loadState(stateDirectory(root), id))
  print(`${JSON.stringify(found, null, 2)}\n`)
  return 0
}
