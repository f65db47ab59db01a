import {
  IFLA_IFNAME,
  IFLA_NET_NS_FD,
  RTM_SETLINK,
} from '../../sys/constants/rtnetlink.ts'
import { text, u32 } from '../../sys/netlink-attributes.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import { ifinfomsg } from '../../sys/rtnetlink.ts'
import type { LinkRef } from './link.ts'
import { checkLinkName } from './link-name.ts'

/**
 * Move a link to another network namespace and give it its name there. It
 * arrives switched off, without addresses, and maybe with another index.
 *
 * @param netns The namespace, open: a descriptor stays with it, whereas a
 *   process number can pass to somebody else in between.
 * @throws {NetlinkError} EEXIST if there is a link of that name: ours may be
 *   there by now, under its old name. EINVAL for a link that cannot leave.
 * @see network_namespaces(7)
 */
export function moveToNetns(
  socket: NetlinkSocket,
  link: LinkRef,
  netns: number,
  name: string = link.name,
): void {
  checkLinkName(name)
  // #region lab-06-move
  socket.request({
    what: `move link "${link.name}" to another namespace as "${name}"`,
    type: RTM_SETLINK,
    header: ifinfomsg({ index: link.index }),
    attributes: [u32(IFLA_NET_NS_FD, netns), text(IFLA_IFNAME, name)],
  })
  // #endregion lab-06-move
}
