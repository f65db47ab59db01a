/** Whole folders, as lstat(2) shows them; no link in them is followed. */
import { createHash } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
} from 'node:fs'
import { join } from 'node:path'
import { trustedPath } from '../evidence/own-proc.ts'
import { lookAt } from './facts.ts'
import type { Tree, TreeEntry } from './protocol.ts'

/** Longer files have no hash: nobody waits for a file of one terabyte of holes. */
const LONGEST = 64 * 1024 * 1024
const CHUNK = 1024 * 1024

/**
 * A folder and all that is below it.
 *
 * @param most So many entries, and no more.
 */
export function treeBelow(folder: string, most: number): Tree | null {
  const first = entryOf(folder, '')
  if (first === null) return null
  const entries: TreeEntry[] = []
  const waiting = [first]
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (entries.length === most) return { entries, isWhole: false }
    entries.push(entry)
    if (entry.kind === 'directory') {
      // Loops are impossible: links are not followed, and directories have one name.
      waiting.push(...childrenOf(folder, entry.path))
    }
  }
  entries.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { entries, isWhole: true }
}

function childrenOf(folder: string, path: string): TreeEntry[] {
  try {
    return readdirSync(trustedPath(join(folder, path)))
      .map((name) => entryOf(folder, join(path, name)))
      .filter((entry) => entry !== null)
  } catch {
    // Gone while we looked.
    return []
  }
}

function entryOf(folder: string, path: string): TreeEntry | null {
  const absolute = join(folder, path)
  const seen = lookAt(absolute)
  if (seen === null) return null
  const { facts, stats } = seen
  return {
    ...facts,
    path,
    links: Number(stats.nlink),
    mtimeNs: `${stats.mtimeNs}`,
    bytesOnDisk: Number(stats.blocks) * 512,
    sha256: facts.kind === 'file' ? hashOf(absolute, facts.size) : null,
  }
}

function hashOf(path: string, size: number): string | null {
  if (size > LONGEST) return null
  return withFile(path, (fd) => {
    const hash = createHash('sha256')
    const chunk = Buffer.alloc(Math.min(CHUNK, size || 1))
    for (let at = 0; at < size; ) {
      const count = readSync(fd, chunk, 0, chunk.length, at)
      if (count === 0) break
      hash.update(chunk.subarray(0, count))
      at += count
    }
    return hash.digest('hex')
  })
}

/** Content of a file; `null` if there is none, or it is longer than that. */
export function bytesOf(path: string, most: number): Buffer | null {
  return withFile(path, (fd) => {
    const stats = fstatSync(fd)
    return stats.isFile() && stats.size <= most ? readFileSync(fd) : null
  })
}

function withFile<T>(path: string, use: (fd: number) => T): T | null {
  // It may have become a FIFO since somebody looked: nobody waits for a writer.
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  let fd: number
  try {
    fd = openSync(trustedPath(path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch {
    return null
  }
  try {
    return use(fd)
  } catch {
    // It cannot be read: a directory, or an error of its file system.
    return null
  } finally {
    closeSync(fd)
  }
}
