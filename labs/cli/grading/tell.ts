/** What whoever grades a class reads while it goes on, and in the end. */
import { availableParallelism } from 'node:os'
import type { GradeRecord } from '#checker/grading/record.ts'
import { printable } from '#checker/text/printable.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { MessageKey } from '../messages.ts'
import type { Collection } from './collect.ts'
import { changesOf } from './grade-changes.ts'
import type { Graded } from './grade-one.ts'
import type { Bound, Jobs } from './jobs.ts'
import { nameOf } from './records.ts'

const HOUR_MS = 3_600_000
/** Of a reason, whose text may be that of whoever was judged. */
const LONGEST = 200

export function tellSuperseded(
  io: Io,
  superseded: Collection['superseded'],
): void {
  for (const { by, old } of superseded) {
    const facts = { name: nameOf(by), old: old.file, by: by.file }
    io.err.write(`${say(io, 'grade.superseded', facts)}\n`)
  }
}

interface Count {
  readonly done: number
  readonly of: number
  readonly ms: number
}

/** `12/30  ada-01-chroot  33 / 36  (12.4 s)`, and what changed. */
export function tellGraded(io: Io, graded: Graded, count: Count): void {
  const { record, before, isNew, handIn } = graded
  const at = `${`${count.done}`.padStart(`${count.of}`.length)}/${count.of}`
  const took = isNew ? ` (${(count.ms / 1000).toFixed(1)} s)` : ''
  io.err.write(`${at}  ${nameOf(handIn)}  ${whatOf(io, graded)}${took}\n`)
  if (record === null || before === null) return
  for (const line of changesOf(before, record)) io.err.write(`    ${line}\n`)
}

function whatOf(io: Io, { record, isNew }: Graded): string {
  if (record === null) return say(io, 'grade.elsewhere')
  const what = outcome(io, record)
  return isNew ? what : say(io, 'grade.kept', { what })
}

/** `33 / 36`, or why not. */
function outcome(io: Io, record: GradeRecord): string {
  const { status, score, maxScore, reason, late } = record
  const points = `${score} / ${maxScore}`
  const facts = { points, reason: short(reason ?? '') }
  switch (status) {
    case 'graded':
      return late === null
        ? points
        : say(io, 'grade.late', { points, minutes: late.minutes })
    case 'rejected':
      return say(io, 'grade.rejected', facts)
    case 'ungradable':
      return say(io, 'grade.ungradable', facts)
  }
}

function short(text: string): string {
  const line = printable(text.replaceAll(/\s+/g, ' '))
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}

interface Facts extends Pick<Collection, 'sharedKeys'> {
  readonly jobs: Jobs
  readonly ms: number
  readonly out: string
}

/** Grades, what somebody should look at, and how fast it was. */
export function tellSummary(
  io: Io,
  graded: readonly Graded[],
  { jobs, ms, out, sharedKeys }: Facts,
): void {
  const records = graded.flatMap(({ record }) => record ?? [])
  const width = Math.max(...graded.map(({ handIn }) => nameOf(handIn).length))
  for (const { handIn, record } of graded) {
    const what = record ? outcome(io, record) : say(io, 'grade.elsewhere')
    io.out.write(`${nameOf(handIn).padEnd(width)}  ${what}\n`)
  }
  for (const record of records) tellAttempt(io, record)
  tellSharedKeys(io, sharedKeys)
  io.out.write(`\n${countsText(io, graded)}\n`)
  // What was rejected took no machine, and no time.
  const fresh = graded.filter(({ isNew, record }) => isNew && record?.vm).length
  if (fresh > 0) io.out.write(`${speedText(io, { fresh, jobs, ms })}\n`)
  io.out.write(`${say(io, 'grade.where', { out })}\n`)
}

/** The student's own attempt says something else than we do. */
function tellAttempt(io: Io, record: GradeRecord): void {
  const { attempt } = record
  if (attempt === null) return
  const name = nameOf(record)
  if (attempt.signature === 'invalid') {
    io.out.write(`${say(io, 'grade.badSignature', { name })}\n`)
  }
  if (attempt.agrees || record.status !== 'graded') return
  const what = short(attempt.differences.join('; '))
  io.out.write(`${say(io, 'grade.disagrees', { name, what })}\n`)
}

export function tellSharedKeys(
  io: Io,
  sharedKeys: Collection['sharedKeys'],
): void {
  for (const { students } of sharedKeys) {
    const names = students.join(', ')
    io.out.write(`${say(io, 'grade.sharedKey', { names })}\n`)
  }
}

function countsText(io: Io, graded: readonly Graded[]): string {
  const count = (status: GradeRecord['status']) =>
    graded.filter(({ record }) => record?.status === status).length
  return say(io, 'grade.counts', {
    graded: count('graded'),
    rejected: count('rejected'),
    ungradable: count('ungradable'),
    kept: graded.filter(({ isNew }) => !isNew).length,
  })
}

const BOUNDS: Readonly<Record<Bound, MessageKey>> = {
  asked: 'grade.boundAsked',
  cores: 'grade.boundCores',
  memory: 'grade.boundMemory',
  count: 'grade.boundCount',
  provider: 'grade.boundProvider',
}

interface Speed {
  readonly fresh: number
  readonly jobs: Jobs
  readonly ms: number
}

function speedText(io: Io, { fresh, jobs, ms }: Speed): string {
  const bound = say(io, BOUNDS[jobs.bound], { cores: availableParallelism() })
  return say(io, 'grade.speed', {
    ...{ fresh, bound, jobs: jobs.count },
    minutes: (ms / 60_000).toFixed(1),
    hourly: Math.round((fresh * HOUR_MS) / ms),
  })
}
