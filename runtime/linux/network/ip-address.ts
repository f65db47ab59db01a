// Addresses of IPv4 and IPv6, as text and as the bytes that go over the wire.
import { isIPv4, isIPv6 } from 'node:net'
import { NetworkError } from '../../errors.ts'
import { AF_INET, AF_INET6 } from '../../sys/constants/sockets.ts'

/** An address; how many bytes it has says which protocol it is of. */
export type IpAddress = Buffer

/** An address, and how many of its bits name the network: `10.1.2.3/24`. */
export interface IpPrefix {
  readonly address: IpAddress
  readonly prefix: number
}

/**
 * Read an address of either protocol, without a zone (`%eth0`).
 *
 * @throws {NetworkError} EINVAL
 */
export function parseIp(text: string): IpAddress {
  if (isIPv4(text)) return Buffer.from(text.split('.').map(Number))
  if (isIPv6(text) && !text.includes('%')) return parseIpv6(text)
  const found = JSON.stringify(text.slice(0, 64))
  throw new NetworkError(
    'an address',
    'one of IPv4 or IPv6, without a zone',
    found,
    'EINVAL',
  )
}

/**
 * Read an address of one protocol. Where IPv4 is expected, the kernel may take
 * the first four bytes of the other for one.
 *
 * @param family AF_INET or AF_INET6.
 * @throws {NetworkError} EINVAL
 */
export function parseIpOf(family: number, text: string): IpAddress {
  const address = parseIp(text)
  if (familyOf(address) === family) return address
  const wanted = family === AF_INET ? 'one of IPv4' : 'one of IPv6'
  throw new NetworkError('an address', wanted, JSON.stringify(text), 'EINVAL')
}

/** @param text That isIPv6() takes. */
function parseIpv6(text: string): IpAddress {
  // `::` stands for as many groups of 0 as are missing.
  const [head = '', tail] = text.split('::')
  const [left, right] = [groupsOf(head), groupsOf(tail ?? '')]
  const missing = 8 - left.length - right.length
  const groups = [...left, ...new Array<number>(missing).fill(0), ...right]
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    // The last two may look like an address of IPv4.
    const bytes = parseIp(group)
    return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)]
  })
}

/** Print an address in the one way that RFC 5952 recommends. */
export function formatIp(address: IpAddress): string {
  if (address.length === 4) return address.join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    address.readUInt16BE(index * 2),
  )
  const { start, length } = longestGap(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  const [head, tail] = [hex.slice(0, start), hex.slice(start + length)]
  return `${head.join(':')}::${tail.join(':')}`
}

/** The longest run of zeros, and the first of those as long. */
function longestGap(groups: readonly number[]) {
  let [best, start] = [{ start: 0, length: 0 }, 0]
  for (const [index, group] of groups.entries()) {
    if (group !== 0) start = index + 1
    const length = index + 1 - start
    if (length > best.length) best = { start, length }
  }
  return best
}

/**
 * Read an address with its prefix: `10.1.2.3/24`, `fd00::3/64`.
 *
 * @throws {NetworkError} EINVAL
 */
export function parsePrefix(text: string): IpPrefix {
  const [, host = '', bits] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? []
  if (bits === undefined)
    throw prefixError('an address, "/" and the bits of its network', text)
  const address = parseIp(host)
  const prefix = Number(bits)
  if (prefix > address.length * 8)
    throw prefixError(`of at most ${address.length * 8} bits`, text)
  return { address, prefix }
}

function prefixError(wanted: string, text: string): NetworkError {
  const found = JSON.stringify(text.slice(0, 64))
  return new NetworkError('an address with its prefix', wanted, found, 'EINVAL')
}

/** Print an address with its prefix. */
export function formatPrefix({ address, prefix }: IpPrefix): string {
  return `${formatIp(address)}/${prefix}`
}

/** Which protocol an address is of: AF_INET or AF_INET6. */
export function familyOf(address: IpAddress): number {
  return address.length === 4 ? AF_INET : AF_INET6
}

/** The first address of a network, which names it: all bits of hosts are 0. */
export function networkOf({ address, prefix }: IpPrefix): IpAddress {
  return Buffer.from(address.map((byte, index) => byte & maskOf(prefix, index)))
}

/** The last address of a network, to all its hosts: all bits of hosts are 1. */
export function broadcastOf({ address, prefix }: IpPrefix): IpAddress {
  return Buffer.from(
    address.map((byte, index) => byte | (~maskOf(prefix, index) & 0xff)),
  )
}

/** Whether an address is one of a network. */
export function isInNetwork(address: IpAddress, network: IpPrefix): boolean {
  const { prefix } = network
  return networkOf({ address, prefix }).equals(networkOf(network))
}

/** The bits of one byte that name the network. */
function maskOf(prefix: number, index: number): number {
  const bits = Math.min(Math.max(prefix - index * 8, 0), 8)
  return (0xff00 >> bits) & 0xff
}
