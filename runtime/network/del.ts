import { join } from 'node:path'
import { removeLink } from '../linux/network/change-link.ts'
import { findLink, type Link } from '../linux/network/link.ts'
import { writeSysctl } from '../linux/network/sysctl.ts'
import { type NetlinkSocket, withNetlink } from '../sys/netlink-socket.ts'
import { type Attachment, hostLinkName, isHostLink } from './attachment.ts'
import type { NetworkConfig } from './cni-config.ts'
import { removeFirewallRules } from './firewall.ts'
import { isInUse, localnetOf, removeBridge } from './host-bridge.ts'
import { leasesOf, releaseAddresses } from './ipam.ts'
import { hostLocked } from './lock.ts'
import { forgetAddresses } from './stale-flows.ts'

/** What of a configuration is needed to find what was made for a container. */
export type DelConfig = Pick<NetworkConfig, 'name' | 'bridge' | 'ipam'>

/**
 * Remove all that was made for a container. Neither it nor its namespace has to
 * be there any more, nor anything of what is to be removed.
 *
 * The lease is the last to go: as long as it is there, somebody knows that
 * there may be more.
 *
 * @throws {NetlinkError} @throws {CniError} With what could not be removed;
 *   DEL can be called again.
 * @see CNI specification, Section 2: "`DEL`: Remove container from network"
 */
export function del(config: DelConfig, attachment: Attachment): void {
  hostLocked(() =>
    withNetlink(undefined, (socket) => {
      const bridge = findLink(socket, config.bridge)
      const isIdle = !bridge || isLast(socket, bridge, attachment)
      const directory = join(config.ipam.dataDir, config.name)
      const addresses = leasesOf(directory, attachment)
      // Before the rule goes that makes this setting safe.
      if (bridge && isIdle) writeSysctl(localnetOf(bridge.name), '0')
      // #region lab-06-undo
      removeFirewallRules(attachment, isIdle ? config.bridge : undefined)
      unplug(socket, attachment)
      if (bridge && isIdle) removeBridge(socket, bridge)
      forgetAddresses(addresses)
      releaseAddresses(directory, attachment)
      // #endregion lab-06-undo
    }),
  )
}

/** Whether nobody else of ours is attached to a bridge. */
function isLast(
  socket: NetlinkSocket,
  bridge: Link,
  attachment: Attachment,
): boolean {
  return !isInUse(socket, bridge, hostLinkName(attachment))
}

/** Remove the host's end of the cable, and with it the container's. */
function unplug(socket: NetlinkSocket, attachment: Attachment): void {
  const name = hostLinkName(attachment)
  const found = findLink(socket, name)
  if (found && isHostLink(attachment, found.alias)) removeLink(socket, name)
}
