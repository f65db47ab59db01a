// What the parent does before a container is born, as --explain prints it.
import type { Bundle } from '../oci/bundle.ts'
import { cgroupCalls, type ParentCall } from '../oci/cgroup-calls.ts'
import { layersCalls } from '../oci/layers-calls.ts'
import { networkCalls } from '../oci/network-calls.ts'
import { networkModeOf } from './net-options.ts'
import type { RunRequest } from './request.ts'

/** The calls, in their order; like the plan, nothing is asked of this machine. */
export function parentCalls(
  { spec, rootfs }: Bundle,
  request: RunRequest,
  directory: string,
): ParentCall[] {
  return [
    // #region lab-05
    ...layersCalls(request.layers, rootfs, directory),
    // #endregion lab-05
    // #region lab-06
    ...networkCalls(request.net && networkModeOf(request.net), directory),
    // #endregion lab-06
    ...cgroupCalls(spec, request.id),
  ]
}
