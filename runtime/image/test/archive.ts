// Archives for tests, of whatever anybody could write into one.
import { Readable } from 'node:stream'
import type { ByteSource } from '../byte-reader.ts'
import { encodePax } from '../pax.ts'
import { BLOCK, checksumOf } from '../tar-header.ts'

/** Fields of an entry; what is left out is that of an empty file. */
export interface Fields {
  /** Characters are bytes. */
  readonly name: string
  readonly type?: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly mtime?: number
  readonly target?: string
  readonly major?: number
  readonly minor?: number
  readonly body?: string | Buffer
  /** Said instead of the length of the body. */
  readonly size?: number
  /** Records of a PAX header before it. */
  readonly pax?: Readonly<Record<string, string | Buffer>>
}

/** The two blocks that end an archive. */
export const END = Buffer.alloc(2 * BLOCK)

/** A whole archive. */
export function archive(...entries: Fields[]): Buffer {
  return Buffer.concat([...entries.map(entry), END])
}

/** One entry, with what follows it. */
export function entry(fields: Fields): Buffer {
  const { pax, body = '' } = fields
  const bytes = Buffer.from(body as string, 'latin1')
  const before = pax ? entry({ name: 'pax', type: 'x', body: paxOf(pax) }) : ''
  return Buffer.concat([
    Buffer.from(before),
    headerOf(fields, bytes.length),
    bytes,
    Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK),
  ])
}

function paxOf(records: NonNullable<Fields['pax']>): Buffer {
  const all = Object.entries(records).map(
    ([key, value]) => [key, Buffer.from(value as string, 'latin1')] as const,
  )
  return encodePax(new Map(all))
}

function headerOf(fields: Fields, length: number): Buffer {
  const { name, type = '0', target = '', mode = 0o644 } = fields
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, start: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, '0'), start)
  header.write(name, 0, 100, 'latin1')
  octal(mode, 100, 7)
  octal(fields.uid ?? 0, 108, 7)
  octal(fields.gid ?? 0, 116, 7)
  octal(fields.size ?? length, 124, 11)
  octal(fields.mtime ?? 0, 136, 11)
  header.write(type, 156, 1, 'latin1')
  header.write(target, 157, 100, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  octal(fields.major ?? 0, 329, 7)
  octal(fields.minor ?? 0, 337, 7)
  octal(checksumOf(header), 148, 6)
  return header
}

/** Bytes as a stream, in pieces of one size. */
export function sourceOf(bytes: Buffer, piece = 1000): ByteSource {
  const starts = Array.from(
    { length: Math.ceil(bytes.length / piece) },
    (_, index) => index * piece,
  )
  return Readable.from(
    starts.map((start) => bytes.subarray(start, start + piece)),
  )
}

/** All that comes. */
export async function allOf(source: ByteSource): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces)
}
