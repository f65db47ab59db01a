/**
 * Which of the student's files go, and which do not.
 *
 *     labs/work/runtime/….ts       goes, at any depth, tests among them
 *     all the rest of labs/work    stays
 *
 * Tests go because they are the student's work too, and because a file that is
 * not a test may import one: what goes has to build as it does here. Whether a
 * file was touched makes no difference either: which version of the kit it was
 * given by would have to be known to put it back.
 */
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Work } from '../work-paths.ts'
import { SubmissionError } from './error.ts'
import { LIMITS, type Limits } from './limits.ts'
import { describeFiles, type SourceFile } from './manifest.ts'
import { checkPath, PACKAGES, SOURCES, TakenPaths } from './paths.ts'
import { byPath, treeHash } from './tree-hash.ts'

export interface WorkFile extends SourceFile {
  /** Beside what the kit wrote last. */
  readonly is: 'given' | 'changed' | 'new'
  /** It has other names as well, and whoever changes it there changes it here. */
  readonly isLinked: boolean
}

export interface LeftOut {
  /** Below `labs/work`; a folder ends with a slash. */
  readonly path: string
  readonly why: 'outside' | 'hidden' | 'packages' | 'other'
}

export interface Survey {
  /** In the order of the bytes of their names. */
  readonly files: readonly WorkFile[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * Look through the student's folder.
 *
 * @throws {SubmissionError} NOT_A_FILE for a link, a device or the like among the
 *   sources; PATH_INVALID, DUPLICATE_PATH, TOO_LARGE, TOO_MANY_FILES, UNREADABLE.
 */
export function surveyWork(work: Work, limits: Limits = LIMITS): Survey {
  const { go, leftOut } = sort(work)
  const taken = new TakenPaths()
  for (const path of go) {
    checkPath(path, limits)
    taken.take(path)
  }
  if (go.length > limits.files)
    throw new SubmissionError('TOO_MANY_FILES', { most: limits.files })
  return { files: readSources(work, go, limits).sort(byPath), leftOut }
}

function readSources(
  work: Work,
  paths: readonly string[],
  limits: Limits,
): WorkFile[] {
  let size = 0
  return paths.map((path) => {
    const file = readSource(work, path, limits)
    size += file.bytes.length
    if (size <= limits.tar) return file
    throw new SubmissionError('TOO_LARGE', { what: SOURCES, most: limits.tar })
  })
}

/**
 * Hash of the student's files as they are now; `null` if they could not be
 * handed in anyway, which is no reason not to judge them.
 */
export function workTree(work: Work): string | null {
  try {
    return treeHash(describeFiles(surveyWork(work).files))
  } catch (error) {
    if (error instanceof SubmissionError) return null
    throw error
  }
}

interface Sorted {
  readonly go: string[]
  readonly leftOut: LeftOut[]
}

function sort(work: Work): Sorted {
  const sorted: Sorted = { go: [], leftOut: [] }
  for (const entry of entriesOf(work, '')) {
    if (entry.name === SOURCES) visit(work, '', entry, sorted)
    else leave(sorted, entry, entry.name, 'outside')
  }
  return sorted
}

function visit(work: Work, above: string, entry: Dirent, into: Sorted): void {
  const path = `${above}${entry.name}`
  const why = whyNot(entry, path)
  if (why !== null) {
    leave(into, entry, path, why)
  } else if (entry.isDirectory()) {
    for (const inside of entriesOf(work, `${path}/`))
      visit(work, `${path}/`, inside, into)
  } else {
    into.go.push(path)
  }
}

/** @throws {SubmissionError} NOT_A_FILE */
function whyNot(entry: Dirent, path: string): LeftOut['why'] | null {
  // First of all: editors keep locks that are links, under hidden names.
  if (entry.name.startsWith('.')) return 'hidden'
  if (entry.name === PACKAGES) return 'packages'
  if (entry.isDirectory()) return null
  if (!entry.isFile())
    throw new SubmissionError('NOT_A_FILE', { path, found: kindOf(entry) })
  return entry.name.endsWith('.ts') ? null : 'other'
}

function leave(
  { leftOut }: Sorted,
  entry: Dirent,
  path: string,
  why: LeftOut['why'],
): void {
  leftOut.push({ path: entry.isDirectory() ? `${path}/` : path, why })
}

function kindOf(entry: Dirent): string {
  if (entry.isSymbolicLink()) return 'symlink'
  if (entry.isFIFO()) return 'fifo'
  return entry.isSocket() ? 'socket' : 'device'
}

/** In one order on every computer. */
function entriesOf(work: Work, folder: string): Dirent[] {
  return reading(folder, () =>
    readdirSync(join(work.dir, folder), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    ),
  )
}

function readSource(work: Work, path: string, limits: Limits): WorkFile {
  const { bytes, isLinked } = reading(path, () =>
    readRegular(join(work.dir, path), path, limits.file),
  )
  const given = readGiven(work, path)
  const is = given === null ? 'new' : given.equals(bytes) ? 'given' : 'changed'
  return { path, bytes, is, isLinked }
}

/** What is asked and what is read is one descriptor: no swap in between. */
function readRegular(file: string, path: string, most: number) {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants
  const descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile())
      throw new SubmissionError('NOT_A_FILE', { path, found: '-' })
    if (stat.size > most)
      throw new SubmissionError('TOO_LARGE', { what: path, most })
    return { bytes: readFileSync(descriptor), isLinked: stat.nlink > 1 }
  } finally {
    closeSync(descriptor)
  }
}

function readGiven({ base }: Work, path: string): Buffer | null {
  try {
    return readFileSync(join(base, path.slice(`${SOURCES}/`.length)))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR')
      return null
    throw error
  }
}

/** Errors of the file system, in words that name the file. */
function reading<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ELOOP')
      throw new SubmissionError('NOT_A_FILE', { path, found: 'symlink' })
    if (error instanceof SubmissionError || code === undefined) throw error
    throw new SubmissionError('UNREADABLE', { path: path || './', found: code })
  }
}
