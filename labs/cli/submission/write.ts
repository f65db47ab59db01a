/** Puts an archive on disk, once it is sure that who grades will be able to read it. */
import { mkdirSync, statSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { parseSubmission, type Submission } from './read.ts'

/**
 * Whether something will be replaced.
 *
 * @throws {UsageError} When what has that name is not a file.
 */
export function isThere(io: Io, path: string): boolean {
  try {
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat === undefined || stat.isFile()) return stat !== undefined
  } catch (error) {
    throw notWritable(io, path, error)
  }
  throw notWritable(io, path, { code: 'EISDIR' })
}

/**
 * Write under another name first: a crash leaves the old file or the new one.
 *
 * @returns What a reader makes of it.
 * @throws {SubmissionError} When it would not be accepted: nothing is written.
 * @throws {UsageError} When there is no writing there.
 */
export async function writeArchive(
  io: Io,
  path: string,
  archive: Buffer,
): Promise<Submission> {
  const submission = await parseSubmission(archive)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true })
    await writeFile(temporary, archive)
    await rename(temporary, path)
  } catch (error) {
    throw notWritable(io, path, error)
  } finally {
    await rm(temporary, { force: true })
  }
  return submission
}

/** What the file system says of a path that a person typed. */
function notWritable(io: Io, path: string, error: unknown): unknown {
  const { code: found } = error as { code?: string }
  if (found === undefined) return error
  return new UsageError(say(io, 'usage.outFile', { path, found }))
}
