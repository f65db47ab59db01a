/**
 * TAP 14, as `labs check --reporter tap` gives it; whoever is graded is told in
 * comments.
 *
 * What is ungradable bails out, so no consumer counts it as tests that failed.
 */
import { tapDocument } from '../../reporters/tap.ts'
import type { GradeRecord } from '../record.ts'
import { shownLeftovers, shownToStudents } from './shown.ts'

export function renderTap(record: GradeRecord): string {
  const isOpen = record.status === 'ungradable'
  return tapDocument(
    shownToStudents(record),
    headOf(record),
    isOpen ? openBecause(record) : null,
  )
}

function headOf(record: GradeRecord): string[] {
  const { lab, student, status, seed, score, maxScore, durationMs } = record
  const points = status === 'ungradable' ? [] : [`score: ${score}/${maxScore}`]
  return [
    `lab: ${lab}`,
    `student: ${student}`,
    `status: ${status}`,
    `seed: ${seed}`,
    ...points,
    `time: ${durationMs}ms`,
    ...shownLeftovers(record).map((thing) => `left behind: ${thing}`),
  ]
}

/** The first check in error; its name only where it is public. */
function openBecause(record: GradeRecord): string {
  const broken = shownToStudents(record).find(
    ({ verdict }) => verdict === 'error',
  )
  if (broken === undefined) return 'ungradable'
  return `${broken.id}: ${broken.reason ?? 'ungradable'}`
}
