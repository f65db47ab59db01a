/**
 * Which class this checkout is in: `.cache/class.json`, for its owner alone, because
 * whoever has the secret can report in this student's name.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readJsonFile, writeJsonFile } from '#vm/host/json-file.ts'

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
  const found = readJsonFile<Membership>(fileIn(root))
  const texts = [found?.url, found?.name, found?.secret]
  return texts.every((it) => typeof it === 'string') ? found : null
}

export function writeMembership(root: string, membership: Membership): void {
  const file = fileIn(root)
  mkdirSync(dirname(file), { recursive: true })
  writeJsonFile(file, membership)
}

export function forgetMembership(root: string): void {
  rmSync(fileIn(root), { force: true })
}
