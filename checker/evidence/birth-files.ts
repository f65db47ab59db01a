/**
 * Reads the files of births. A judged program is root and owns the folder: it may
 * put links, pipes, devices, files without end and any number of them there.
 */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readSync,
  type Stats,
} from 'node:fs'
import { join } from 'node:path'
import { type BirthFile, isBirthName } from './birth.ts'

/** So many are shown. */
const MOST = 8
/** So many names are looked at: the runtime keeps 64. */
const MOST_NAMES = 1024
/** Bytes; what is longer is no table that somebody would look at. */
const LONGEST = 512 * 1024

/** Neither wait for a writer of a pipe, nor follow a link. @see open(2) */
const AS_IT_IS =
  constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * The newest births of a folder, the newest first; none if there is no folder.
 *
 * @param folder Absolute path.
 * @param known Names of files of which the text is not needed.
 */
export function birthFiles(
  folder: string,
  known: readonly string[] = [],
): BirthFile[] {
  if (!isOwnFolder(folder)) return []
  const found: BirthFile[] = []
  for (const name of namesIn(folder).sort().reverse()) {
    if (found.length === MOST) break
    if (known.includes(name)) found.push({ name, text: null })
    else found.push(...fileAt(folder, name))
  }
  return found
}

function isOwnFolder(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false })
  return stats?.isDirectory() === true && stats.uid === 0
}

function namesIn(folder: string): string[] {
  const names: string[] = []
  const directory = opendirSync(folder)
  try {
    for (let turn = 0; turn < MOST_NAMES; turn++) {
      const entry = directory.readSync()
      if (entry === null) break
      if (isBirthName(entry.name)) names.push(entry.name)
    }
  } finally {
    directory.closeSync()
  }
  return names
}

/** Nothing, if it is none of ours, or went away since. */
function fileAt(folder: string, name: string): BirthFile[] {
  const path = join(folder, name)
  // To open a device may do something.
  if (!isTable(lstatSync(path, { throwIfNoEntry: false }))) return []
  const fd = opened(path)
  if (fd === null) return []
  try {
    const stats = fstatSync(fd)
    if (!isTable(stats)) return []
    const bytes = Buffer.alloc(stats.size)
    const count = readSync(fd, bytes, 0, stats.size, 0)
    return [{ name, text: bytes.toString('utf8', 0, count) }]
  } finally {
    closeSync(fd)
  }
}

/** Whether root wrote it, and somebody could look at it. */
const isTable = (stats: Stats | undefined): boolean =>
  stats?.isFile() === true && stats.uid === 0 && stats.size <= LONGEST

function opened(path: string): number | null {
  try {
    return openSync(path, AS_IT_IS)
  } catch {
    // It is gone, or another file by now: a link (ELOOP), a socket (ENXIO).
    return null
  }
}
