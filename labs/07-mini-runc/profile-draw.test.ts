import t from 'tap'
import type { Bench } from '#checker/bench.ts'
import { Seed } from '#checker/seed.ts'
import {
  type Condition,
  drawActions,
  drawCalls,
  drawCombined,
  drawOperators,
  ODD_ERRNOS,
  OPERATORS,
} from './profile-draw.ts'

const benchOf = (seed: string) => ({ seed: new Seed(seed) }) as Bench

/** Whether a condition holds, said in another way than where it was drawn. */
function holds({ op, value, valueTwo = 0 }: Condition, argument: number) {
  const [a, b] = [BigInt(argument), BigInt(value)]
  const order = a < b ? 'less' : a > b ? 'more' : 'same'
  switch (op) {
    case 'SCMP_CMP_NE':
      return order !== 'same'
    case 'SCMP_CMP_LT':
      return order === 'less'
    case 'SCMP_CMP_LE':
      return order !== 'more'
    case 'SCMP_CMP_EQ':
      return order === 'same'
    case 'SCMP_CMP_GE':
      return order !== 'less'
    case 'SCMP_CMP_GT':
      return order === 'more'
    case 'SCMP_CMP_MASKED_EQ':
      return (a & b) === BigInt(valueTwo)
  }
}

t.test('operators are tried on both sides of their border', async (t) => {
  for (const seed of ['one', 'two', 'three']) {
    const bench = benchOf(seed)
    const calls = drawCalls(bench, 'calls')
    const { rules, trials } = drawOperators(bench, calls)
    t.equal(rules.length, OPERATORS.length)
    for (const { names, args, errnoRet } of rules) {
      const [condition] = args ?? []
      if (condition === undefined) throw new Error('Expected a condition')
      const own = trials.filter(({ call }) => names.includes(call))
      t.ok(own.some(({ errno }) => errno === null))
      t.ok(own.some(({ errno }) => errno !== null))
      t.ok(own.some(({ needsHighHalf }) => needsHighHalf))
      for (const { args, errno } of own) {
        const argument = args[condition.index] ?? -1
        t.ok(Number.isSafeInteger(argument) && argument >= 0)
        t.equal(errno !== null, holds(condition, argument), condition.op)
        if (errno !== null)
          t.equal(ODD_ERRNOS[errno as keyof typeof ODD_ERRNOS], errnoRet)
      }
    }
  }
})

t.test('another seed draws other calls, numbers and orders', async (t) => {
  const drawn = (seed: string) => {
    const bench = benchOf(seed)
    const calls = drawCalls(bench, 'calls')
    return [drawActions(bench, calls), drawCombined(bench, calls.slice(5))]
  }
  t.same(drawn('one'), drawn('one'))
  t.notSame(drawn('one'), drawn('two'))
})

t.test('the two rules for one call have errors of their own', async (t) => {
  for (const seed of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
    const { rules } = drawCombined(benchOf(seed), ['tee', 'flock'])
    const [, first, second] = rules.map(({ errnoRet }) => errnoRet)
    t.not(first, second)
  }
})
