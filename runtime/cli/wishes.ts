import type { Wishes } from '../oci/provisions.ts'
import { networkModeOf } from './net-options.ts'
import type { RunRequest } from './request.ts'

/** What a container is to have, besides what its bundle says, if anything. */
export function wishesOf(request: RunRequest): Wishes | undefined {
  const { layers } = request
  // #region lab-06
  const { net } = request
  if (net) return { ...(layers && { layers }), net: networkModeOf(net) }
  // #endregion lab-06
  return layers && { layers }
}
