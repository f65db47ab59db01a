import t from 'tap'
import { render } from './index.ts'
import { brokenCheck, sampleChecks, sampleLab, sampleReport } from './sample.ts'

const rendered = (
  reporter: 'junit' | 'github',
  checks: typeof sampleChecks = sampleChecks,
) =>
  render(sampleReport(checks), sampleLab, {
    ...{ reporter, language: 'zh', columns: 80, color: false },
  })

t.test('junit is what a graded record gives, without a student', async (t) => {
  const xml = rendered('junit')
  t.match(xml, /<testsuite name="00-sample" package="labs" .*tests="5"/)
  t.match(xml, /<failure message="环境变量泄漏" type="ENV_FROM_HOST">期望: A=1/)
  t.match(xml, /<property name="score" value="2"\/>/)
  t.notMatch(xml, /late/)
})

t.test('github is one line a check, and the list of them', async (t) => {
  const lines = rendered('github').trimEnd().split('\n')
  t.equal(lines.length, sampleChecks.length + 1)
  t.match(lines.at(-1), /^LABS_RUNNERS=c01execstarts,c02execenv,/)
})

t.test('a report with an error has no score in either', async (t) => {
  const checks = [...sampleChecks, brokenCheck]
  t.notMatch(rendered('junit', checks), /name="score"/)
  const code = /_RESULTS=(\S+)/.exec(rendered('github', checks))?.[1] ?? ''
  const results = JSON.parse(Buffer.from(code, 'base64').toString('utf8'))
  t.match(results, { status: 'error', max_score: 0 })
})
