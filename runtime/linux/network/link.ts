// Links: what others call network interfaces. Each is in one network namespace,
// where it has an index and a name; it gets others when it moves.
import {
  BR_STATE_FORWARDING,
  IFLA_ADDRESS,
  IFLA_BRPORT_ISOLATED,
  IFLA_BRPORT_MODE,
  IFLA_BRPORT_STATE,
  IFLA_IFALIAS,
  IFLA_IFNAME,
  IFLA_INFO_KIND,
  IFLA_INFO_SLAVE_DATA,
  IFLA_INFO_SLAVE_KIND,
  IFLA_LINK,
  IFLA_LINK_NETNSID,
  IFLA_LINKINFO,
  IFLA_MASTER,
  IFLA_MTU,
  RTM_GETLINK,
  RTM_NEWLINK,
} from '../../sys/constants/rtnetlink.ts'
import { IFF_RUNNING, IFF_UP } from '../../sys/constants/sockets.ts'
import {
  type Attributes,
  nested,
  numberOf,
  readAttributes,
  text,
  textOf,
} from '../../sys/netlink-attributes.ts'
import { isNetlinkError } from '../../sys/netlink-error.ts'
import type { NetlinkMessage } from '../../sys/netlink-message.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import {
  ifinfomsg,
  LINK_HEADER_SIZE,
  readIfinfomsg,
} from '../../sys/rtnetlink.ts'
import { checkLinkName } from './link-name.ts'
import { formatMac } from './mac-address.ts'

/** Which link is meant: by its index, since names change. */
export type LinkRef = Pick<Link, 'index' | 'name'>

/** A link as the kernel describes it. */
export interface Link {
  readonly index: number
  readonly name: string
  /** What somebody has written down about it; null for nothing. */
  readonly alias: string | null
  /** `veth`, `bridge`; null for a network card and for `lo`. */
  readonly kind: string | null
  readonly mtu: number
  /** Null where it has none, or one that is not like that of Ethernet. */
  readonly mac: string | null
  /** Whether it was switched on. */
  readonly isUp: boolean
  /** Whether frames can pass: the other end of a veth has to be up as well. */
  readonly isRunning: boolean
  /** Index of the bridge it is a port of. */
  readonly master: number | null
  /** What it is as a port; null if it is none of a bridge. */
  readonly port: BridgePort | null
  /** Index of a veth's other end, in the namespace where that is. */
  readonly peer: number | null
  /** Our number for that namespace; null if it is this one. */
  readonly peerNetnsId: number | null
}

/** How a bridge treats one of its ports. */
export interface BridgePort {
  /** Frames may leave by the port they came in by. */
  readonly hairpin: boolean
  /** No frames pass between this port and others that are isolated. */
  readonly isolated: boolean
  /** Whether frames pass at all: not before the kernel has seen its carrier. */
  readonly isForwarding: boolean
}

/**
 * Look for a link in the namespace of a socket.
 *
 * @returns null if there is none of that name.
 * @see rtnetlink(7), RTM_GETLINK
 */
export function findLink(socket: NetlinkSocket, name: string): Link | null {
  checkLinkName(name)
  try {
    const [found] = socket.request({
      what: `find link "${name}"`,
      type: RTM_GETLINK,
      header: ifinfomsg(),
      attributes: [text(IFLA_IFNAME, name)],
    })
    return found ? readLink(found) : null
  } catch (error) {
    if (isNetlinkError(error, 'ENODEV')) return null
    throw error
  }
}

/** All links in the namespace of a socket, `lo` among them. */
export function listLinks(socket: NetlinkSocket): Link[] {
  return socket
    .dump({ what: 'list links', type: RTM_GETLINK, header: ifinfomsg() })
    .filter(({ type }) => type === RTM_NEWLINK)
    .map(readLink)
}

function readLink({ payload }: NetlinkMessage): Link {
  const { index, flags } = readIfinfomsg(payload)
  const attributes = readAttributes(payload.subarray(LINK_HEADER_SIZE))
  const info = nested(attributes, IFLA_LINKINFO)
  const isPort = textOf(info, IFLA_INFO_SLAVE_KIND) === 'bridge'
  const mac = attributes.get(IFLA_ADDRESS)
  return {
    index,
    name: textOf(attributes, IFLA_IFNAME) ?? '',
    alias: textOf(attributes, IFLA_IFALIAS) ?? null,
    kind: textOf(info, IFLA_INFO_KIND) ?? null,
    mtu: numberOf(attributes, IFLA_MTU) ?? 0,
    mac: mac?.length === 6 ? formatMac(mac) : null,
    isUp: (flags & IFF_UP) !== 0,
    isRunning: (flags & IFF_RUNNING) !== 0,
    master: numberOf(attributes, IFLA_MASTER) ?? null,
    port: isPort ? readPort(nested(info, IFLA_INFO_SLAVE_DATA)) : null,
    peer: numberOf(attributes, IFLA_LINK) ?? null,
    peerNetnsId: numberOf(attributes, IFLA_LINK_NETNSID) ?? null,
  }
}

function readPort(attributes: Attributes): BridgePort {
  return {
    hairpin: numberOf(attributes, IFLA_BRPORT_MODE) === 1,
    isolated: numberOf(attributes, IFLA_BRPORT_ISOLATED) === 1,
    isForwarding:
      numberOf(attributes, IFLA_BRPORT_STATE) === BR_STATE_FORWARDING,
  }
}
