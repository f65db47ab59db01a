import { NLM_F_CREATE, NLM_F_EXCL } from '../../sys/constants/netlink.ts'
import {
  IFLA_ADDRESS,
  IFLA_IFNAME,
  IFLA_INFO_KIND,
  IFLA_LINKINFO,
  RTM_NEWLINK,
} from '../../sys/constants/rtnetlink.ts'
import { bytes, nest, text } from '../../sys/netlink-attributes.ts'
import { isNetlinkError } from '../../sys/netlink-error.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import { ifinfomsg } from '../../sys/rtnetlink.ts'
import { findLink, type Link } from './link.ts'
import { checkLinkName } from './link-name.ts'
import { parseMac, randomMac } from './mac-address.ts'
import { requireLink } from './require-link.ts'
import { type LinkSettings, settleLink } from './settle-link.ts'

/** How a bridge is made, if it is not there. */
export interface BridgeOptions extends LinkSettings {
  readonly mac?: string | undefined
}

/**
 * Have a bridge: a switch inside the kernel, whose ports are other links. The
 * link of its name is the host's own port.
 *
 * @returns The bridge as it is, made by us or by whoever came first.
 * @throws {NetworkError} EEXIST if a link of that name is something else.
 * @throws {NetlinkError} EINVAL for an MTU that it cannot have. One that was
 *   made is gone again.
 * @see bridge(8); Documentation/networking/bridge.rst
 */
export function makeBridge(
  socket: NetlinkSocket,
  name: string,
  { mac = randomMac(), ...settings }: BridgeOptions = {},
): Link {
  checkLinkName(name)
  const isNew = addBridge(socket, name, mac)
  if (!isNew) return requireLink(findLink(socket, name), name, 'bridge')
  // An MTU said when it is made would be forgotten with the first port: only
  // one that is changed counts as chosen.
  return settleLink(socket, name, settings)
}

/** @returns Whether there was no link of that name. */
function addBridge(socket: NetlinkSocket, name: string, mac: string): boolean {
  // A bridge that is not told takes the lowest address of its ports, and
  // another when a port comes or goes: neighbours would lose it.
  const address = bytes(IFLA_ADDRESS, parseMac(mac))
  // #region lab-06-bridge
  const info = nest(IFLA_LINKINFO, [text(IFLA_INFO_KIND, 'bridge')])
  try {
    socket.request({
      what: `make bridge "${name}"`,
      type: RTM_NEWLINK,
      flags: NLM_F_CREATE | NLM_F_EXCL,
      header: ifinfomsg(),
      attributes: [text(IFLA_IFNAME, name), address, info],
    })
    return true
  } catch (error) {
    // Somebody came first: all containers of a network share its bridge.
    if (isNetlinkError(error, 'EEXIST')) return false
    throw error
  }
  // #endregion lab-06-bridge
}
