// What can be changed about a link that is there. Each is one message: the
// header says which link, and attributes what is to be different.
import {
  IFLA_ADDRESS,
  IFLA_IFALIAS,
  IFLA_IFNAME,
  IFLA_MASTER,
  IFLA_MTU,
  RTM_DELLINK,
  RTM_SETLINK,
} from '../../sys/constants/rtnetlink.ts'
import { IFF_UP } from '../../sys/constants/sockets.ts'
import {
  type Attribute,
  bytes,
  text,
  u32,
} from '../../sys/netlink-attributes.ts'
import { isNetlinkError } from '../../sys/netlink-error.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import { ifinfomsg } from '../../sys/rtnetlink.ts'
import type { LinkRef } from './link.ts'
import { checkLinkName } from './link-name.ts'
import { parseMac } from './mac-address.ts'

/** Switch a link on. @see netdevice(7), IFF_UP */
export function setUp(socket: NetlinkSocket, link: LinkRef): void {
  setFlag(socket, link, 'switch on', IFF_UP)
}

/** Switch a link off, which takes its routes away. */
export function setDown(socket: NetlinkSocket, link: LinkRef): void {
  setFlag(socket, link, 'switch off', 0)
}

function setFlag(
  socket: NetlinkSocket,
  { index, name }: LinkRef,
  verb: string,
  flags: number,
): void {
  socket.request({
    what: `${verb} link "${name}"`,
    type: RTM_SETLINK,
    header: ifinfomsg({ index, flags, change: IFF_UP }),
  })
}

/**
 * Give a link another name.
 *
 * @throws {NetlinkError} EEXIST if another has it; EBUSY if it is up, on
 *   kernels before 6.2.
 */
export function rename(
  socket: NetlinkSocket,
  link: LinkRef,
  name: string,
): void {
  checkLinkName(name)
  change(socket, link, `call link "${link.name}" "${name}"`, [
    text(IFLA_IFNAME, name),
  ])
}

/**
 * Set the size of the largest packet that a link takes, in bytes.
 *
 * @throws {NetlinkError} EINVAL if that is too small or too large for its kind.
 */
export function setMtu(
  socket: NetlinkSocket,
  link: LinkRef,
  mtu: number,
): void {
  change(socket, link, `set the MTU of link "${link.name}" to ${mtu}`, [
    u32(IFLA_MTU, mtu),
  ])
}

/**
 * Set the hardware address of a link.
 *
 * @throws {NetlinkError} EADDRNOTAVAIL if it is one for many.
 */
export function setMac(
  socket: NetlinkSocket,
  link: LinkRef,
  mac: string,
): void {
  change(socket, link, `set the address of link "${link.name}" to ${mac}`, [
    bytes(IFLA_ADDRESS, parseMac(mac)),
  ])
}

/**
 * Write down about a link what it is for; the kernel does nothing with it.
 *
 * @param alias Up to 255 bytes; none takes away what was there.
 * @throws {NetlinkError} EINVAL or ERANGE if it is longer.
 */
export function setAlias(
  socket: NetlinkSocket,
  link: LinkRef,
  alias: string,
): void {
  change(socket, link, `set the alias of link "${link.name}"`, [
    bytes(IFLA_IFALIAS, Buffer.from(alias)),
  ])
}

/**
 * Make a link a port of a bridge.
 *
 * @param master The bridge; null takes the link out of the one it is in.
 */
export function setMaster(
  socket: NetlinkSocket,
  link: LinkRef,
  master: LinkRef | null,
): void {
  const verb = master ? `a port of "${master.name}"` : 'a port of nothing'
  change(socket, link, `make link "${link.name}" ${verb}`, [
    u32(IFLA_MASTER, master?.index ?? 0),
  ])
}

function change(
  socket: NetlinkSocket,
  { index }: LinkRef,
  what: string,
  attributes: readonly Attribute[],
): void {
  const header = ifinfomsg({ index })
  socket.request({ what, type: RTM_SETLINK, header, attributes })
}

/**
 * Remove a link. With one end of a veth goes the other, wherever that is.
 *
 * @returns Whether it was there.
 * @throws {NetlinkError} EOPNOTSUPP for a network card, and for `lo`.
 */
export function removeLink(socket: NetlinkSocket, name: string): boolean {
  checkLinkName(name)
  try {
    socket.request({
      what: `remove link "${name}"`,
      type: RTM_DELLINK,
      header: ifinfomsg(),
      attributes: [text(IFLA_IFNAME, name)],
    })
    return true
  } catch (error) {
    if (isNetlinkError(error, 'ENODEV')) return false
    throw error
  }
}
