import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'

/** Bits of a mode that let anybody else in. */
const OTHERS = 0o077

/**
 * The text of a secret, if nobody but its owner may read it.
 *
 * @param exposed The error for a mode that lets others in, `644`.
 * @throws {Error} That one; ENOENT, EACCES … when it cannot be read.
 */
export function readPrivately(
  path: string,
  exposed: (mode: string) => Error,
): string {
  const file = openSync(path, 'r')
  try {
    // The mode that counts is that of the very file that is read.
    const mode = fstatSync(file).mode & 0o777
    // Windows has no such bits, and shows some.
    const isOpen = (mode & OTHERS) !== 0 && process.platform !== 'win32'
    if (isOpen) throw exposed(mode.toString(8))
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
