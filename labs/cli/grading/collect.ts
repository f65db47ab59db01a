/**
 * From files and folders to what there is to grade: one submission of each student
 * and lab, in an order that does not depend on how they were found.
 *
 *     files ─read─▶ who, which lab, what hash ─▶ the newest of each student and lab
 *              └──▶ no submission: to be rejected, and the reason
 *
 * Who a file is from is what it says itself, which anybody can write. Where the
 * instructor's table of arrivals names files, it decides.
 */
import { createHash } from 'node:crypto'
import {
  createReadStream,
  lstatSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { SubmissionError } from '../submission/error.ts'
import { readSubmission } from '../submission/read.ts'
import { type Arrival, arrivalOf } from './received.ts'
import { keyOf, type SharedKey, sharedKeysOf } from './shared-keys.ts'

/** A file that was handed in, and what it says. */
export interface HandIn {
  readonly student: string
  readonly lab: string
  /** Absolute path. */
  readonly file: string
  readonly sha256: string
  readonly tree: string | null
  /** By the instructor's clock. */
  readonly submittedAt: string
  /** By the student's: only to tell files apart that arrived at the same time. */
  readonly createdAt: string
  /** Why it is no submission; `null` if it is one. */
  readonly fault: string | null
  /** The public key whose owner signed its attempt, if somebody did. */
  readonly key?: string
}

/** What is graded, and what is not because something else is. */
export interface Collection {
  readonly submissions: readonly HandIn[]
  readonly superseded: readonly { readonly by: HandIn; readonly old: HandIn }[]
  /** Of all files, also of those that do not count. */
  readonly sharedKeys: readonly SharedKey[]
}

/**
 * Read whatever was handed in.
 *
 * @param paths Files, and folders that are searched whole.
 * @param skip Absolute paths below which nothing was handed in.
 * @throws {UsageError} If there is nothing at one of the paths.
 */
export async function collect(
  io: Io,
  paths: readonly string[],
  arrivals: readonly Arrival[],
  skip: readonly string[],
): Promise<Collection> {
  const files = [...new Set(paths.flatMap((path) => filesAt(io, path, skip)))]
  const handIns: HandIn[] = []
  for (const file of files.sort()) {
    io.signal.throwIfAborted()
    handIns.push(await readHandIn(file, arrivals))
  }
  return { ...newestOf(handIns), sharedKeys: sharedKeysOf(handIns) }
}

function filesAt(io: Io, path: string, skip: readonly string[]): string[] {
  const whole = resolve(path)
  const stat = statSync(whole, { throwIfNoEntry: false })
  if (stat === undefined) {
    throw new UsageError(say(io, 'grade.nothingAt', { path }))
  }
  // Whoever names a file may name it by a link.
  return stat.isDirectory() ? filesBelow(whole, skip) : [realpathSync(whole)]
}

/** Whatever is no folder and not hidden; links are not followed. */
function filesBelow(folder: string, skip: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || skip.includes(path)) return []
    return entry.isDirectory() ? filesBelow(path, skip) : [path]
  })
}

async function readHandIn(
  file: string,
  arrivals: readonly Arrival[],
): Promise<HandIn> {
  if (lstatSync(file).isSymbolicLink()) {
    return await unreadable(file, arrivals, 'It is a symbolic link')
  }
  try {
    const { manifest, sha256 } = await readSubmission(file)
    const { student, lab, tree, createdAt } = manifest
    const known = { file, sha256, tree, createdAt, ...keyOf(manifest) }
    const arrival = arrivalOf(arrivals, basename(file), { student, lab })
    const submittedAt = arrival?.time ?? timeOf(file)
    if (arrival === null || arrival.student === student) {
      return { ...known, student, lab, submittedAt, fault: null }
    }
    const fault = `It was handed in by "${arrival.student}" and says it is from "${student}"`
    return { ...known, student: arrival.student, lab, submittedAt, fault }
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error
    return await unreadable(file, arrivals, error.message)
  }
}

/** All there is to know of it is its name. */
async function unreadable(
  file: string,
  arrivals: readonly Arrival[],
  fault: string,
): Promise<HandIn> {
  const guess = namedBy(basename(file))
  const arrival = arrivalOf(arrivals, basename(file), guess)
  return {
    student: arrival?.student ?? guess.student,
    lab: arrival?.lab ?? guess.lab,
    file,
    sha256: await hashOf(file),
    tree: null,
    submittedAt: arrival?.time ?? timeOf(file),
    createdAt: '',
    fault,
  }
}

/** The lab of a file that does not say which. */
export const UNKNOWN_LAB = '00-unknown'

/** `ada-01-chroot.labs.tgz`, as `labs submit` names it; anything else is a name, too. */
export function namedBy(name: string): { student: string; lab: string } {
  const named = /^([\w@+-][\w.@+-]{0,63})-(\d\d-[a-z0-9-]+)\.labs\.tgz$/
  const [, student, lab] = named.exec(name) ?? []
  if (student !== undefined && lab !== undefined) return { student, lab }
  const [stem = ''] = name.split(/\.(?:labs\.)?(?:tgz|tar\.gz|zip)$/)
  const id = stem.replace(/[^A-Za-z0-9._@+-]/g, '_').replace(/^\.+/, '')
  return { student: id.slice(0, 64) || 'unknown', lab: UNKNOWN_LAB }
}

const timeOf = (file: string) => lstatSync(file).mtime.toISOString()

/** Nothing is opened that could wait for somebody: a pipe, a device. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  if (lstatSync(file).isFile()) {
    await pipeline(createReadStream(file), hash)
  }
  return hash.digest('hex')
}

/** One of each student and lab: a submission before what is none, then the newest. */
export function newestOf(
  handIns: readonly HandIn[],
): Omit<Collection, 'sharedKeys'> {
  const groups = new Map<string, HandIn[]>()
  for (const handIn of handIns) {
    const key = `${handIn.student}\0${handIn.lab}`
    groups.set(key, [...(groups.get(key) ?? []), handIn])
  }
  const sorted = [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => group.sort(bestFirst))
  return {
    submissions: sorted.flatMap(([best]) => best ?? []),
    superseded: sorted.flatMap(([best, ...others]) =>
      best === undefined ? [] : others.map((old) => ({ by: best, old })),
    ),
  }
}

function bestFirst(a: HandIn, b: HandIn): number {
  const rank = (handIn: HandIn) => [
    handIn.fault === null ? '1' : '0',
    handIn.submittedAt,
    handIn.createdAt,
    handIn.file,
  ]
  const [ofA, ofB] = [rank(a), rank(b)]
  const at = ofA.findIndex((part, index) => part !== ofB[index])
  if (at === -1) return 0
  return (ofA[at] ?? '') < (ofB[at] ?? '') ? 1 : -1
}
