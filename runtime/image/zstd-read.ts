// A stream of zstd is a row of frames, and a frame a row of blocks, each with
// its size before it:
//
//     magic │ header: window, … │ block │ block │ … │ last block │ checksum
//
// It is taken apart here, and handed to the decoder block by block: a block
// never becomes more than 128 KiB, so nobody can fill our memory with a few
// bytes, nor have us set aside a window of gigabytes.
import { Decompress } from 'fzstd'
import { LayerError } from '../errors.ts'
import type { ByteReader } from './byte-reader.ts'

/** What zstd(1) itself takes without being asked to: `--long=27`. */
const MOST_WINDOW = 2 ** 27
const MAGIC = 0xfd2fb528
const CHECKSUM_SIZE = 4

/**
 * Decompress all frames.
 *
 * @throws {LayerError} If they are damaged or end early.
 * @see RFC 8878
 */
export async function* decompressZstd(
  reader: ByteReader,
): AsyncGenerator<Uint8Array> {
  while (!(await reader.atEnd())) {
    const magic = await reader.read(4)
    if (magic.readUInt32LE() === MAGIC) yield* readFrame(reader, magic)
    else await skipFrame(reader, magic)
  }
}

async function skipFrame(reader: ByteReader, magic: Buffer): Promise<void> {
  if (magic.readUInt32LE() >>> 4 !== 0x184d2a5) refuse('something else')
  const size = (await reader.read(4)).readUInt32LE()
  for await (const _ of reader.pieces(size));
}

async function* readFrame(
  reader: ByteReader,
  magic: Buffer,
): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = []
  const decoder = new Decompress((piece) => out.push(piece))
  const header = await readHeader(reader)
  feed(decoder, Buffer.concat([magic, header]), false)
  const hasChecksum = ((header[0] ?? 0) & 4) !== 0
  for (let isLast = false; !isLast; ) {
    const block = await readBlock(reader)
    isLast = ((block[0] ?? 0) & 1) === 1
    const end = isLast && hasChecksum ? await reader.read(CHECKSUM_SIZE) : NONE
    feed(decoder, Buffer.concat([block, end]), isLast)
    yield* out.splice(0)
  }
}

const NONE = Buffer.alloc(0)

function feed(decoder: Decompress, bytes: Buffer, isLast: boolean): void {
  try {
    decoder.push(bytes, isLast)
  } catch (error) {
    refuse(error instanceof Error ? error.message : 'damaged data', error)
  }
}

/** The header of a frame, after its magic number. */
async function readHeader(reader: ByteReader): Promise<Buffer> {
  const first = await reader.read(1)
  const descriptor = first[0] ?? 0
  const isOneSegment = (descriptor & 0x20) !== 0
  const window = await reader.read(isOneSegment ? 0 : 1)
  const dictionary = await reader.read([0, 1, 2, 4][descriptor & 3] ?? 0)
  const sizes = [isOneSegment ? 1 : 0, 2, 4, 8]
  const content = await reader.read(sizes[descriptor >> 6] ?? 0)
  const size = isOneSegment ? contentSize(content) : windowSize(window)
  if (size > MOST_WINDOW) refuse(`a window of ${size} bytes`)
  return Buffer.concat([first, window, dictionary, content])
}

function windowSize([byte = 0]: Buffer): number {
  const base = 2 ** (10 + (byte >> 3))
  return base + (base / 8) * (byte & 7)
}

function contentSize(field: Buffer): number {
  const value = Buffer.concat([field, Buffer.alloc(8)]).readBigUInt64LE()
  // Two bytes begin to count where one of them ends.
  return Number(value) + (field.length === 2 ? 256 : 0)
}

async function readBlock(reader: ByteReader): Promise<Buffer> {
  const header = await reader.read(3)
  const word = header.readUIntLE(0, 3)
  const [type, size] = [(word >> 1) & 3, word >> 3]
  if (size > 2 ** 17) refuse(`a block of ${size} bytes`)
  // A block of one byte that is repeated has only that byte.
  return Buffer.concat([header, await reader.read(type === 1 ? 1 : size)])
}

function refuse(found: string, cause?: unknown): never {
  throw new LayerError('', 'a whole zstd stream', found, { cause })
}
