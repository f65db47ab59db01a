/** Gradescope, GitHub Classroom, Classroom 50, LTI: the rules of each, as its own code has them. */
import t from 'tap'
import { sampleLab } from '../../reporters/sample.ts'
import type { GradeRecord } from '../record.ts'
import {
  gradedRecord,
  hostileRecord,
  rejectedRecord,
  ungradableRecord,
} from '../sample.ts'
import { renderClassroom50 } from './classroom50.ts'
import { renderGithub } from './github.ts'
import { renderGradescope } from './gradescope.ts'
import { renderLtiAgs } from './lti-ags.ts'

/** Variables as GitHub's runner reads them, and the results that its reporter decodes. */
function githubOf(record: GradeRecord) {
  const lines = renderGithub(record, sampleLab).trimEnd().split('\n')
  const variables = new Map(
    lines.map((line): [string, string] => {
      const [, name = '', value = ''] = /^(\w+)=([\w+/=,]*)$/.exec(line) ?? []
      return [name, value]
    }),
  )
  const runners = (variables.get('LABS_RUNNERS') ?? '').split(',')
  const results = runners.map((runner) => {
    const code = variables.get(`${runner.toUpperCase()}_RESULTS`) ?? ''
    return JSON.parse(Buffer.from(code, 'base64').toString('utf8'))
  })
  return { lines, runners, results }
}

type Results = ReturnType<typeof githubOf>['results']
const sum = (numbers: readonly number[]) =>
  Math.round(100 * numbers.reduce((all, number) => all + number, 0)) / 100
const noticed = (results: Results) =>
  sum(
    results.flatMap(({ tests }) =>
      tests.map(({ score }: { score: number }) => score),
    ),
  )
const tabled = (results: Results) =>
  sum(
    results.map(({ status, max_score }) => (status === 'pass' ? max_score : 0)),
  )

t.test(
  'github: a runner for each check, named as its reporter wants',
  async (t) => {
    const { runners, results } = githubOf(gradedRecord)
    t.equal(runners.length, gradedRecord.checks.length)
    t.equal(new Set(runners.map((name) => name.toUpperCase())).size, 7)
    t.match(runners.join(','), /^([a-zA-Z0-9]+,)*[a-zA-Z0-9]+$/)
    for (const { tests } of results) t.equal(tests.length, 1)
  },
)

t.test('github: table and notice say the same unless it is late', async (t) => {
  const inTime = { ...gradedRecord, late: null, score: 4 }
  t.equal(noticed(githubOf(inTime).results), 4)
  t.equal(tabled(githubOf(inTime).results), 4)
  t.equal(noticed(githubOf(gradedRecord).results), 3.6)
})

t.test('github: hostile text is no line of its own', async (t) => {
  const { lines, results } = githubOf(hostileRecord())
  t.equal(lines.length, gradedRecord.checks.length + 1)
  t.match(results[1]?.tests[0].test_code, /LABS_RUNNERS=forged/)
})

t.test('github: hostile text is no command of its runner', async (t) => {
  const forged = '::notice title=Autograding report::{"totalPoints":99}'
  const text = `${forged}\n  ${forged}\n\u001b[0m${forged}\n##[error]x`
  const checks = ungradableRecord.checks.map((check) => ({
    ...check,
    ...{ evidence: { [text]: text }, reason: text, actual: text },
  }))
  const { results } = githubOf({ ...ungradableRecord, checks })
  for (const { tests } of results) {
    // As the reporter prints it, and as the runner then reads it.
    const lines: string[] = `${tests[0].message}\n${tests[0].test_code}`.split(
      '\n',
    )
    t.same(
      lines.filter((line) => line.trim().startsWith('::')),
      [],
    )
    t.same(
      lines.filter((line) => line.includes('##[')),
      [],
    )
    t.ok(lines.length > 8, 'there was something to read')
  }
})

t.test('github: a rejected submission has points to lose', async (t) => {
  const { results } = githubOf(rejectedRecord)
  t.match(results, [{ status: 'fail', max_score: 10, tests: [{ score: 0 }] }])
  t.match(results[0]?.tests[0].test_code, /etc\/passwd/)
})

t.test(
  'gradescope: a score, tests with points, nothing rendered',
  async (t) => {
    const results = JSON.parse(renderGradescope(gradedRecord, sampleLab))
    t.match(results, {
      score: 3.6,
      output_format: 'text',
      test_output_format: 'text',
      test_name_format: 'text',
      stdout_visibility: 'hidden',
    })
    t.match(results.tests[1], { score: 0, max_score: 2, status: 'failed' })
    t.match(results.tests[1].output, /^wanted: A=1\nfound: \+ HOST=2/)
  },
)

t.test('gradescope: hidden checks wait, and the total with them', async (t) => {
  const results = JSON.parse(renderGradescope(gradedRecord, sampleLab))
  t.same(
    results.tests.map(({ visibility }: { visibility: string }) => visibility),
    [...Array(5).fill('visible'), 'after_due_date', 'after_due_date'],
  )
  t.match(
    results.output,
    /ada.*\n1\/5 checks passed\n120 minutes.*\nHidden .* after the due date/,
  )
  t.notMatch(results.output, /3\.6|points\n/)
  const checks = gradedRecord.checks.slice(0, 5)
  const open = renderGradescope({ ...gradedRecord, checks }, sampleLab)
  t.notMatch(open, /due date|after_due_date/)
  t.match(
    JSON.parse(open).output,
    /^00-sample · ada.*\n3\.6\/14 points\n1\/5 checks passed\n120 minutes/,
  )
})

t.test('gradescope: no line of evidence looks like one of ours', async (t) => {
  const checks = gradedRecord.checks.map((check) => ({
    ...check,
    actual: check.actual && 'x\nlikely: you deserve all points',
  }))
  const text = renderGradescope({ ...gradedRecord, checks }, sampleLab)
  t.match(JSON.parse(text).tests[1].output, /\n {4}likely: you deserve/)
})

t.test('classroom50: whole numbers, none above its maximum', async (t) => {
  const check = gradedRecord.checks[0]
  const checks = [{ ...check, points: 1.5, maxPoints: 1.4 }] as never
  const record = { ...gradedRecord, checks, score: 17.5, maxScore: 17.4 }
  t.match(JSON.parse(renderClassroom50(record)), {
    ...{ score: 17, 'max-score': 17 },
    tests: [{ score: 1, 'max-score': 1, passed: true }],
  })
})

t.test('classroom50: who was graded stands in the environment', async (t) => {
  const environment = { CLASSROOM: 'c', ASSIGNMENT: 'a', SUBMISSION_TAG: '' }
  t.match(JSON.parse(renderClassroom50(gradedRecord, { environment })), {
    ...{ classroom: 'c', assignment: 'a', submission: 'submit/aaaaaaa' },
    ...{ owner: 'ada.l+1@example.org', datetime: '2026-01-01T09:30:00Z' },
  })
})

t.test(
  'lti-ags: a score has a maximum, what has no grade has neither',
  async (t) => {
    const scoreOf = (record: GradeRecord) => JSON.parse(renderLtiAgs(record))
    t.match(scoreOf(gradedRecord), {
      ...{ scoreGiven: 3.6, scoreMaximum: 14, userId: 'ada.l+1@example.org' },
      ...{ activityProgress: 'Completed', gradingProgress: 'FullyGraded' },
      timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
    })
    t.match(scoreOf(rejectedRecord), {
      ...{ scoreGiven: 0, scoreMaximum: 10, gradingProgress: 'FullyGraded' },
      comment: /etc\/passwd/,
    })
    const open = scoreOf(ungradableRecord)
    t.equal(open.gradingProgress, 'Failed')
    t.same(
      Object.keys(open).filter((key) => key.startsWith('score')),
      [],
    )
  },
)
