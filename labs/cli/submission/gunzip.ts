/**
 * Unpacks one gzip member and nothing else. Node's own gunzip goes on with a
 * second member and overlooks whatever else stands behind the first.
 *
 *     1f 8b 08 00 │ mtime │ flags │ os │ deflate … │ CRC-32 │ length
 *     ├──────────── 10 bytes ────────┤              ├── 8 bytes ───┤
 */
import { crc32, inflateRaw, type ZlibOptions } from 'node:zlib'
import { SubmissionError } from './error.ts'

const HEADER = 10
const TRAILER = 8

/** gzip, deflate, and no optional fields: `gzip -n` writes none, nor do we. */
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08, 0x00])

/**
 * @param most Bytes that may come out; not many more are ever in memory.
 * @throws {SubmissionError} NOT_AN_ARCHIVE, TRUNCATED, TRAILING_DATA, TOO_LARGE
 * @see RFC 1952
 */
export async function gunzipOnce(gzip: Buffer, most: number): Promise<Buffer> {
  if (!gzip.subarray(0, MAGIC.length).equals(MAGIC))
    throw new SubmissionError('NOT_AN_ARCHIVE')
  const { data, used } = await inflate(gzip.subarray(HEADER), most)
  const trailer = gzip.subarray(HEADER + used)
  if (trailer.length < TRAILER) throw new SubmissionError('TRUNCATED')
  if (trailer.length > TRAILER) throw new SubmissionError('TRAILING_DATA')
  const isWhole =
    trailer.readUInt32LE(0) === crc32(data) &&
    trailer.readUInt32LE(4) === data.length
  if (!isWhole) throw new SubmissionError('NOT_AN_ARCHIVE')
  return data
}

interface Inflated {
  readonly data: Buffer
  /** How many bytes of the input belong to it. */
  readonly used: number
}

/** What `info: true` gives, which the types of Node do not know. */
interface Informed {
  readonly buffer: Buffer
  readonly engine: { readonly bytesWritten: number }
}

function inflate(input: Buffer, most: number): Promise<Inflated> {
  const options: ZlibOptions = { info: true, maxOutputLength: most }
  return new Promise((resolve, reject) => {
    inflateRaw(input, options, (error, result) => {
      if (error !== null) return reject(faultOf(error, most))
      const { buffer, engine } = result as unknown as Informed
      resolve({ data: buffer, used: engine.bytesWritten })
    })
  })
}

function faultOf(error: NodeJS.ErrnoException, most: number): Error {
  switch (error.code) {
    case 'ERR_BUFFER_TOO_LARGE':
      return new SubmissionError('TOO_LARGE', { what: 'tar', most })
    case 'Z_BUF_ERROR':
      return new SubmissionError('TRUNCATED')
    case 'Z_DATA_ERROR':
      return new SubmissionError('NOT_AN_ARCHIVE')
    default:
      return error
  }
}
