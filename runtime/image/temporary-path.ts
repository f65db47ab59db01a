import { randomBytes } from 'node:crypto'
import { basename, dirname, join } from 'node:path'

/** Leaves room for what is put around it, in a name of at most 255 bytes. */
const MOST_NAME = 200

/** A path beside another, for what is to take its place once it is whole. */
export function temporaryPath(path: string): string {
  const name = basename(path).slice(0, MOST_NAME)
  const suffix = randomBytes(6).toString('hex')
  return join(dirname(path), `.${name}.${suffix}`)
}
