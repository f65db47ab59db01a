import t from 'tap'
import { Bench } from './bench.ts'
import type { CheckResult, Verdict } from './check.ts'
import { type Check, fail, type Lab, pass, unsupported } from './lab.ts'
import { runChecks, selectChecks } from './schedule.ts'
import { Seed } from './seed.ts'
import { Timings } from './timings.ts'

const text = { en: 'x', zh: 'x' }

function check(id: string, parts: Partial<Check> = {}): Check {
  return {
    id,
    title: text,
    points: 2,
    needs: [],
    source: 'execve(2)',
    run: async () => pass(),
    ...parts,
  }
}

function labOf(...checks: readonly Check[]): Lab {
  const hints = [text, text, text] as const
  const diagnosis = { code: 'BAD', title: text, because: text, read: [], hints }
  return {
    id: '00-test',
    number: 0,
    title: text,
    summary: text,
    minutes: 1,
    steps: [{ id: 'only', title: text, regions: [], checks }],
    early: [],
    prompts: {},
    diagnoses: { BAD: diagnosis },
    mistakes: [],
  }
}

function benchOf(): Bench {
  return new Bench({
    client: null as never,
    hello: null as never,
    program: null as never,
    seed: new Seed(),
    timings: new Timings(),
    slowness: 1,
  })
}

const red = async () => fail({ expected: 'a', actual: 'b', diagnosis: 'BAD' })

const verdicts = (results: readonly CheckResult[]): Record<string, Verdict> =>
  Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))

t.test('a check whose need failed is blocked, and so on down', async (t) => {
  const lab = labOf(
    check('a', { run: red }),
    check('b', { needs: ['a'] }),
    check('c', { needs: ['b'] }),
    check('d'),
  )
  const results = await runChecks(lab, benchOf())
  t.same(verdicts(results), {
    a: 'fail',
    b: 'blocked',
    c: 'blocked',
    d: 'pass',
  })
  t.equal(results[2]?.reason, 'a: fail', 'it names what is really wrong')
  t.same(
    results.map(({ points }) => points),
    [0, 0, 0, 2],
  )
})

t.test('ignoreNeeds runs a check whose need failed', async (t) => {
  const lab = labOf(check('a', { run: red }), check('b', { needs: ['a'] }))
  const results = await runChecks(lab, benchOf(), { ignoreNeeds: true })
  t.same(verdicts(results), { a: 'fail', b: 'pass' })
})

t.test('what needs an unsupported check is unsupported', async (t) => {
  const lab = labOf(
    check('a', { run: async () => unsupported('not here') }),
    check('b', { needs: ['a'] }),
  )
  const results = await runChecks(lab, benchOf())
  t.same(verdicts(results), { a: 'unsupported', b: 'unsupported' })
})

t.test('an exception is an error, never a failure', async (t) => {
  const run = () => Promise.reject(new Error('the kit broke'))
  const [result] = await runChecks(labOf(check('a', { run })), benchOf())
  t.match(result, { verdict: 'error', reason: 'the kit broke', points: 0 })
})

t.test('a diagnosis that nobody wrote is an error', async (t) => {
  const run = async () =>
    fail({ expected: 'a', actual: 'b', diagnosis: 'UNWRITTEN' })
  const [result] = await runChecks(labOf(check('a', { run })), benchOf())
  t.match(result, { verdict: 'error', reason: /UNWRITTEN/ })
})

t.test('results come in the order of the lab', async (t) => {
  const later = () =>
    new Promise<ReturnType<typeof pass>>((resolve) =>
      setTimeout(() => resolve(pass()), 10),
    )
  const seen: string[] = []
  const lab = labOf(check('slow', { run: later }), check('quick'))
  await runChecks(lab, benchOf(), { onResult: ({ id }) => seen.push(id) })
  t.same(seen, ['slow', 'quick'])
})

t.test('a check that looks at the others runs after them', async (t) => {
  const order: string[] = []
  const note = (id: string) => async () => {
    await new Promise((resolve) => setTimeout(resolve, id === 'b' ? 5 : 0))
    order.push(id)
    return pass()
  }
  const lab = labOf(
    check('last', { afterAll: true, run: note('last') }),
    check('a', { run: note('a') }),
    check('b', { run: note('b') }),
  )
  await runChecks(lab, benchOf())
  t.same(order, ['a', 'b', 'last'])
})

t.test('a fixture is made once, however many checks share it', async (t) => {
  let made = 0
  const fixture = async () => ++made
  const run = async (bench: Bench) => {
    await bench.share(fixture)
    return pass()
  }
  await runChecks(labOf(check('a', { run }), check('b', { run })), benchOf())
  t.equal(made, 1)
})

t.test('selectChecks() takes what is needed along', async (t) => {
  const checks = [check('a'), check('b', { needs: ['a'] }), check('c')]
  t.same(
    selectChecks(checks, ['b']).map(({ id }) => id),
    ['a', 'b'],
  )
})

t.test('selectChecks() refuses circles and unknown names', async (t) => {
  const circle = [check('a', { needs: ['b'] }), check('b', { needs: ['a'] })]
  t.throws(() => selectChecks(circle), /a → b → a/)
  t.throws(() => selectChecks([check('a', { needs: ['z'] })]), /no check "z"/)
  t.throws(() => selectChecks([check('a')], ['z']), /no check "z"/)
})
