/**
 * A whole class: collect, grade, write down, tell.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { checkoutRoot } from '#checker/checkout.ts'
import { FORMATS, type FormatName } from '#checker/grading/formats/index.ts'
import type { GradeBook, GradeRecord } from '#checker/grading/record.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { labs } from '#labs/catalog.ts'
import { EXIT, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { versionOf } from '../kit-version.ts'
import { sourcesBelow } from '../source-key.js'
import { type Collection, collect, type HandIn } from './collect.ts'
import { assertCounts, type Course, readCourse } from './course.ts'
import { isolationHere } from './fresh-machine.ts'
import { type Graded, type Grader, gradeOne } from './grade-one.ts'
import { loadHidden } from './hidden.ts'
import { inLanes, type Jobs, jobsFor } from './jobs.ts'
import { readKey } from './key.ts'
import { readPlan } from './plan.ts'
import { type Arrival, readArrivals } from './received.ts'
import { allRecords, nameOf, put, writeGradeBook } from './records.ts'
import { tellGraded, tellSummary, tellSuperseded } from './tell.ts'

export interface GradeOptions {
  readonly paths: readonly string[]
  readonly course: string
  /** By default `grades` beside the file of the course. */
  readonly out?: string | undefined
  readonly received?: string | undefined
  readonly jobs?: number | undefined
  readonly only: readonly string[]
  readonly isAgain: boolean
  readonly formats: readonly FormatName[]
  readonly isJson: boolean
}

/** A class that is ready to be graded. */
export interface ClassToGrade {
  readonly grader: Grader
  readonly collection: Collection
}

/**
 * Read everything that a grade depends on, but the submissions' own sources.
 *
 * @throws {SettingsError} If course, table of arrivals or hidden checks are wrong.
 * @throws {UsageError} If there is no key, or nothing to grade.
 */
export async function prepareClass(
  io: Io,
  options: GradeOptions,
): Promise<ClassToGrade> {
  const grader = await graderFor(io, options)
  const { course, out } = grader
  const arrivals: readonly Arrival[] =
    options.received === undefined ? [] : readArrivals(options.received)
  const tables = [options.received, course.file, course.key, course.hidden]
  const skip = [out, ...tables.flatMap((path) => (path ? [resolve(path)] : []))]
  const all = await collect(io, options.paths, arrivals, skip)
  const isWanted = ({ student }: Pick<HandIn, 'student'>) =>
    options.only.length === 0 || options.only.includes(student)
  const submissions = all.submissions.filter(isWanted)
  const superseded = all.superseded.filter(({ by }) => isWanted(by))
  const sharedKeys = all.sharedKeys.filter(({ students }) =>
    students.some((student) => isWanted({ student })),
  )
  if (submissions.length > 0) {
    return { grader, collection: { submissions, superseded, sharedKeys } }
  }
  throw new UsageError(say(io, 'grade.nobody'))
}

export async function graderFor(
  io: Io,
  options: Pick<GradeOptions, 'course' | 'out' | 'isAgain'>,
): Promise<Grader> {
  const course = readCourse(options.course)
  const hidden = await loadHidden(course.hidden)
  for (const [id, rule] of course.labs) {
    assertCounts(rule, hiddenChecksOf(hidden.get(id)?.lab))
  }
  const out = resolve(options.out ?? join(dirname(course.file), 'grades'))
  mkdirSync(out, { recursive: true, mode: 0o700 })
  const root = checkoutRoot()
  return {
    ...{ io, course, hidden, out },
    key: readKey(io, course.key),
    isAgain: options.isAgain,
    kit: versionOf(root),
    checks: hashOfChecks(root),
  }
}

const hiddenChecksOf = (lab: Lab | undefined) => (lab ? checksOf(lab) : [])

/** Of everything that decides a verdict: versions are for releases. */
function hashOfChecks(root: string): string {
  const folders = ['checker', ...labs.map(({ id }) => `labs/${id}`)]
  const hash = createHash('sha256')
  for (const path of sourcesBelow(root, folders, { ending: /\.ts$/ })) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest('hex')
}

/** `labs grade`: the whole class, as many at a time as make sense. */
export async function gradeClass(
  io: Io,
  options: GradeOptions,
): Promise<number> {
  const { grader, collection } = await prepareClass(io, options)
  const { submissions, superseded, sharedKeys } = collection
  tellSuperseded(io, superseded)
  const { isFresh, hasMany, name } = await isolationHere(io)
  if (!isFresh) io.err.write(`${say(io, 'grade.notFresh', { name })}\n`)
  const jobs = jobsFor(options.jobs, submissions.length, hasMany)
  const began = Date.now()
  const graded = await gradeAll(grader, submissions, jobs)
  const book = writeBook(grader, options, { graded, sharedKeys })
  if (options.isJson) io.out.write(FORMATS.json.render(book))
  else
    tellSummary(io, graded, {
      ...{ jobs, ms: Date.now() - began, out: grader.out, sharedKeys },
    })
  return codeOf(graded)
}

async function gradeAll(
  grader: Grader,
  submissions: readonly HandIn[],
  jobs: Jobs,
): Promise<readonly Graded[]> {
  const { io } = grader
  let done = 0
  const of = submissions.length
  const first = await inLanes(
    ...([submissions, jobs.count, io.signal] as const),
    async (one, signal) => {
      const began = Date.now()
      const graded = await gradeOne({ ...grader, io: { ...io, signal } }, one)
      done++
      tellGraded(io, graded, { done, of, ms: Date.now() - began })
      return graded
    },
  )
  const all: Graded[] = []
  for (const graded of first) all.push(await settled(grader, graded))
  return all
}

const POLL_MS = 5_000

/** Wait for whoever is at it; if they get lost, it is ours. */
async function settled(grader: Grader, graded: Graded): Promise<Graded> {
  if (graded.record !== null) return graded
  await setTimeout(POLL_MS, undefined, { signal: grader.io.signal })
  return await settled(grader, await gradeOne(grader, graded.handIn))
}

/**
 * `labs grade --task K`: one submission of the plan, or of the list that would be
 * graded if there is no plan.
 *
 * @returns 0 once there is a record, also of a submission that was rejected: who
 *   started us is to start us again only if there is none.
 */
export async function gradeTask(
  io: Io,
  options: GradeOptions,
  number: number,
): Promise<number> {
  const { grader, tasks } = await plannedClass(io, options)
  const handIn = tasks[number - 1]
  if (handIn === undefined) {
    const facts = { number, count: tasks.length }
    throw new UsageError(say(io, 'grade.noTask', facts))
  }
  const began = Date.now()
  const graded = await settled(grader, await gradeOne(grader, handIn))
  const { record } = graded
  const of = tasks.length
  tellGraded(io, graded, { done: number, of, ms: Date.now() - began })
  writeFormats(grader, options.formats, record ? [record] : [])
  return record?.status === 'ungradable' ? EXIT.cannot : EXIT.ok
}

async function plannedClass(io: Io, options: GradeOptions) {
  const grader = await graderFor(io, options)
  const planned = readPlan(grader.out)
  if (planned !== null) return { grader, tasks: planned }
  const { collection } = await prepareClass(io, options)
  return { grader, tasks: collection.submissions }
}

interface Outcome extends Pick<Collection, 'sharedKeys'> {
  readonly graded: readonly Graded[]
}

function writeBook(
  grader: Grader,
  { formats, only }: GradeOptions,
  { graded, sharedKeys }: Outcome,
): GradeBook {
  const records = graded.flatMap(({ record }) => record ?? [])
  // Who was not asked for keeps a place in the book.
  const others = only.length === 0 ? [] : allRecords(grader.out)
  const isOther = ({ student }: GradeRecord) => !only.includes(student)
  const all = [...records, ...others.filter(isOther)]
  const { name: course } = grader.course
  const book = writeGradeBook(grader.out, course, all, sharedKeys)
  for (const name of formats) {
    const format = FORMATS[name]
    if (format.perSubmission) continue
    put(join(grader.out, format.extension), format.render(book))
  }
  writeFormats(grader, formats, records)
  return book
}

/** Formats of which every submission has a file of its own. */
function writeFormats(
  { out, hidden, course, io }: Grader,
  formats: readonly FormatName[],
  records: readonly GradeRecord[],
): void {
  for (const name of formats) {
    const format = FORMATS[name]
    if (!format.perSubmission) continue
    for (const record of records) {
      const lab = wholeLab(course, record.lab, hidden.get(record.lab)?.lab)
      const text = format.render(record, lab, { language: io.language })
      put(join(out, 'formats', `${nameOf(record)}.${format.extension}`), text)
    }
  }
}

/** A lab with its hidden checks: what a format looks up diagnoses in. */
function wholeLab(course: Course, id: string, hidden?: Lab): Lab {
  const [any] = course.labs.values()
  const lab = labs.find((lab) => lab.id === id) ?? any?.lab
  if (lab === undefined) throw new Error('A course has at least one lab')
  if (hidden === undefined) return lab
  const { steps, diagnoses } = hidden
  return { ...lab, steps: [...lab.steps, ...steps], diagnoses }
}

/** The worst of what became of the submissions. */
export function codeOf(graded: readonly Graded[]): number {
  const statuses = graded.map(({ record }) => record?.status ?? 'elsewhere')
  if (statuses.includes('ungradable')) return EXIT.cannot
  return statuses.every((status) => status === 'graded') ? EXIT.ok : EXIT.red
}
