/** Addresses of sockets, from text to what the kernel takes and back. */
import { isIPv6 } from 'node:net'
import { AF_INET, AF_INET6, internetAddress } from '../kernel.ts'

export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** Room for either family. */
export const SOCKET_ADDRESS_SIZE = 28

export const familyOf = (address: string) =>
  isIPv6(address) ? AF_INET6 : AF_INET

/** `struct sockaddr_in` or `struct sockaddr_in6`. @see ip(7), ipv6(7) */
export function socketAddress({ address, port }: Endpoint): Buffer {
  if (!isIPv6(address)) return internetAddress(address, port)
  const bytes = Buffer.alloc(SOCKET_ADDRESS_SIZE)
  bytes.writeUInt16LE(AF_INET6, 0)
  bytes.writeUInt16BE(port, 2)
  bytesOfIPv6(address).copy(bytes, 8)
  return bytes
}

/** What the kernel filled in; `null` if it did not. */
export function endpointIn(bytes: Buffer): Endpoint | null {
  const port = bytes.readUInt16BE(2)
  switch (bytes.readUInt16LE(0)) {
    case AF_INET:
      return { address: [...bytes.subarray(4, 8)].join('.'), port }
    case AF_INET6:
      return { address: textOfIPv6(bytes.subarray(8, 24)), port }
    default:
      return null
  }
}

function bytesOfIPv6(address: string): Buffer {
  const [left = '', right] = address.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [head, tail] = [groups(left), groups(right ?? '')]
  const zeros = Array<string>(8 - head.length - tail.length).fill('0')
  const all = [...head, ...zeros, ...tail].map((group) =>
    group.padStart(4, '0'),
  )
  return Buffer.from(all.join(''), 'hex')
}

function textOfIPv6(bytes: Buffer): string {
  const groups = bytes.toString('hex').match(/.{4}/g) ?? []
  return shortestIPv6(groups.join(':'))
}

/** An address as the kernel spells it, and as a URL has it. @see RFC 5952 */
export function shortestIPv6(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}
