import t from 'tap'
import { Parser, type Result } from 'tap-parser'
import {
  gradedRecord,
  hostileRecord,
  rejectedRecord,
  ungradableRecord,
  unstartedRecord,
} from '../sample.ts'
import { renderTap } from './tap.ts'

function parse(document: string) {
  const points: Result[] = []
  const comments: string[] = []
  const parser = new Parser({ strict: true })
  parser.on('assert', (result: Result) => points.push(result))
  parser.on('comment', (comment: string) => comments.push(comment.trim()))
  parser.end(document)
  return { points, comments, results: parser.results }
}

t.test('a graded record comes back as it was meant', async (t) => {
  const { results, points, comments } = parse(renderTap(gradedRecord))
  t.match(results, { count: 7, pass: 4, fail: 3, skip: 2, bailout: false })
  t.same(
    results?.failures.filter(({ tapError }) => tapError),
    [],
  )
  t.match(points[6]?.name, /^hidden\.2: hidden check 2/)
  t.match(comments, ['# lab: 00-sample', '# student: ada.l+1@example.org'])
  t.ok(comments.includes('# score: 3.6/14'))
})

t.test('a hostile record forges no line', async (t) => {
  const { results, points, comments } = parse(renderTap(hostileRecord()))
  t.match(results, { count: 7, pass: 4, fail: 3, bailout: false })
  t.same(
    results?.failures.filter(({ tapError }) => tapError),
    [],
  )
  t.notMatch(comments.join('\n'), /^(?:Bail out|not ok)/m)
  t.match(points[1]?.diag?.actual, /^---\n\.\.\.\nBail out! forged$/m)
})

t.test('a rejected submission is one point that fails', async (t) => {
  const { results, points } = parse(renderTap(rejectedRecord))
  t.match(results, { count: 1, pass: 0, fail: 1, bailout: false })
  t.match(points[0]?.diag, { diagnosis: 'SUBMISSION_REJECTED', maxPoints: 10 })
})

t.test('what has no grade bails out, and says why', async (t) => {
  t.equal(
    parse(renderTap(ungradableRecord)).results?.bailout,
    'root.broken: The agent in the guest ended (status 1)',
  )
  t.equal(
    parse(renderTap(unstartedRecord)).results?.bailout,
    'submission: The virtual machine did not start within 60 s',
  )
})
