/**
 * Files kept from one run to the next, by the hash of their content: koffi's
 * addon is 1 MB, and crossing an emulated network takes its time.
 *
 * Judged programs are root here and may have changed what is kept, so nothing
 * is used without being hashed again: what is asked for is read and hashed, and
 * kept in memory until it is used.
 */
import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Entry } from './protocol.ts'

/** Hidden, as everything that is no run: see runs.ts. */
const BLOBS = '/run/check/.blobs'
/** The files of a runtime with four programs, twice, and some. */
const MOST = 24

/** Hash → what was found, until it is used. */
const found = new Map<string, Buffer>()

/** Whether a blob is kept, unchanged. */
export function hasBlob(sha256: string): boolean {
  const content = readBlob(sha256)
  if (content === null) return false
  found.set(sha256, content)
  return true
}

/**
 * The content of a blob, kept from now on.
 *
 * @throws {Error} If it was neither sent nor kept.
 */
export function blobOf({
  sha256,
  base64,
}: Extract<Entry, { kind: 'blob' }>): Buffer {
  if (base64 === undefined) {
    const kept = found.get(sha256) ?? readBlob(sha256)
    found.delete(sha256)
    if (kept === null) throw new Error(`There is no blob ${sha256}`)
    return kept
  }
  const content = Buffer.from(base64, 'base64')
  mkdirSync(BLOBS, { recursive: true })
  forgetOldest()
  writeFileSync(join(BLOBS, sha256), content)
  return content
}

/** Each edit of a student makes new ones; only the latest are worth their memory. */
function forgetOldest(): void {
  const paths = readdirSync(BLOBS).map((name) => join(BLOBS, name))
  const age = (path: string) => statSync(path).mtimeMs
  const latestFirst = paths.sort((a, b) => age(b) - age(a))
  for (const path of latestFirst.slice(MOST - 1)) {
    rmSync(path, { recursive: true })
  }
}

function readBlob(sha256: string): Buffer | null {
  try {
    const path = join(BLOBS, sha256)
    const content = readFileSync(path)
    const hash = createHash('sha256').update(content).digest('hex')
    if (hash !== sha256) return null
    // What was asked for is among the latest: it is about to be used.
    utimesSync(path, new Date(), new Date())
    return content
  } catch {
    // Not there, or turned into something that is no file.
    return null
  }
}
