// Records of a PAX header: what does not fit into the fields of an old one. Each
// says its own length, in decimal digits that count as well:
//
//     30 mtime=1700000000.123456789⏎
//
// A value is bytes: an extended attribute may hold anything, NUL too.
import { LayerError } from '../errors.ts'
import type { FileName } from '../linux/file-name.ts'

/** Before the name of an extended attribute. */
export const XATTR_PREFIX = 'SCHILY.xattr.'

/** Values by keyword. */
export type PaxRecords = ReadonlyMap<string, Buffer>

/**
 * Write records, in the order of the map.
 *
 * @see pax(1), "pax Extended Header"
 */
export function encodePax(records: PaxRecords): Buffer {
  return Buffer.concat(
    [...records].map(([key, value]) => {
      const rest = Buffer.byteLength(key, 'latin1') + value.length + 3
      return Buffer.concat([
        Buffer.from(`${lengthWith(rest)} ${key}=`, 'latin1'),
        value,
        Buffer.from('\n'),
      ])
    }),
  )
}

/** The whole length, of which its own digits are a part. */
function lengthWith(rest: number): number {
  let length = rest
  while (rest + `${length}`.length !== length)
    length = rest + `${length}`.length
  return length
}

/**
 * Read records; of two with the same keyword the later one counts.
 *
 * @throws {LayerError} If they are none.
 */
export function decodePax(bytes: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>()
  for (let start = 0; start < bytes.length; ) {
    const space = bytes.indexOf(' ', start)
    const end = start + lengthIn(bytes, start, space)
    const equals = bytes.indexOf('=', space)
    if (equals < 0 || equals >= end || bytes[end - 1] !== NEWLINE) refuse()
    const key = bytes.toString('latin1', space + 1, equals)
    records.set(key, bytes.subarray(equals + 1, end - 1))
    start = end
  }
  return records
}

const NEWLINE = 0x0a

function lengthIn(bytes: Buffer, start: number, space: number): number {
  const digits = bytes.toString('latin1', start, Math.max(space, start))
  const length = Number(digits)
  const isWithin = start + length <= bytes.length && start + length > space + 1
  if (!/^\d{1,9}$/.test(digits) || !isWithin) refuse()
  return length
}

function refuse(): never {
  throw new LayerError('', 'a tar archive', 'PAX records that are none')
}

/** The extended attributes among records. */
export function xattrsIn(records: PaxRecords): Map<FileName, Buffer> {
  const found = [...records].filter(([key]) => key.startsWith(XATTR_PREFIX))
  return new Map(
    found.map(([key, value]) => [key.slice(XATTR_PREFIX.length), value]),
  )
}
