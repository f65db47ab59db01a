import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'

/**
 * UTF-16 units of three bytes each at most, which leaves room for what is put
 * around them, in a name of at most 255 bytes.
 */
const MOST_NAME = 80

/** A path beside another, for what is to take its place once it is whole. */
export function temporaryPath(path: string): string {
  const name = basename(path).slice(0, MOST_NAME)
  const suffix = randomBytes(6).toString('hex')
  return join(dirname(path), `.${name}.${suffix}`)
}
