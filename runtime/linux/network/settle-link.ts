import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import { removeLink, setAlias, setMtu } from './change-link.ts'
import { findLink, type Link } from './link.ts'
import { requireLink } from './require-link.ts'

/** What the kernel takes about a link only when it is there. */
export interface LinkSettings {
  /** Bytes of the largest packet; the kernel's own choice is 1500. */
  readonly mtu?: number | undefined
  /** What it is for, so that it is found again. */
  readonly alias?: string | undefined
}

/**
 * Say what is left to be said about a link that was made just now.
 *
 * @throws {NetlinkError} The link is gone then.
 */
export function settleLink(
  socket: NetlinkSocket,
  name: string,
  { mtu, alias }: LinkSettings,
): Link {
  try {
    const link = requireLink(findLink(socket, name), name)
    if (mtu !== undefined) setMtu(socket, link, mtu)
    if (alias !== undefined) setAlias(socket, link, alias)
    return requireLink(findLink(socket, name), name)
  } catch (error) {
    removeLink(socket, name)
    throw error
  }
}
