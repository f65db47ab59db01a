// The host's side of a network: its bridge, which is there as long as anybody
// is attached to it.

import {
  ensureAddress,
  listAddresses,
  removeAddress,
} from '../linux/network/address.ts'
import { makeBridge } from '../linux/network/bridge.ts'
import { removeLink, setUp } from '../linux/network/change-link.ts'
import {
  formatPrefix,
  isInNetwork,
  parsePrefix,
} from '../linux/network/ip-address.ts'
import { findLink, type Link, listLinks } from '../linux/network/link.ts'
import { prepareIpv6 } from '../linux/network/prepare-link.ts'
import type { NetlinkSocket } from '../sys/netlink-socket.ts'
import type { AddressRange } from './address-range.ts'
import { ALIAS_PREFIX, bridgeMac } from './attachment.ts'
import type { NetworkConfig } from './cni-config.ts'
import { CniError } from './cni-error.ts'
import type { Undo } from './undo.ts'

/** What a bridge of ours says about itself. */
const ALIAS = `${ALIAS_PREFIX}bridge`

/** What of a configuration a bridge depends on. */
type BridgeConfig = Pick<NetworkConfig, 'bridge' | 'mtu' | 'isGateway'>

/**
 * Have the bridge of a network, with the gateways' addresses, and up.
 *
 * @param ranges From which addresses were leased.
 * @throws {NetworkError} If a link of that name is something else.
 * @throws {CniError} 7 if the bridge has another address of a subnet.
 */
export function prepareBridge(
  socket: NetlinkSocket,
  config: BridgeConfig,
  ranges: readonly AddressRange[],
  undo: Undo,
): Link {
  const before = findLink(socket, config.bridge)
  const bridge = undo.step(
    'make the bridge',
    () => makeBridge(socket, config.bridge, optionsOf(config)),
    () => before ?? removeLink(socket, config.bridge),
  )
  // Whatever the network: a container could play the router for the host.
  prepareIpv6(config.bridge)
  if (ranges.some(isIpv6)) requireIpv6(config.bridge)
  undo.step('switch on the bridge', () => setUp(socket, bridge))
  if (config.isGateway)
    for (const range of ranges) addGateway(socket, bridge, range, undo)
  return bridge
}

function optionsOf({ bridge, mtu }: BridgeConfig) {
  return { mtu, mac: bridgeMac(bridge), alias: ALIAS }
}

function isIpv6({ subnet }: AddressRange): boolean {
  return subnet.address.length === 16
}

/** Make a link of this thread's namespace ready for IPv6. @throws {CniError} 7 */
export function requireIpv6(link: string): void {
  if (prepareIpv6(link)) return
  throw new CniError(
    'invalidConfiguration',
    'Expected a kernel with IPv6, as "/ipam/ranges" has subnets of it, but found one without',
  )
}

function addGateway(
  socket: NetlinkSocket,
  bridge: Link,
  range: AddressRange,
  undo: Undo,
): void {
  const wanted = gatewayOf(range)
  const found = listAddresses(socket, bridge).map(({ address }) => address)
  if (found.includes(wanted)) return
  refuseOther(bridge, range, found)
  undo.step(
    `give the bridge ${wanted}`,
    () => ensureAddress(socket, bridge, wanted),
    () => removeAddress(socket, bridge, wanted),
  )
}

/** The address of a gateway, with its prefix. */
export function gatewayOf({ gateway, subnet }: AddressRange): string {
  return formatPrefix({ address: gateway, prefix: subnet.prefix })
}

/** Containers that came before would lose their gateway. @throws {CniError} 7 */
function refuseOther(
  bridge: Link,
  range: AddressRange,
  found: readonly string[],
): void {
  const { subnet } = range
  const other = found.find((text) =>
    isInNetwork(parsePrefix(text).address, subnet),
  )
  if (other === undefined) return
  throw new CniError(
    'invalidConfiguration',
    `Expected bridge "${bridge.name}" to have ${gatewayOf(range)} or no address of that network but found ${other}`,
  )
}

/** Whether links of ours, except one, are ports of a bridge. */
export function isInUse(
  socket: NetlinkSocket,
  bridge: Link,
  except: string,
): boolean {
  return listLinks(socket).some(
    ({ name, master, alias }) =>
      master === bridge.index &&
      name !== except &&
      alias?.startsWith(ALIAS_PREFIX),
  )
}

/**
 * Remove a bridge that has no ports any more, if it was us who made it.
 *
 * @returns Whether it is gone.
 */
export function removeBridge(socket: NetlinkSocket, bridge: Link): boolean {
  const isOurs = bridge.mac === bridgeMac(bridge.name)
  const hasPorts = listLinks(socket).some(
    ({ master }) => master === bridge.index,
  )
  return isOurs && !hasPorts && removeLink(socket, bridge.name)
}

/**
 * The setting by which packets to and from 127.0.0.0/8 may pass a bridge.
 *
 * @see Documentation/networking/ip-sysctl.rst, route_localnet
 */
export function localnetOf(bridge: string): string {
  return `net/ipv4/conf/${bridge}/route_localnet`
}
