import { formatIp, parsePrefix } from '../linux/network/ip-address.ts'
import type { ConfiguredRoute, NetworkConfig } from './cni-config.ts'
import type { LeasedAddress } from './ipam.ts'

/** All there is, of one family. */
const EVERYTHING = { 4: '0.0.0.0/0', 16: '::/0' } as const

/**
 * The routes that a container gets, each with the gateway that it leads by.
 * There is none for a family of which it has no address.
 */
export function containerRoutes(
  { isDefaultGateway, ipam }: Pick<NetworkConfig, 'isDefaultGateway' | 'ipam'>,
  leased: readonly LeasedAddress[],
): Required<ConfiguredRoute>[] {
  const wanted = ipam.routes.flatMap(({ dst, gw }) => {
    const size = parsePrefix(dst).address.length
    const range = leased.find(({ address }) => address.length === size)?.range
    return range ? [{ dst, gw: gw ?? formatIp(range.gateway) }] : []
  })
  if (!isDefaultGateway) return wanted
  const defaults = leased.map(({ address, range }) => ({
    dst: EVERYTHING[address.length === 4 ? 4 : 16],
    gw: formatIp(range.gateway),
  }))
  // One default route a family, and what was said of it wins.
  return [...wanted, ...defaults].filter(isFirst)
}

function isFirst(
  { dst }: ConfiguredRoute,
  index: number,
  routes: readonly ConfiguredRoute[],
): boolean {
  return routes.findIndex((route) => route.dst === dst) === index
}
