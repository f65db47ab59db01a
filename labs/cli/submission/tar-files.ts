/**
 * The files of a tar that is in memory as a whole: regular ones, one after the
 * other, then zeros. Anything else that tar can say is refused.
 */
import { extract, type Header } from 'tar-stream'
import { SubmissionError } from './error.ts'
import type { SourceFile } from './manifest.ts'

const BLOCK = 512
/** An archive ends with two blocks of zeros; tar(1) fills up to twenty. */
const FEWEST_ZEROS = 2 * BLOCK
const MOST_ZEROS = 22 * BLOCK

/** Called with each name and size before its bytes are looked at; throws to refuse. */
export type Admit = (path: string, size: number, index: number) => void

/**
 * @returns Slices of `tar`, in its order.
 * @throws {SubmissionError} NOT_AN_ARCHIVE, TRUNCATED, TRAILING_DATA, NOT_A_FILE,
 *   and whatever `admit` throws.
 */
export async function tarFiles(
  tar: Buffer,
  admit: Admit,
): Promise<readonly SourceFile[]> {
  const walk = { files: [] as SourceFile[], end: 0 }
  const headers = extract()
  headers.end(tar)
  try {
    for await (const entry of headers) {
      step(tar, entry.header, walk, admit)
      entry.resume()
    }
  } catch (error) {
    throw error instanceof SubmissionError ? error : faultAt(tar, walk.end)
  }
  requireEnd(tar, walk.end)
  return walk.files
}

interface Walk {
  readonly files: SourceFile[]
  /** Where the last file and its padding end. */
  end: number
}

function step(tar: Buffer, header: Header, walk: Walk, admit: Admit): void {
  const { name: path, size, type } = header
  // tar-stream looks behind the end of an archive as well.
  if (isZero(tar, walk.end, BLOCK)) throw new SubmissionError('TRAILING_DATA')
  if (type !== 'file' || header.linkname)
    throw new SubmissionError('NOT_A_FILE', { path, found: type ?? '-' })
  admit(path, size, walk.files.length)
  const from = startOf(header)
  if (from + size > tar.length) throw new SubmissionError('TRUNCATED')
  walk.files.push({ path, bytes: tar.subarray(from, from + size) })
  walk.end = from + Math.ceil(size / BLOCK) * BLOCK
  const padding = walk.end - from - size
  if (padding > 0 && !isZero(tar, from + size, padding))
    throw new SubmissionError('TRAILING_DATA')
}

/** Where the bytes of a file stand, which the types do not know. */
const startOf = (header: Header) =>
  (header as Header & { byteOffset: number }).byteOffset

/** What tar-stream could not read stands at `end` or behind it. */
function faultAt(tar: Buffer, end: number): SubmissionError {
  if (tar.length - end < BLOCK) return new SubmissionError('TRUNCATED')
  const isOver = isZero(tar, end, BLOCK)
  return new SubmissionError(isOver ? 'TRAILING_DATA' : 'NOT_AN_ARCHIVE')
}

function requireEnd(tar: Buffer, end: number): void {
  const left = tar.length - end
  if (left < FEWEST_ZEROS) throw new SubmissionError('TRUNCATED')
  if (left > MOST_ZEROS || !isZero(tar, end, left))
    throw new SubmissionError('TRAILING_DATA')
}

function isZero(tar: Buffer, from: number, size: number): boolean {
  const part = tar.subarray(from, from + size)
  return part.length > 0 && part.every((byte) => byte === 0)
}
