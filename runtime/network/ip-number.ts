// Addresses as the numbers that their bits are, to be counted and compared.
import type { IpAddress, IpPrefix } from '../linux/network/ip-address.ts'

/** The number that the bits of an address are. */
export function toNumber(address: IpAddress): bigint {
  return BigInt(`0x${address.toString('hex')}`)
}

/**
 * The address with these bits.
 *
 * @param size In bytes: 4 or 16.
 */
export function fromNumber(bits: bigint, size: number): IpAddress {
  return Buffer.from(bits.toString(16).padStart(size * 2, '0'), 'hex')
}

/** Bits of an address that do not name its network. */
export function hostBits({ address, prefix }: IpPrefix): number {
  return address.length * 8 - prefix
}
