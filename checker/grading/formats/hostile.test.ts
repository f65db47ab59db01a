/** What judged code may write into a report, and what must not come of it. */
import t from 'tap'
import { sampleLab } from '../../reporters/sample.ts'
import { UNPRINTABLE } from '../../text/printable.ts'
import {
  gradedRecord,
  hostileRecord,
  rejectedRecord,
  sampleBook,
  ungradableRecord,
  unstartedRecord,
} from '../sample.ts'
import { FORMATS } from './index.ts'
import { legible, line } from './legible.ts'

const TEN_MEGABYTES = 10 * 1024 * 1024

const perSubmission = Object.entries(FORMATS).flatMap(([name, format]) =>
  format.perSubmission ? [{ name, render: format.render }] : [],
)

/** GitHub's reporter reads base64; everything else is read as it stands. */
const readable = (text: string) =>
  text.replace(/(?<=_RESULTS=).*/g, (code) =>
    Buffer.from(code, 'base64').toString('utf8'),
  )

for (const { name, render } of perSubmission) {
  t.test(`${name} has no character that a consumer trips over`, async (t) => {
    const text = readable(render(hostileRecord(), sampleLab))
    const bad = text.replaceAll('\n', '').match(UNPRINTABLE) ?? []
    t.same(
      bad.map((character) => character.codePointAt(0)?.toString(16)),
      [],
    )
    t.notMatch(text, /\\u00(?:0[^9a]|1|7f|9b)|\\ud800|\\x1b|\\e|\\0/i)
  })

  t.test(`${name} of ten megabytes stays small`, async (t) => {
    const record = hostileRecord(TEN_MEGABYTES)
    const text = render(record, sampleLab)
    t.ok(text.length < 200_000, `${text.length} characters`)
  })

  t.test(`${name} tells students nothing of a hidden check`, async (t) => {
    const text = readable(render(gradedRecord, sampleLab))
    // Gradescope itself keeps it from them until the due date.
    if (name === 'gradescope') t.match(text, /SECRET/)
    else t.notMatch(text, /SECRET|secret\./)
  })
}

t.test('a hidden check that broke is not named either', async (t) => {
  const checks = gradedRecord.checks.map((check) => ({
    ...check,
    ...(check.visibility === 'hidden'
      ? { verdict: 'error' as const, reason: 'SECRET path' }
      : {}),
  }))
  const record = {
    ...ungradableRecord,
    checks,
    reason: 'secret.0: SECRET path',
  }
  for (const { name, render } of perSubmission) {
    if (name === 'gradescope') continue
    t.notMatch(readable(render(record, sampleLab)), /SECRET|secret\./, name)
  }
})

t.test('what was left behind by a flood is told in part', async (t) => {
  const leftovers = Array.from({ length: 10_000 }, (_, n) => `file /tmp/${n}`)
  for (const { name, render } of perSubmission) {
    const text = render({ ...gradedRecord, leftovers }, sampleLab)
    t.ok(text.length < 50_000, `${name}: ${text.length} characters`)
  }
})

t.test('legible() shows what it does not let through', async (t) => {
  t.equal(legible('\u001b[31m\u0000\u007f\u009b'), '␛[31m␀␡�')
  t.equal(legible('a\tb\r\nc\rd'), 'a\tb\nc␍d')
  t.equal(legible('half \ud83d, whole 😀, 容器'), 'half �, whole 😀, 容器')
  t.equal(line(' one\n  two\tthree '), 'one two three')
})

t.test('legible() keeps both ends, and says how much is missing', async (t) => {
  const text = legible(`begin${'x'.repeat(10_000)}end`, 100)
  t.match(text, /^beginx+\n\[… 9908 …\]\nx+end$/)
  t.equal(legible('x'.repeat(100), 100), 'x'.repeat(100))
})

t.test('rejected: no points, whatever was judged before', async (t) => {
  const { checks } = gradedRecord
  const { reason, status } = rejectedRecord
  const record = { ...gradedRecord, checks, reason, status, score: 0 }
  const of = (name: 'github' | 'junit' | 'gradescope' | 'lti-ags') =>
    readable(FORMATS[name].render(record, sampleLab))
  t.notMatch(of('github'), /"score":[1-9]/)
  t.match(of('junit'), /name="points.exec.starts" value="0\/2"/)
  t.equal(JSON.parse(of('gradescope')).score, 0)
  t.equal(JSON.parse(of('lti-ags')).scoreGiven, 0)
  t.match(JSON.parse(of('lti-ags')).comment, /^The submission was rejected/)
})

t.test('what has no grade never looks like 0 points', async (t) => {
  for (const record of [ungradableRecord, unstartedRecord]) {
    const of = (name: string) => {
      const found = perSubmission.find((format) => format.name === name)
      return readable(found?.render(record, sampleLab) ?? '')
    }
    const gradescope = JSON.parse(of('gradescope'))
    t.notOk('score' in gradescope)
    for (const test of gradescope.tests) t.notOk('score' in test)
    t.notOk('scoreGiven' in JSON.parse(of('lti-ags')))
    t.equal(JSON.parse(of('lti-ags')).gradingProgress, 'Failed')
    t.match(JSON.parse(of('classroom50')), { 'max-score': 0, tests: [] })
    t.match(of('github'), /"max_score":0/)
    t.notMatch(of('github'), /"max_score":[1-9]|"status":"(?:pass|fail)"/)
    t.match(of('junit'), /<error /)
    t.notMatch(of('junit'), /name="score"|name="points/)
    t.match(of('tap'), /^Bail out! /m)
    t.notMatch(of('tap'), /^# score/m)
  }
  const rows = FORMATS.csv.render(sampleBook).split('\r\n')
  t.match(rows[3], /^eve,00-sample,ungradable,,12,,/)
  t.match(rows[4], /^joe,00-sample,ungradable,,10,,/)
})
