/**
 * Which class this checkout is in: `.cache/class.json`, for its owner alone, because
 * whoever has the secret can report in this student's name.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivately } from './private-file.ts'

export interface Membership {
  /** `http://192.168.1.5:4174` */
  readonly url: string
  /** As the class calls this student. */
  readonly name: string
  readonly secret: string
}

const fileIn = (root: string) => join(root, '.cache/class.json')

/** The class that was joined; `null` if none was, or the file is damaged. */
export function readMembership(root: string): Membership | null {
  try {
    const found = JSON.parse(readFileSync(fileIn(root), 'utf8'))
    const texts = [found?.url, found?.name, found?.secret]
    return texts.every((it) => typeof it === 'string') ? found : null
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (missing || error instanceof SyntaxError) return null
    throw error
  }
}

export function writeMembership(root: string, membership: Membership): void {
  writePrivately(fileIn(root), membership)
}

export function forgetMembership(root: string): void {
  rmSync(fileIn(root), { force: true })
}
