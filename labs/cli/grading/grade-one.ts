/**
 * One submission, from a file to a record on disk. It is the same whether a class
 * is graded here, or one task of it by a scheduler elsewhere.
 *
 *     kept? ─▶ claim ─▶ clean tree ─▶ bundle ─▶ new machine ─▶ verdicts ─▶ points ─▶ record
 *                           └── no submission, no program, an attack: rejected
 *                                                └── the kit broke twice: ungradable
 */

import { basename } from 'node:path'
import type { LabReport } from '#checker/check.ts'
import {
  gradeRecordOf,
  recordWithoutRun,
} from '#checker/grading/from-report.ts'
import type { GradeRecord } from '#checker/grading/record.ts'
import { checksOf } from '#checker/lab.ts'
import type { Io } from '../io.ts'
import { readSubmission } from '../submission/read.ts'
import { bundleSubmission, SourcesError } from './bundle-submission.ts'
import { claim, holderHere } from './claim.ts'
import { writeCleanTree } from './clean-tree.ts'
import type { HandIn } from './collect.ts'
import { compareAttempt } from './compare-attempt.ts'
import type { Course, LabRule } from './course.ts'
import {
  type Workplace,
  withFreshMachines,
  withWorkplace,
} from './fresh-machine.ts'
import type { HiddenChecks } from './hidden.ts'
import { type JudgeOrder, judgeSubmission } from './judge-submission.ts'
import { seedOf } from './key.ts'
import { latenessOf } from './late.ts'
import { weigh } from './points.ts'
import {
  basisOf,
  keptRecord,
  nameOf,
  readRecord,
  writeRecord,
} from './records.ts'

/** What the record says of who answered the host in place of the agent. */
export const TAMPERED = "tampered: spoke in the checker's place"

/** What all submissions of a run have in common. */
export interface Grader {
  readonly io: Io
  readonly course: Course
  readonly key: Buffer
  /** Lab → its hidden checks. */
  readonly hidden: ReadonlyMap<string, HiddenChecks>
  /** Absolute path of the folder of the grades. */
  readonly out: string
  /** Grade again what was graded. */
  readonly isAgain: boolean
  /** Version of the kit. */
  readonly kit: string
  /** Hash of the checks of the kit. */
  readonly checks: string
}

export interface Graded {
  readonly handIn: HandIn
  /** `null` while somebody else is at it. */
  readonly record: GradeRecord | null
  /** The record that it replaces. */
  readonly before: GradeRecord | null
  /** Whether it is new. */
  readonly isNew: boolean
}

/** Grade a submission, unless that was done or is being done. */
export async function gradeOne(
  grader: Grader,
  handIn: HandIn,
): Promise<Graded> {
  const { out, io, isAgain } = grader
  const basis = basisFor(grader, handIn)
  const done = () => (isAgain ? null : keptRecord(out, handIn, basis))
  const old = done()
  if (old !== null) return kept(handIn, old)
  const claimed = claim(out, handIn, holderHere(io.env))
  if (claimed === null) return kept(handIn, null)
  try {
    // Somebody may have finished between our look and our claim.
    const meanwhile = done()
    if (meanwhile !== null) return kept(handIn, meanwhile)
    const before = readRecord(out, handIn)
    const record = await decide(grader, handIn)
    if (!claimed.isOurs()) return kept(handIn, readRecord(out, handIn))
    writeRecord(out, record, basis)
    return { handIn, record, before, isNew: true }
  } finally {
    claimed.release()
  }
}

const kept = (handIn: HandIn, record: GradeRecord | null): Graded => ({
  ...{ handIn, record, before: null, isNew: false },
})

/** Everything that a grade follows from, but the kernel. */
function basisFor(grader: Grader, handIn: HandIn): string {
  const { course, hidden, kit, checks } = grader
  const rule = course.labs.get(handIn.lab)
  const { sha256, submittedAt, fault } = handIn
  return basisOf({
    ...{ sha256, submittedAt, fault, kit, checks },
    rule: rule === undefined ? null : ruleFacts(rule),
    hidden: hidden.get(handIn.lab)?.sha256 ?? null,
    seed: seedFor(grader, handIn),
  })
}

const ruleFacts = ({ points, due, late, minutes, checks }: LabRule) => ({
  ...{ points, due, late, minutes },
  checks: Object.entries(checks).sort(([a], [b]) => (a < b ? -1 : 1)),
})

const seedFor = ({ key }: Grader, handIn: HandIn) => seedOf(key, handIn)

async function decide(grader: Grader, handIn: HandIn): Promise<GradeRecord> {
  const began = Date.now()
  const none = (status: 'rejected' | 'ungradable', reason: string) =>
    recordWithoutRun({
      ...aboutOf(grader, handIn),
      ...{ status, reason, attempt: null, lab: handIn.lab },
      maxScore: maxScoreOf(grader, handIn.lab),
      seed: seedFor(grader, handIn),
      gradedAt: new Date().toISOString(),
      durationMs: Date.now() - began,
    })
  const rule = grader.course.labs.get(handIn.lab)
  if (handIn.fault !== null) return none('rejected', handIn.fault)
  if (rule === undefined) {
    return none('rejected', `Lab ${handIn.lab} is not part of this course`)
  }
  try {
    return await withWorkplace(placeName(grader, handIn), (place) =>
      judge(grader, handIn, rule, place, none),
    )
  } catch (error) {
    grader.io.signal.throwIfAborted()
    if (error instanceof SourcesError) return none('rejected', error.message)
    if ((error as Error).name === 'RequirementError') throw error
    return none('ungradable', `${error}`)
  }
}

const placeName = ({ out }: Grader, handIn: HandIn) =>
  `${out} ${nameOf(handIn)}`

async function judge(
  grader: Grader,
  handIn: HandIn,
  rule: LabRule,
  place: Workplace,
  none: (status: 'rejected' | 'ungradable', reason: string) => GradeRecord,
): Promise<GradeRecord> {
  const { io } = grader
  const { manifest, files, sha256 } = await readSubmission(handIn.file)
  if (sha256 !== handIn.sha256) {
    throw new Error('The file was changed while the class was graded')
  }
  const name = nameOf(handIn)
  const runtime = await writeCleanTree(place.tree, files)
  const source = { name, runtime, out: place.programs }
  const program = await bundleSubmission(source, io.signal)
  const { reports, broken, tampered } = await withFreshMachines(
    ...([io, placeName(grader, handIn), place] as const),
    (machines) =>
      judgeSubmission({
        ...{ program, machines, minutes: rule.minutes, signal: io.signal },
        runs: runsOf(grader, handIn, rule),
      }),
  )
  if (tampered) return none('rejected', TAMPERED)
  if (reports === null) return none('ungradable', `${broken}`)
  const [open, hidden] = weigh(rule, reports)
  const attempt = compareAttempt(manifest, open)
  return recordOf(grader, handIn, { open, hidden, attempt, broken })
}

function runsOf(
  { hidden, key }: Grader,
  handIn: HandIn,
  { lab }: LabRule,
): JudgeOrder['runs'] {
  const open = { lab, seed: seedOf(key, handIn) }
  const own = hidden.get(lab.id)
  if (own === undefined) return [open]
  return [open, { lab: own.lab, seed: seedOf(key, handIn, 'hidden') }]
}

interface Verdicts {
  readonly open: LabReport
  readonly hidden: LabReport | undefined
  readonly attempt: GradeRecord['attempt']
  readonly broken: string | null
}

function recordOf(
  grader: Grader,
  handIn: HandIn,
  { open, hidden = undefined, attempt, broken }: Verdicts,
): GradeRecord {
  const about = { ...aboutOf(grader, handIn), attempt }
  const record = gradeRecordOf(open, { ...about, hidden: hidden ?? null })
  return broken === null ? record : { ...record, reason: broken }
}

function aboutOf({ course, kit }: Grader, handIn: HandIn) {
  const { student, sha256, tree, submittedAt } = handIn
  const rule = course.labs.get(handIn.lab)
  const late = rule ? latenessOf(rule.late, rule.due, submittedAt) : null
  const file = basename(handIn.file)
  return { student, submission: { file, sha256, tree, submittedAt }, late, kit }
}

/** What a lab is worth, without anybody's report. */
export function maxScoreOf(
  { course, hidden }: Pick<Grader, 'course' | 'hidden'>,
  id: string,
): number {
  const rule = course.labs.get(id)
  if (rule === undefined) return 0
  const own = hidden.get(id)
  const checks = [rule.lab, ...(own ? [own.lab] : [])].flatMap(checksOf)
  const worth = (check: { readonly id: string; readonly points: number }) =>
    Math.round((rule.checks[check.id] ?? check.points) * 100)
  const sum = checks.reduce((all, check) => all + worth(check), 0)
  return rule.points ?? sum / 100
}
