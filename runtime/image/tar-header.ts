// The header of a tar entry: 512 bytes of fields, most of them numbers written
// out in octal digits.
//
//     offset 0 name, 100 mode, 108 uid, 116 gid, 124 size, 136 mtime,
//          148 checksum, 156 type, 157 target, 257 "ustar", 329 major,
//          337 minor, 345 prefix of the name
import { LayerError } from '../errors.ts'
import type { FileName } from '../linux/file-name.ts'

/** Size of a header, and what every body is filled up to. */
export const BLOCK = 512

/** A header as it stands there, before what other headers say instead. */
export interface TarHeader {
  readonly name: FileName
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  readonly seconds: number
  readonly target: FileName
  readonly major: number
  readonly minor: number
}

/**
 * Read a header.
 *
 * @returns undefined for a block of zeros, which ends an archive.
 * @throws {LayerError} If it is none.
 * @see tar(5)
 */
export function decodeHeader(block: Buffer): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined
  if (numberAt(block, 148, 8) !== checksumOf(block)) refuse('no header of one')
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0'
  const name = textAt(block, 0, 100)
  const prefix = isUstar ? textAt(block, 345, 155) : ''
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: block.toString('latin1', 156, 157),
    mode: sizeAt(block, 100, 8),
    uid: sizeAt(block, 108, 8),
    gid: sizeAt(block, 116, 8),
    size: sizeAt(block, 124, 12),
    seconds: numberAt(block, 136, 12),
    target: textAt(block, 157, 100),
    major: sizeAt(block, 329, 8),
    minor: sizeAt(block, 337, 8),
  }
}

/** The sum of all bytes, those of the checksum itself taken for blanks. */
export function checksumOf(block: Buffer): number {
  const sum = block.reduce((sum, byte) => sum + byte, 0)
  const own = block.subarray(148, 156).reduce((sum, byte) => sum + byte, 0)
  return sum - own + 8 * 0x20
}

function textAt(block: Buffer, start: number, size: number): FileName {
  const end = block.subarray(start, start + size).indexOf(0)
  return block.toString('latin1', start, start + (end < 0 ? size : end))
}

function sizeAt(block: Buffer, start: number, size: number): number {
  const value = numberAt(block, start, size)
  return value >= 0 ? value : refuse('a negative number in its header')
}

/** A number in octal digits, or binary if the first bit says so. */
function numberAt(block: Buffer, start: number, size: number): number {
  const field = block.subarray(start, start + size)
  if ((field[0] ?? 0) & 0x80) return binary(field)
  const text = field
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trimStart()
  if (!/^[0-7]*$/.test(text)) refuse('letters for a number in its header')
  return text === '' ? 0 : Number.parseInt(text, 8)
}

/** As GNU tar writes what is too large: the sign is the second bit. */
function binary(field: Buffer): number {
  const first = field[0] ?? 0
  const bytes = Buffer.from(field)
  bytes[0] = first & 0x40 ? first : first & 0x7f
  const value = BigInt.asIntN(
    field.length * 8,
    BigInt(`0x${bytes.toString('hex')}`),
  )
  const number = Number(value)
  if (!Number.isSafeInteger(number)) refuse('a number too large in its header')
  return number
}

function refuse(found: string): never {
  throw new LayerError('', 'a tar archive', found)
}
