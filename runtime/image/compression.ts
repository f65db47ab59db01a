// How the archive of a layer is made smaller for its way.
import { pipeline } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { LayerError } from '../errors.ts'
import { ByteReader, type ByteSource } from './byte-reader.ts'

/** As the media type of a layer has it at its end. */
export type Compression = 'gzip' | 'zstd' | 'none'

export const COMPRESSIONS: readonly Compression[] = ['gzip', 'zstd', 'none']

const TAR = 'application/vnd.oci.image.layer.v1.tar'

/** @see image-spec media-types.md */
export const MEDIA_TYPES: Readonly<Record<Compression, string>> = {
  none: TAR,
  gzip: `${TAR}+gzip`,
  zstd: `${TAR}+zstd`,
}

/** What a stream begins with. @see RFC 1952, RFC 8878 */
const MAGIC = {
  gzip: Buffer.from([0x1f, 0x8b]),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
}

/** A frame of zstd to be passed over may come first: 0x184D2A50 to …5F. */
const SKIPPED = Buffer.from([0x2a, 0x4d, 0x18])

/** Compress bytes as they come. */
export async function* compress(
  source: ByteSource,
  compression: Compression,
): AsyncGenerator<Uint8Array> {
  if (compression === 'none') yield* source
  // The header of gzip has a time and a name in it; Node leaves them out.
  else if (compression === 'gzip') yield* through(source, createGzip())
  // Only now: its code has to be unpacked itself.
  else yield* (await import('./zstd-write.ts')).compressZstd(source)
}

/**
 * Undo what was done to bytes, which they say themselves.
 *
 * @throws {LayerError} If they are damaged or end early.
 */
export async function* decompress(
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source, 'a layer')
  try {
    const compression = compressionOf(await reader.peek(4))
    if (compression === 'none') yield* reader.toEnd()
    else if (compression === 'gzip') yield* gunzip(reader.toEnd())
    else yield* unzstd(reader.toEnd())
  } finally {
    await reader.close()
  }
}

function compressionOf(start: Buffer): Compression {
  if (start.subarray(0, 2).equals(MAGIC.gzip)) return 'gzip'
  const isSkipped = start.subarray(1).equals(SKIPPED)
  return isSkipped || start.equals(MAGIC.zstd) ? 'zstd' : 'none'
}

async function* gunzip(source: ByteSource): AsyncGenerator<Uint8Array> {
  try {
    yield* through(source, createGunzip())
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    if (!code.startsWith('Z_')) throw error
    throw new LayerError('', 'a whole gzip stream', message, { cause: error })
  }
}

async function* unzstd(source: ByteSource): AsyncGenerator<Uint8Array> {
  const { decompressZstd } = await import('./zstd-read.ts')
  yield* decompressZstd(new ByteReader(source, 'a whole zstd stream'))
}

type Filter = ReturnType<typeof createGzip> | ReturnType<typeof createGunzip>

async function* through(
  source: ByteSource,
  filter: Filter,
): AsyncGenerator<Uint8Array> {
  // What goes wrong on the way in comes out here as well.
  pipeline(source, filter, () => {})
  yield* filter
}
