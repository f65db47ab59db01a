import { familyOf, type IpAddress } from './ip-address.ts'

/** `struct sockaddr_in` or `struct sockaddr_in6`. @see ip(7), ipv6(7) */
export function socketAddress(address: IpAddress, port: number): Buffer {
  const isIpv6 = address.length === 16
  const bytes = Buffer.alloc(isIpv6 ? 28 : 16)
  bytes.writeUInt16LE(familyOf(address), 0)
  bytes.writeUInt16BE(port, 2)
  address.copy(bytes, isIpv6 ? 8 : 4)
  return bytes
}
