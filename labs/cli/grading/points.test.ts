import t from 'tap'
import type { CheckResult, LabReport, Verdict } from '#checker/check.ts'
import { shares, weigh } from './points.ts'

const check = (id: string, verdict: Verdict, maxPoints: number) =>
  ({ id, verdict, maxPoints, points: 99 }) as CheckResult

const report = (...checks: CheckResult[]) =>
  ({ checks }) as unknown as LabReport

t.test('shares() hands out a total to the last hundredth', async (t) => {
  t.same(shares([1, 1, 1], 10), [3.34, 3.33, 3.33])
  t.same(shares([3, 2, 2], 20), [8.57, 5.72, 5.71])
  t.same(shares([1, 0], 1), [1, 0])
  for (const total of [0, 1, 7, 20, 99.99, 100]) {
    const parts = shares([1, 2, 3, 1, 1, 5, 2, 2.5], total)
    const sum = parts.reduce((all, part) => all + Math.round(part * 100), 0)
    t.equal(sum, Math.round(total * 100), `${total}`)
  }
})

t.test(
  'weigh() gives a check its points if it passed, and nothing otherwise',
  async (t) => {
    const open = report(check('a', 'pass', 2), check('b', 'fail', 1))
    const rule = { points: null, checks: { b: 4 } }
    const [weighed] = weigh(rule, [open])
    t.match(weighed, {
      score: 2,
      maxScore: 6,
      checks: [
        { points: 2, maxPoints: 2 },
        { points: 0, maxPoints: 4 },
      ],
    })
  },
)

t.test('weigh() shares what a lab is worth among both reports', async (t) => {
  const open = report(check('a', 'pass', 2), check('b', 'blocked', 1))
  const hidden = report(check('c', 'pass', 1))
  const [first, second] = weigh({ points: 10, checks: {} }, [open, hidden])
  t.match(first, { score: 5, maxScore: 7.5 })
  t.match(second, { score: 2.5, maxScore: 2.5 })
})
