/** What a container has of a network, in words. */
import { BlockList, isIPv6 } from 'node:net'
import type { NetworkState } from '#checker/evidence/network-state.ts'
import { UPLINK } from '#checker/network/lab-network.ts'
import { addressesOn } from './links.ts'
import type { Place } from './places.ts'

const IFNAME = 'eth0'

export const told = (link: string, isUp: boolean) =>
  `${link}: ${isUp ? 'up' : 'down'}`

/**
 * Its links. Some kernels give every new namespace some that are of no use, for
 * tunnels; those are left out.
 *
 * @param before A namespace that nobody has done anything in.
 */
export function ownLinks(state: NetworkState, before: NetworkState): string[] {
  const given = before.links.map(({ name }) => name)
  const isGiven = (name: string) => name !== UPLINK && given.includes(name)
  return state.links
    .filter(({ name }) => name === 'lo' || !isGiven(name))
    .map(({ name, isUp }) => told(name, isUp))
}

/** What a container of this network has to have. */
export function connected({ network, gateway }: Place): string[] {
  const subnets = network.subnets.map(({ subnet }) => subnet)
  return [
    told('lo', true),
    told(IFNAME, true),
    ...subnets.map((subnet) => `${IFNAME}: an address of ${subnet}`),
    ...[gateway.v4, gateway.v6].map((via) => `default via ${via} on ${IFNAME}`),
  ]
}

/** The same, of what there is. */
export function found(
  state: NetworkState,
  before: NetworkState,
  { network }: Place,
): string[] {
  const addresses = addressesOn(state, IFNAME).map(({ address }) => address)
  return [
    ...ownLinks(state, before),
    ...network.subnets
      .filter(({ subnet }) => addresses.some((one) => isIn(subnet, one)))
      .map(({ subnet }) => `${IFNAME}: an address of ${subnet}`),
    ...state.routes
      .filter(({ to, type }) => to === 'default' && type === 'unicast')
      .map(({ via, link }) => `default via ${via ?? 'nobody'} on ${link}`),
  ]
}

/** All of it, as evidence. */
export function inside({ links, addresses, routes }: NetworkState) {
  const all = [
    ...links.map(({ name, isUp }) => told(name, isUp)),
    ...addresses.map(
      ({ address, prefix, link }) => `${address}/${prefix} on ${link}`,
    ),
    ...routes
      .filter(({ type }) => type === 'unicast')
      .map(({ to, via, link }) => `${to} via ${via ?? 'nobody'} on ${link}`),
  ]
  return { 'ip address; ip route, in the container': all.join('\n') }
}

function isIn(subnet: string, address: string): boolean {
  const [first = '', length] = subnet.split('/')
  const family = isIPv6(first) ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  list.addSubnet(first, Number(length), family)
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
