/**
 * Reads a submission that anybody may have made: a student's program, a
 * student's mistake, or an attack on whoever unpacks it.
 *
 *     file ─ size ─▶ gunzip, bounded ─▶ tar: names, kinds, sizes ─▶ manifest ─▶ hashes
 *
 * Nothing is written anywhere. What comes out has only names that stay below a
 * folder, each a plain file of the bytes that the manifest says.
 */

import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename } from 'node:path'
import { sha256 } from '../sha256.ts'
import { SubmissionError } from './error.ts'
import { gunzipOnce } from './gunzip.ts'
import { LIMITS, type Limits } from './limits.ts'
import {
  MANIFEST,
  type Manifest,
  parseManifest,
  type SourceFile,
  type SubmittedFile,
} from './manifest.ts'
import { checkPath, TakenPaths } from './paths.ts'
import { type Admit, tarFiles } from './tar-files.ts'

export interface Submission {
  readonly manifest: Manifest
  /** `runtime/linux/rootfs.ts` → its bytes; the manifest itself is not among them. */
  readonly files: ReadonlyMap<string, Buffer>
  /** Of the archive as it was handed in. */
  readonly sha256: string
}

/**
 * Read a submission and compare it with its own manifest. The signature is not
 * looked at: `isSignatureValid` of attempt.ts does that.
 *
 * @throws {SubmissionError} If anything is not as `labs submit` makes it.
 * @throws {Error} ENOENT, EACCES: the file cannot be opened at all.
 */
export async function readSubmission(
  file: string,
  limits: Limits = LIMITS,
): Promise<Submission> {
  const archive = await readArchive(file, limits.archive)
  return await parseSubmission(archive, limits)
}

/** As `readSubmission`, for an archive that is in memory. */
export async function parseSubmission(
  archive: Buffer,
  limits: Limits = LIMITS,
): Promise<Submission> {
  const tar = await gunzipOnce(archive, limits.tar)
  const [first, ...files] = await tarFiles(tar, admission(limits))
  if (first === undefined) throw new SubmissionError('MANIFEST_MISSING')
  const manifest = parseManifest(first.bytes, limits)
  compare(manifest.files, files)
  return {
    manifest,
    files: new Map(files.map(({ path, bytes }) => [path, bytes])),
    sha256: sha256(archive),
  }
}

async function readArchive(file: string, most: number): Promise<Buffer> {
  // To open a FIFO would otherwise wait for somebody to write to it.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
  const handle = await open(file, flags)
  try {
    const stat = await handle.stat()
    const path = basename(file)
    if (!stat.isFile())
      throw new SubmissionError('NOT_A_FILE', { path, found: '-' })
    if (stat.size > most)
      throw new SubmissionError('TOO_LARGE', { what: path, most })
    return await readAtMost(handle, stat.size)
  } finally {
    await handle.close()
  }
}

/** No more than it had when we asked, even if it grows meanwhile. */
async function readAtMost(handle: FileHandle, size: number): Promise<Buffer> {
  const buffer = Buffer.alloc(size)
  let at = 0
  while (at < size) {
    const { bytesRead } = await handle.read(buffer, at, size - at, at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return buffer.subarray(0, at)
}

/** The manifest comes first, then sources, each name once. */
function admission(limits: Limits): Admit {
  const taken = new TakenPaths()
  return (path, size, index) => {
    if (index === 0) {
      if (path !== MANIFEST) throw new SubmissionError('MANIFEST_MISSING')
      requireSize(path, size, limits.manifest)
      return
    }
    checkPath(path, limits)
    taken.take(path)
    requireSize(path, size, limits.file)
    if (index > limits.files)
      throw new SubmissionError('TOO_MANY_FILES', { most: limits.files })
  }
}

function requireSize(what: string, size: number, most: number): void {
  if (size > most) throw new SubmissionError('TOO_LARGE', { what, most })
}

/** The files are those of the manifest, in its order, byte for byte. */
function compare(
  wanted: readonly SubmittedFile[],
  found: readonly SourceFile[],
): void {
  const names = new Set(found.map(({ path }) => path))
  const missing = wanted.find(({ path }) => !names.has(path))
  if (missing !== undefined)
    throw new SubmissionError('FILE_MISSING', { path: missing.path })
  for (const [index, { path, bytes }] of found.entries()) {
    const entry = wanted[index]
    if (entry?.path !== path)
      throw new SubmissionError('FILE_UNKNOWN', { path })
    if (entry.size !== bytes.length || entry.sha256 !== sha256(bytes))
      throw new SubmissionError('FILE_CHANGED', { path })
  }
}
