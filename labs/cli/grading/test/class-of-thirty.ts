/**
 * A class of thirty, of which most are up to no good, and what each deserves.
 *
 *     node labs/cli/grading/test/class-of-thirty.js make FOLDER
 *     labs grade FOLDER/submissions --course FOLDER/course.yaml
 *     node labs/cli/grading/test/class-of-thirty.js verify FOLDER
 */
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Forge, forges, isAllowed } from '#checker/forges/index.ts'
import type { GradeBook, GradeRecord } from '#checker/grading/record.ts'
import { checksOf } from '#checker/lab.ts'
import { newKey } from '../key.ts'
import {
  archiveOf,
  DEEP,
  ENDLESS_LOOP,
  FLOOD,
  FORK_BOMB,
  forged,
  gzipBomb,
  LAB,
  mistakeNamed,
  mistaken,
  reference,
  starter,
  THIEF,
  zipSlip,
} from './hand-ins.ts'

/** What may become of a submission, without being unjust. */
export interface Deserved {
  readonly student: string
  readonly statuses: readonly GradeRecord['status'][]
  /** Ids of checks that may pass. */
  readonly may: readonly string[]
  /** Ids of checks that have to. */
  readonly must: readonly string[]
  /** A check that has to fail, with this diagnosis. */
  readonly fails?: { readonly check: string; readonly diagnosis: string }
}

interface Member extends Deserved {
  readonly archive: () => Promise<Buffer>
}

const ALL = checksOf(LAB).map(({ id }) => id)
/** What is true of whoever starts nothing at all: see `countsAtOnce` of the gate. */
const NOTHING: readonly string[] = []

/** Eight mistakes, from every step of the lab. */
const MISTAKES = [
  ...['root-path-joined', 'chroot-forgotten', 'chdir-before-chroot'],
  ...['environment-of-host', 'descriptors-leak', 'signals-ignored'],
  ...['signal-status-raw', 'escape-without-climb'],
]

function honest(): Member[] {
  return [
    {
      student: 'reference',
      statuses: ['graded'],
      ...{ may: ALL, must: ALL },
      archive: () => archiveOf('reference', reference(), { allPassed: true }),
    },
    {
      student: 'starter',
      statuses: ['graded'],
      ...{ may: NOTHING, must: [] },
      archive: () => archiveOf('starter', starter()),
    },
    ...MISTAKES.map(mistakenMember),
  ]
}

function mistakenMember(id: string): Member {
  const mistake = mistakeNamed(id)
  const { check, diagnosis } = mistake
  const student = `mistake-${id}`
  return {
    ...{ student, statuses: ['graded'], must: [] },
    may: ALL.filter((other) => other !== check),
    fails: { check, diagnosis },
    archive: () => archiveOf(student, mistaken(mistake), { allPassed: true }),
  }
}

/** Who attacks the kit may make it break: then there is no grade, and no points. */
function pretenders(): Member[] {
  return forges.map((forge) => {
    const student = `forge-${forge.name}`
    return {
      student,
      statuses: statusesOf(forge),
      may: ALL.filter((check) => isAllowed(forge, LAB.id, check)),
      must: [],
      archive: () => archiveOf(student, forged(forge)),
    }
  })
}

function statusesOf({ name, attacksKit }: Forge): Deserved['statuses'] {
  if (name === 'answers-for-the-agent') return ['rejected']
  return attacksKit ? ['graded', 'ungradable'] : ['graded']
}

function hostile(): Member[] {
  const rejected = (student: string, archive: Member['archive']): Member => ({
    ...{ student, statuses: ['rejected'], may: NOTHING, must: [], archive },
  })
  const running = (student: string, sources: typeof FLOOD): Member => ({
    ...{ student, statuses: ['graded'], may: NOTHING, must: [] },
    archive: () => archiveOf(student, sources),
  })
  return [
    running('fork-bomb', FORK_BOMB),
    running('endless-loop', ENDLESS_LOOP),
    running('flood', FLOOD),
    rejected('thief', () => archiveOf('thief', THIEF)),
    rejected('deep', () => archiveOf('deep', DEEP)),
    rejected('zip-slip', zipSlip),
    rejected('gzip-bomb', () => gzipBomb(2048)),
    rejected('no-archive', async () =>
      Buffer.from('It was finished, really.\n'),
    ),
  ]
}

export const members = (): readonly Member[] => [
  ...honest(),
  ...pretenders(),
  ...hostile(),
]

/** In time, and the same for whoever makes the class again. */
const ARRIVED = new Date('2026-11-20T13:00:00Z')

/** Write the submissions of some members, and a course for them. */
export async function makeClass(
  folder: string,
  class_: readonly Member[] = members(),
): Promise<void> {
  const submissions = join(folder, 'submissions')
  mkdirSync(submissions, { recursive: true })
  for (const { student, archive } of class_) {
    const file = join(submissions, `${student}-${LAB.id}.labs.tgz`)
    writeFileSync(file, await archive())
    utimesSync(file, ARRIVED, ARRIVED)
  }
  writeFileSync(join(folder, 'course.key'), newKey(), { mode: 0o600 })
  writeFileSync(
    join(folder, 'course.yaml'),
    `course: Thirty\nkey: course.key\nlabs:\n  ${LAB.id}: {}\n`,
  )
}

/** What is unjust about the grades of a class; nothing, if none is. */
export function unjust(
  { records }: Pick<GradeBook, 'records'>,
  class_: readonly Deserved[] = members(),
): string[] {
  return class_.flatMap((deserved) => {
    const { student } = deserved
    const record = records.find((record) => record.student === student)
    if (record === undefined) return [`${student} has no record`]
    return unjustIn(record, deserved).map((text) => `${student}: ${text}`)
  })
}

function unjustIn(record: GradeRecord, deserved: Deserved): string[] {
  const { status, reason, checks } = record
  const { statuses, may, must, fails } = deserved
  const passed = checks
    .filter(({ verdict }) => verdict === 'pass')
    .map(({ id }) => id)
  const failed = checks.find(({ id }) => id === fails?.check)
  return [
    ...(statuses.includes(status) ? [] : [`is ${status}: ${reason}`]),
    ...passed.filter((id) => !may.includes(id)).map((id) => `passed ${id}`),
    ...must.filter((id) => !passed.includes(id)).map((id) => `failed ${id}`),
    ...(failed && failed.diagnosis !== fails?.diagnosis
      ? [`${failed.id} says ${failed.diagnosis}, not ${fails?.diagnosis}`]
      : []),
    ...(status !== 'graded' && record.score !== 0 ? ['has points'] : []),
  ]
}

/** The command line of class-of-thirty.js. @returns The exit code. */
export async function main([what = '', folder = '']: readonly string[]) {
  if (what === 'make') {
    await makeClass(folder)
    return 0
  }
  const file = join(folder, 'grades/grades.json')
  const wrong = unjust(JSON.parse(readFileSync(file, 'utf8')) as GradeBook)
  process.stdout.write(
    `${wrong.join('\n') || 'Everybody got what they deserve'}\n`,
  )
  return wrong.length === 0 ? 0 : 1
}
