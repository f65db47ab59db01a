/**
 * The cable between a container and its bridge.
 *
 *     container's namespace │ host
 *                     eth0 ─┼─ veth1a2b3c4d5e6 ── bridge
 */

import { addAddress } from '../linux/network/address.ts'
import { announce } from '../linux/network/announce.ts'
import { removeLink, setMaster, setUp } from '../linux/network/change-link.ts'
import { formatPrefix } from '../linux/network/ip-address.ts'
import { findLink, type Link } from '../linux/network/link.ts'
import { randomMac } from '../linux/network/mac-address.ts'
import { moveToNetns } from '../linux/network/move-link.ts'
import { setPort, untilForwarding } from '../linux/network/port.ts'
import { requireLink } from '../linux/network/require-link.ts'
import { addRoute } from '../linux/network/route.ts'
import { makeVeth } from '../linux/network/veth.ts'
import { type NetlinkSocket, withNetlink } from '../sys/netlink-socket.ts'
import { withNetns } from '../sys/netns.ts'
import {
  type Attachment,
  digestOf,
  hostLinkAlias,
  hostLinkName,
} from './attachment.ts'
import type { ConfiguredRoute, NetworkConfig } from './cni-config.ts'
import { requireIpv6 } from './host-bridge.ts'
import type { LeasedAddress } from './ipam.ts'
import type { Undo } from './undo.ts'

/**
 * Make the cable, and move one end of it to the container.
 *
 * @param netns The container's namespace, open.
 * @throws {NetlinkError} EEXIST if there is a link of a name.
 */
export function layCable(
  socket: NetlinkSocket,
  attachment: Attachment,
  netns: number,
  { mtu, mac: wanted }: Pick<NetworkConfig, 'mtu' | 'mac'>,
  undo: Undo,
): void {
  const name = hostLinkName(attachment)
  const alias = hostLinkAlias(attachment)
  const peer = `ceth${digestOf(attachment).slice(0, 11)}`
  // Chosen by us: systemd-udevd would give others to those of the kernel.
  const [mac, peerMac] = [randomMac(), wanted ?? randomMac()]
  undo.step(
    'make a veth',
    () => makeVeth(socket, { name, alias, peer, mtu, mac, peerMac }),
    // The other end goes with it, wherever it is by then.
    () => removeLink(socket, name),
  )
  undo.step(`move one end to the container as "${attachment.ifname}"`, () => {
    const end = requireLink(findLink(socket, peer), peer)
    moveToNetns(socket, end, netns, attachment.ifname)
  })
}

/** Make the host's end a port of the bridge. */
export function plugIn(
  socket: NetlinkSocket,
  attachment: Attachment,
  bridge: Link,
  { hairpinMode }: Pick<NetworkConfig, 'hairpinMode'>,
): Link {
  const name = hostLinkName(attachment)
  const link = requireLink(findLink(socket, name), name, 'veth')
  setMaster(socket, link, bridge)
  if (hairpinMode) setPort(socket, link, { hairpin: true })
  setUp(socket, link)
  return link
}

/**
 * Give the container's end its addresses and routes.
 *
 * @returns The link, in the container's namespace.
 * @throws {NetlinkError} With what the kernel does not take.
 */
export function configure(
  netns: number,
  ifname: string,
  leased: readonly LeasedAddress[],
  routes: readonly Required<ConfiguredRoute>[],
): Link {
  if (leased.some(({ address }) => address.length === 16))
    withNetns(netns, () => requireIpv6(ifname))
  return withNetlink(netns, (socket) => {
    const link = requireLink(findLink(socket, ifname), ifname, 'veth')
    for (const { address, range } of leased) {
      const { prefix } = range.subnet
      addAddress(socket, link, formatPrefix({ address, prefix }))
    }
    setUp(socket, link)
    for (const { dst, gw } of routes)
      addRoute(socket, link, { to: dst, via: gw })
    return link
  })
}

/**
 * Tell the neighbours who has the addresses now, as soon as the bridge lets
 * that through: others may have had them before.
 */
export function introduce(
  socket: NetlinkSocket,
  hostLink: Link,
  netns: number,
  containerLink: Link,
): void {
  untilForwarding(socket, hostLink)
  announce(netns, containerLink)
}
