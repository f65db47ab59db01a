/** Where the demo that is on can be found by another terminal of the same person. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonFile, writeJsonFile } from '#vm/host/json-file.ts'

export interface NotesPlace {
  readonly url: string
  readonly secret: string
}

/** Where a checkout keeps what can be made again. */
export const notesFolder = (root: string) => join(root, '.cache')

const fileIn = (folder: string) => join(folder, 'demo.json')

/** Write it down, for its owner alone. */
export function notePlace(folder: string, place: NotesPlace): void {
  mkdirSync(folder, { recursive: true })
  writeJsonFile(fileIn(folder), place)
}

/** The demo that began last; it may have ended in a way that left this behind. */
export function placeNoted(folder: string): NotesPlace | null {
  const place = readJsonFile<Partial<NotesPlace>>(fileIn(folder))
  const { url, secret } = place ?? {}
  const isWhole = typeof url === 'string' && typeof secret === 'string'
  return isWhole ? { url, secret } : null
}

/** Forget a demo, unless another one has begun since. */
export function forgetPlace(folder: string, { secret }: NotesPlace): void {
  if (placeNoted(folder)?.secret === secret)
    rmSync(fileIn(folder), { force: true })
}
