import {
  IFLA_BRPORT_ISOLATED,
  IFLA_BRPORT_MODE,
  IFLA_INFO_SLAVE_DATA,
  IFLA_INFO_SLAVE_KIND,
  IFLA_LINKINFO,
  RTM_NEWLINK,
} from '../../sys/constants/rtnetlink.ts'
import { nest, text, u8 } from '../../sys/netlink-attributes.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import { ifinfomsg } from '../../sys/rtnetlink.ts'
import { type BridgePort, findLink, type LinkRef } from './link.ts'

/** What can be chosen about a port. */
type PortSettings = Partial<Pick<BridgePort, 'hairpin' | 'isolated'>>

/**
 * Tell a bridge how to treat one of its ports.
 *
 * Hairpin is for a container that asks for its own published port: the host
 * changes the destination to the container's address, so that the frame has
 * to go back by the port it came from.
 *
 * @throws {NetlinkError} EOPNOTSUPP if it is no port of a bridge.
 * @see ip-link(8), "bridge_slave"
 */
export function setPort(
  socket: NetlinkSocket,
  { index, name }: LinkRef,
  { hairpin, isolated }: PortSettings,
): void {
  const data = [
    hairpin !== undefined && u8(IFLA_BRPORT_MODE, Number(hairpin)),
    isolated !== undefined && u8(IFLA_BRPORT_ISOLATED, Number(isolated)),
  ]
  const info = [
    text(IFLA_INFO_SLAVE_KIND, 'bridge'),
    nest(IFLA_INFO_SLAVE_DATA, data),
  ]
  socket.request({
    what: `change bridge port "${name}"`,
    // Of the two that change a link, the one that knows about kinds.
    type: RTM_NEWLINK,
    header: ifinfomsg({ index }),
    attributes: [nest(IFLA_LINKINFO, info)],
  })
}

const LONGEST_WAIT_MS = 1000
const PAUSE_MS = 2

/**
 * Wait until frames pass through a new port. The bridge drops them as long as
 * the kernel has not seen that the cable is plugged in at both ends, which it
 * does on a thread of its own.
 *
 * @returns Whether they do. On a bridge that looks for loops first (STP) it
 *   takes half a minute.
 */
export function untilForwarding(
  socket: NetlinkSocket,
  { name }: LinkRef,
): boolean {
  for (let waited = 0; waited < LONGEST_WAIT_MS; waited += PAUSE_MS) {
    if (findLink(socket, name)?.port?.isForwarding) return true
    sleep(PAUSE_MS)
  }
  return false
}

/** Hold this thread up. */
function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
