import t from 'tap'
import { brokenCheck, sampleChecks, sampleReport } from '../reporters/sample.ts'
import { gradeRecordOf, judgementOf } from './from-report.ts'
import { gradedRecord, hiddenChecks, ungradableRecord } from './sample.ts'

t.test('judgementOf() adds up both runs', async (t) => {
  const report = sampleReport(sampleChecks)
  const hidden = { ...sampleReport(hiddenChecks), seed: 'another' }
  const judgement = judgementOf(report, hidden)
  t.match(judgement, { status: 'graded', rawScore: 4, maxScore: 14 })
  t.equal(judgement.seed, report.seed, 'the seed that students may know')
  t.equal(judgement.durationMs, 9200)
  t.same(judgement.leftovers, ['mount /mnt (tmpfs)'])
  t.same(
    judgement.checks.map(({ visibility }) => visibility),
    [...Array(5).fill('public'), 'hidden', 'hidden'],
  )
})

t.test('judgementOf() gives no points if the kit broke anywhere', async (t) => {
  const broken = sampleReport([brokenCheck])
  const judgement = judgementOf(sampleReport(sampleChecks), broken)
  t.match(judgement, { status: 'ungradable', rawScore: 0, score: 0 })
  t.match(judgement.reason, /^root\.broken: The agent/)
})

t.test('gradeRecordOf() takes away what lateness costs', async (t) => {
  t.match(gradedRecord, { rawScore: 4, score: 3.6, late: { kept: 0.9 } })
  const { student, submission, attempt, kit } = gradedRecord
  const late = { minutes: 1, kept: 1 / 3 }
  const about = { student, submission, attempt, kit, late }
  const record = gradeRecordOf(sampleReport(sampleChecks), about)
  t.equal(record.score, 0.67, 'in hundredths')
})

t.test('what has no grade is not late', async (t) => {
  t.match(ungradableRecord, { status: 'ungradable', score: 0, rawScore: 0 })
})

t.test('a judgement holds until the last check was seen', async (t) => {
  t.equal(
    judgementOf(sampleReport(sampleChecks)).gradedAt,
    '2026-01-01T00:00:04.600Z',
  )
})
