// The addresses that a network may give away.
import {
  broadcastOf,
  formatIp,
  formatPrefix,
  type IpAddress,
  type IpPrefix,
  isInNetwork,
} from '../linux/network/ip-address.ts'
import type { JsonValue } from '../spec/json-value.ts'
import { fromNumber, hostBits, toNumber } from './ip-number.ts'
import { readIp, readNetwork } from './read-ip.ts'

/** Addresses of a subnet, one of which is the gateway's. */
export interface AddressRange {
  readonly subnet: IpPrefix
  /** The first that may be given away. */
  readonly start: bigint
  /** The last. */
  readonly end: bigint
  readonly gateway: IpAddress
}

/**
 * Ranges of one family, from which a container gets one address.
 *
 * @see CNI host-local plugin, "Network configuration reference", `ranges`
 */
export type RangeSet = readonly [AddressRange, ...AddressRange[]]

/**
 * Read `ipam.ranges`, or the one range that stands in `ipam` itself.
 *
 * @throws {SpecError} If ranges overlap, or a set mixes families.
 */
export function parseRangeSets(ipam: JsonValue): RangeSet[] {
  const list = ipam.at('ranges')
  const sets = list.present ? list.items().map(parseSet) : []
  if (ipam.at('subnet').present) sets.unshift([parseRange(ipam)])
  if (sets.length === 0) list.fail('a list with a set of ranges')
  refuseOverlap(ipam, sets.flat())
  return sets
}

function parseSet(item: JsonValue): RangeSet {
  const [first, ...more] = item.items().map(parseRange)
  if (!first) item.fail('a list with a range')
  const family = familyOf(first)
  if (more.some((range) => familyOf(range) !== family))
    item.fail('ranges of one family: a container gets one address of a set')
  return [first, ...more]
}

/** @throws {SpecError} Unless its addresses lie in its subnet, in their order. */
function parseRange(item: JsonValue): AddressRange {
  const subnet = parseSubnet(item.at('subnet'))
  const first = toNumber(subnet.address) + 1n
  const start = parseInside(item.at('rangeStart'), subnet) ?? first
  const end = parseInside(item.at('rangeEnd'), subnet) ?? lastHost(subnet)
  if (end < start) item.at('rangeEnd').fail('an address not before the first')
  const gateway = parseInside(item.at('gateway'), subnet) ?? first
  return { subnet, start, end, gateway: addressIn(subnet, gateway) }
}

function parseSubnet(item: JsonValue): IpPrefix {
  const subnet = readNetwork(item)
  // It takes the network itself, a gateway, a container and, in IPv4, all.
  if (hostBits(subnet) < 2)
    item.fail('a network with room for a gateway and a container')
  return subnet
}

function parseInside(item: JsonValue, subnet: IpPrefix): bigint | undefined {
  if (!item.present) return undefined
  const wanted = `an address of a host in ${formatPrefix(subnet)}`
  const address = readIp(item, wanted)
  const bits = toNumber(address)
  const isHost = !address.equals(subnet.address) && bits <= lastHost(subnet)
  return isInNetwork(address, subnet) && isHost ? bits : item.fail(wanted)
}

/** IPv4 keeps the last address for all hosts at once. @see RFC 919, 7 */
function lastHost(subnet: IpPrefix): bigint {
  const last = toNumber(broadcastOf(subnet))
  return subnet.address.length === 4 ? last - 1n : last
}

function addressIn(subnet: IpPrefix, bits: bigint): IpAddress {
  return fromNumber(bits, subnet.address.length)
}

function familyOf({ subnet }: AddressRange): number {
  return subnet.address.length
}

function refuseOverlap(ipam: JsonValue, ranges: readonly AddressRange[]) {
  for (const [index, range] of ranges.entries())
    for (const other of ranges.slice(index + 1))
      if (overlap(range, other))
        ipam.fail(
          `free of ranges that overlap, as two in ${formatPrefix(range.subnet)} do`,
        )
}

function overlap(one: AddressRange, other: AddressRange): boolean {
  if (familyOf(one) !== familyOf(other)) return false
  return one.start <= other.end && other.start <= one.end
}

/** Whether a range gives that address away. */
function gives(range: AddressRange, address: IpAddress): boolean {
  if (address.length !== familyOf(range)) return false
  const bits = toNumber(address)
  const isInside = bits >= range.start && bits <= range.end
  return isInside && !address.equals(range.gateway)
}

/** The range that gives an address away, if one does. */
export function rangeOf(
  set: RangeSet,
  address: IpAddress,
): AddressRange | undefined {
  return set.find((range) => gives(range, address))
}

/**
 * The addresses of a set, each once, beginning after the one that was given
 * away last: that of a container which has just gone may still be in somebody's
 * ARP cache.
 */
export function* addressesAfter(
  set: RangeSet,
  last: IpAddress | undefined,
): Generator<IpAddress> {
  const current = last && rangeOf(set, last)
  if (!last || !current) {
    for (const range of set) yield* between(range, range.start, range.end)
    return
  }
  const bits = toNumber(last)
  const at = set.indexOf(current)
  yield* between(current, bits + 1n, current.end)
  for (const range of [...set.slice(at + 1), ...set.slice(0, at)])
    yield* between(range, range.start, range.end)
  yield* between(current, current.start, bits)
}

function* between(
  { subnet, gateway }: AddressRange,
  start: bigint,
  end: bigint,
): Generator<IpAddress> {
  for (let bits = start; bits <= end; bits += 1n) {
    const address = addressIn(subnet, bits)
    if (!address.equals(gateway)) yield address
  }
}

/** `10.1.0.2-10.1.0.9`, to be told to a person. */
export function formatRange({ subnet, start, end }: AddressRange): string {
  const [first, last] = [addressIn(subnet, start), addressIn(subnet, end)]
  return `${formatIp(first)}-${formatIp(last)}`
}
