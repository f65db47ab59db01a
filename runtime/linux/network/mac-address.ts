import { randomBytes } from 'node:crypto'
import { NetworkError } from '../../errors.ts'

/**
 * Read a hardware address: `02:42:0a:00:00:01`.
 *
 * @throws {NetworkError} EINVAL
 */
export function parseMac(text: string): Buffer {
  if (/^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(text))
    return Buffer.from(text.replaceAll(':', ''), 'hex')
  const found = JSON.stringify(text.slice(0, 64))
  throw new NetworkError(
    'a hardware address',
    'six pairs of hexadecimal digits with ":" between them',
    found,
    'EINVAL',
  )
}

/** Print a hardware address as `ip link` does. */
export function formatMac(address: Uint8Array): string {
  return Array.from(address, (byte) => byte.toString(16).padStart(2, '0')).join(
    ':',
  )
}

/**
 * An address that no manufacturer gives to anybody: for one network card
 * (lowest bit of the first byte 0), administered locally (the next bit 1).
 *
 * @see RFC 9542, "48-Bit MAC Identifiers, OUIs, and Other Prefixes"
 */
export function randomMac(): string {
  const bytes = randomBytes(6)
  bytes.writeUInt8((bytes.readUInt8(0) & 0xfe) | 0x02, 0)
  return formatMac(bytes)
}
