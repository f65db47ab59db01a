import { NLM_F_CREATE, NLM_F_EXCL } from '../../sys/constants/netlink.ts'
import {
  IFLA_ADDRESS,
  IFLA_IFNAME,
  IFLA_INFO_DATA,
  IFLA_INFO_KIND,
  IFLA_LINKINFO,
  IFLA_MTU,
  IFLA_NET_NS_FD,
  RTM_NEWLINK,
  VETH_INFO_PEER,
} from '../../sys/constants/rtnetlink.ts'
import {
  type Attribute,
  bytes,
  nest,
  text,
  u32,
} from '../../sys/netlink-attributes.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import { ifinfomsg } from '../../sys/rtnetlink.ts'
import type { Link } from './link.ts'
import { checkLinkName } from './link-name.ts'
import { parseMac } from './mac-address.ts'
import { settleLink } from './settle-link.ts'

/** A cable with two ends, each of them a link. */
export interface Veth {
  /** Of the end that stays here. */
  readonly name: string
  /** Of the other end. */
  readonly peer: string
  /** Bytes; the kernel's own choice is 1500. */
  readonly mtu?: number | undefined
  /** What the end that stays is for, so that it is found again. */
  readonly alias?: string | undefined
  /** Hardware addresses; the kernel draws lots for those that are missing. */
  readonly mac?: string | undefined
  readonly peerMac?: string | undefined
  /** The namespace in which the other end is made; ours if there is none. */
  readonly peerNetnsFd?: number | undefined
}

/**
 * Make a pair of links: what goes in at one end comes out at the other.
 *
 * @returns The end that stays here. Both are down.
 * @throws {NetlinkError} EEXIST if a name is taken; EINVAL for an MTU that is
 *   too small or too large.
 * @see veth(4)
 */
export function makeVeth(socket: NetlinkSocket, veth: Veth): Link {
  const { name, peer } = veth
  checkLinkName(name)
  checkLinkName(peer)
  const [own, others] = endsOf(veth)
  // #region lab-06-veth
  const info = [
    text(IFLA_INFO_KIND, 'veth'),
    nest(IFLA_INFO_DATA, [nest(VETH_INFO_PEER, others, ifinfomsg())]),
  ]
  socket.request({
    what: `make veth "${name}" with peer "${peer}"`,
    type: RTM_NEWLINK,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    header: ifinfomsg(),
    attributes: [...own, nest(IFLA_LINKINFO, info)],
  })
  // #endregion lab-06-veth
  return settleLink(socket, name, { alias: veth.alias })
}

/** What is to be said about each end. */
function endsOf(veth: Veth): [own: Attribute[], others: Attribute[]] {
  const { name, peer, mtu, mac, peerMac, peerNetnsFd } = veth
  const own = describeEnd(name, mtu, mac)
  const others = describeEnd(peer, mtu, peerMac)
  if (peerNetnsFd !== undefined) others.push(u32(IFLA_NET_NS_FD, peerNetnsFd))
  return [own, others]
}

function describeEnd(
  name: string,
  mtu: number | undefined,
  mac: string | undefined,
): Attribute[] {
  return [
    text(IFLA_IFNAME, name),
    mtu !== undefined && u32(IFLA_MTU, mtu),
    mac !== undefined && bytes(IFLA_ADDRESS, parseMac(mac)),
  ]
}
