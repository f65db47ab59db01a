/**
 * From what the checker reports to what grading writes down.
 *
 *     LabReport (public) ─┐
 *                         ├─ judgementOf() ─▶ Judgement ─ gradeRecordOf() ─▶ GradeRecord
 *     LabReport (hidden) ─┘                       ▲            ▲
 *                              what the kernel says            who, which file, how late
 */
import type { CheckResult, LabReport } from '../check.ts'
import type { GradedCheck, GradeRecord } from './record.ts'

/** The part of a record that a run of the checks decides. */
export type Judgement = Omit<
  GradeRecord,
  'schema' | 'student' | 'submission' | 'late' | 'attempt' | 'kit'
>

/** The part of a record that no run knows. */
export type About = Pick<
  GradeRecord,
  'student' | 'submission' | 'late' | 'attempt' | 'kit'
>

/**
 * What two runs say of one program.
 *
 * @param report The public checks; their seed is the one that a record tells.
 * @param hidden The checks of the instructor's bundle, drawn from another seed.
 */
export function judgementOf(
  report: LabReport,
  hidden: LabReport | null = null,
): Judgement {
  const runs = hidden === null ? [report] : [report, hidden]
  const checks = [
    ...graded(report, 'public'),
    ...(hidden === null ? [] : graded(hidden, 'hidden')),
  ]
  const broken = checks.filter(({ verdict }) => verdict === 'error')
  return {
    lab: report.lab,
    status: broken.length === 0 ? 'graded' : 'ungradable',
    reason: broken.length === 0 ? null : broken.map(whyBroken).join('; '),
    ...pointsOf(checks, broken.length === 0),
    checks,
    leftovers: [...new Set(runs.flatMap(({ leftovers }) => leftovers))],
    seed: report.seed,
    vm: report.vm,
    gradedAt: new Date(Math.max(...runs.map(endOf))).toISOString(),
    durationMs: runs.reduce((total, { durationMs }) => total + durationMs, 0),
  }
}

/** The record of a submission that was judged. @see judgementOf */
export function gradeRecordOf(
  report: LabReport,
  { hidden = null, ...about }: About & { readonly hidden?: LabReport | null },
): GradeRecord {
  const judgement = judgementOf(report, hidden)
  const kept = about.late?.kept ?? 1
  const score = hundredths(judgement.rawScore * kept)
  return { schema: 'labs.grade/v1', ...judgement, ...about, score }
}

type WithoutRun = About &
  Pick<GradeRecord, 'lab' | 'maxScore' | 'seed' | 'gradedAt' | 'durationMs'> & {
    readonly status: 'rejected' | 'ungradable'
    readonly reason: string
  }

/** The record of a submission that never got as far as a report. */
export function recordWithoutRun(known: WithoutRun): GradeRecord {
  const nothing = { rawScore: 0, score: 0, checks: [], leftovers: [], vm: null }
  return { schema: 'labs.grade/v1', ...nothing, ...known }
}

function graded(
  { checks }: LabReport,
  visibility: GradedCheck['visibility'],
): GradedCheck[] {
  return checks.map((check) => ({ ...check, visibility }))
}

/** Points of a run in which the kit broke are no grade, so there are none. */
function pointsOf(checks: readonly CheckResult[], isGradable: boolean) {
  const sum = (points: (check: CheckResult) => number) =>
    hundredths(checks.reduce((total, check) => total + points(check), 0))
  const rawScore = isGradable ? sum(({ points }) => points) : 0
  return { rawScore, score: rawScore, maxScore: sum((c) => c.maxPoints) }
}

const whyBroken = ({ id, reason }: CheckResult) => `${id}: ${reason}`

const endOf = ({ startedAt, durationMs }: LabReport) =>
  Date.parse(startedAt) + durationMs

/** Two decimals: what every gradebook shows, and no 17.099999999999998. */
const hundredths = (points: number) => Math.round(points * 100) / 100
