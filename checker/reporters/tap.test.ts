import t from 'tap'
import { Parser, type Result } from 'tap-parser'
import { render } from './index.ts'
import { brokenCheck, sampleChecks, sampleLab, sampleReport } from './sample.ts'

const tap = (checks: typeof sampleChecks) =>
  render(sampleReport(checks), sampleLab, {
    reporter: 'tap',
    language: 'en',
    columns: 80,
    color: false,
  })

function parse(document: string) {
  const points: Result[] = []
  const parser = new Parser({ strict: true })
  parser.on('assert', (result: Result) => points.push(result))
  parser.end(document)
  return { points, results: parser.results }
}

t.test('the document comes back from tap-parser as it was meant', async (t) => {
  const { points, results } = parse(tap(sampleChecks))
  t.match(results, { count: 5, pass: 3, fail: 2, skip: 2, bailout: false })
  t.same(
    results?.failures.filter(({ tapError }) => tapError),
    [],
  )
  t.same(
    points.map(({ ok }) => ok),
    [true, false, false, true, true],
  )
  t.match(points[0]?.name, /^exec\.starts: what exec\.starts/)
  t.equal(points[3]?.skip, 'blocked: exec.env: fail')
})

t.test('the record of a check survives the journey', async (t) => {
  const { points } = parse(tap(sampleChecks))
  const { expected, actual, evidence, diagnosis } = sampleChecks[1] ?? {}
  t.match(points[1]?.diag, { expected, actual, evidence, diagnosis })
  t.match(points[1]?.diag, { verdict: 'fail', points: 0, maxPoints: 2 })
})

t.test('an error ends the document with "Bail out!"', async (t) => {
  const { results } = parse(tap([...sampleChecks, brokenCheck]))
  t.equal(
    results?.bailout,
    'root.broken: The agent in the guest ended (status 1)',
  )
  t.equal(results?.ok, false)
})

t.test('marks of TAP in a title are escaped', async (t) => {
  const [first] = sampleChecks
  const title = { en: 'a # TODO in a \\ title\nand more', zh: '标题' }
  const { points } = parse(tap([{ ...first, title } as typeof first & object]))
  t.equal(points[0]?.todo, false)
  t.equal(points[0]?.name, 'exec.starts: a # TODO in a \\ title and more')
})

t.test('json is the record itself', async (t) => {
  const report = sampleReport(sampleChecks)
  const options = { language: 'en', columns: 80, color: false } as const
  const text = render(report, sampleLab, { ...options, reporter: 'json' })
  t.same(JSON.parse(text), report)
})
