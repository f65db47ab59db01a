/** What becomes of verdicts when time is over, or the machine is; the machine itself is in grade.long.vm.test.ts. */
import t from 'tap'
import type { CheckResult, Verdict } from '#checker/check.ts'
import { checksOf } from '#checker/lab.ts'
import type { Machine } from '#vm/provider.ts'
import { judgeSubmission, outOfTime } from './judge-submission.ts'
import { LAB } from './test/hand-ins.ts'

const [first, second] = checksOf(LAB)

const result = (id = '', verdict: Verdict): [string, CheckResult] => [
  id,
  { id, verdict, points: 2, maxPoints: 2 } as CheckResult,
]

t.test('outOfTime() keeps what was decided, and fails the rest', async (t) => {
  const known = new Map([
    result(first?.id, 'pass'),
    result(second?.id, 'error'),
  ])
  const checks = outOfTime(LAB, known, 15)
  t.same(
    checks.map(({ id }) => id),
    checksOf(LAB).map(({ id }) => id),
  )
  t.match(checks[0], { verdict: 'pass', points: 2 })
  t.match(checks[1], { verdict: 'fail', points: 0, reason: /15 minutes/ })
  t.match(checks.at(-1), { verdict: 'fail', points: 0, step: 'host' })
})

const ORDER = {
  program: { name: 'x', files: [], runtime: 'x', escape: 'x' } as never,
  runs: [{ lab: LAB, seed: 'x' }] as const,
  minutes: 1,
}

t.test(
  'a machine that does not come up is tried again, and is no grade',
  async (t) => {
    let tries = 0
    const next = (): Promise<Machine> => {
      tries++
      return Promise.reject(
        Object.assign(new Error('gone'), { name: 'MachineError' }),
      )
    }
    const { signal } = new AbortController()
    const judged = await judgeSubmission({
      ...ORDER,
      machines: { next },
      signal,
    })
    t.same(judged, {
      ...{ reports: null, broken: 'MachineError: gone', tampered: false },
    })
    t.equal(tries, 2)
  },
)

t.test('a computer without machines ends it all', async (t) => {
  const error = Object.assign(new Error('no qemu'), {
    name: 'RequirementError',
  })
  const next = () => Promise.reject(error)
  const { signal } = new AbortController()
  const order = { ...ORDER, machines: { next }, signal }
  await t.rejects(judgeSubmission(order), { message: 'no qemu' })
})

t.test('an interruption is no verdict', async (t) => {
  const stop = new AbortController()
  const next = () => {
    stop.abort()
    return Promise.reject(new Error('killed'))
  }
  const order = { ...ORDER, machines: { next }, signal: stop.signal }
  await t.rejects(judgeSubmission(order), { name: 'AbortError' })
})
