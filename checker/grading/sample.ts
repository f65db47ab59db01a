/** Records of every status, for the tests of the formats. */
import type { CheckResult } from '../check.ts'
import { brokenCheck, sampleChecks, sampleReport } from '../reporters/sample.ts'
import { type About, gradeRecordOf, recordWithoutRun } from './from-report.ts'
import type { GradeBook, GradeRecord } from './record.ts'

const about: About = {
  student: 'ada.l+1@example.org',
  submission: {
    file: 'ada.l+1@example.org-00-sample.labs.tgz',
    sha256: 'a'.repeat(64),
    tree: 'b'.repeat(64),
    submittedAt: '2026-01-01T09:30:00.000Z',
  },
  late: null,
  attempt: null,
  kit: '0.1.0',
}

/** Of the instructor's bundle: one passes, one fails. */
export const hiddenChecks = sampleChecks.slice(0, 2).map(
  (check, index): CheckResult => ({
    ...check,
    id: `secret.${index}`,
    step: 'secret',
    title: { en: 'SECRET claim', zh: 'SECRET 要求' },
    ...{ source: 'SECRET(2)', evidence: { SECRET: 'SECRET' } },
    expected: check.expected && 'SECRET wish',
    actual: check.actual && 'SECRET fact',
    diagnosis: check.diagnosis && 'SECRET_CODE',
  }),
)

/** Late by two hours, which costs a tenth of its four points. */
export const gradedRecord: GradeRecord = gradeRecordOf(
  sampleReport(sampleChecks),
  {
    ...about,
    hidden: sampleReport(hiddenChecks),
    late: { minutes: 120, kept: 0.9 },
    attempt: {
      signature: 'valid',
      agrees: false,
      differences: ['exec.env: pass there, fail here'],
      solved: false,
      caughtUp: ['lab-01-root'],
      hints: 2,
    },
  },
)

export const rejectedRecord: GradeRecord = recordWithoutRun({
  ...about,
  student: 'bob',
  submission: { ...about.submission, file: 'bob.labs.tgz', tree: null },
  lab: '00-sample',
  status: 'rejected',
  reason: 'The archive holds a path outside of its folder: "../../etc/passwd"',
  ...{ maxScore: 10, seed: 'fedcba9876543210', durationMs: 40 },
  gradedAt: '2026-01-01T12:00:00.000Z',
})

/** One check was in error. */
export const ungradableRecord: GradeRecord = gradeRecordOf(
  sampleReport([...sampleChecks, brokenCheck]),
  { ...about, student: 'eve' },
)

/** The machine did not even start. */
export const unstartedRecord: GradeRecord = {
  ...rejectedRecord,
  student: 'joe',
  status: 'ungradable',
  reason: 'The virtual machine did not start within 60 s',
}

export const sampleBook: GradeBook = {
  schema: 'labs.grades/v1',
  course: 'Containers 2026',
  records: [gradedRecord, rejectedRecord, ungradableRecord, unstartedRecord],
}

/** Everything that has ever broken a consumer. */
export const NASTY = [
  '\u001b]0;owned\u0007\u001b[31mred\u001b[0m',
  '</failure>]]><script>alert(1)</script>&amp;',
  'NUL \u0000 DEL \u007f C1 \u009b2J FFFE \ufffe half \ud800 bidi \u202e',
  '---\n...\nBail out! forged\nnot ok 1 - forged\n1..0\r\n# TODO',
  '::set-output name=result::forged\nLABS_RUNNERS=forged',
  '=cmd|\'/c calc\'!A1,"quoted"\r\n"',
].join('\n')

/** A record in which judged code had its say everywhere that it can. */
export function hostileRecord(bytes = 0): GradeRecord {
  const text = NASTY + 'x'.repeat(bytes)
  const checks = gradedRecord.checks.map((check) => ({
    ...check,
    expected: check.expected && text,
    actual: check.actual && text,
    evidence: { [NASTY]: text, 'standard error': text },
    reason: check.reason && text,
  }))
  return { ...gradedRecord, checks, leftovers: [text, NASTY] }
}
