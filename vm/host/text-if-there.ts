import { readFileSync } from 'node:fs'

/**
 * Text of a file; `null` if there is none.
 *
 * @throws {Error} EACCES, EISDIR …: it is there, and cannot be read.
 */
export function textIfThere(
  path: string,
  encoding: BufferEncoding = 'utf8',
): string | null {
  try {
    return readFileSync(path, encoding)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
