import t from 'tap'
import { checkArguments } from './arguments.ts'
import { Program } from './program.ts'

const GOOD = [
  0,
  -100,
  0xffffffff,
  2n ** 64n - 1n,
  -(2n ** 63n),
  'text',
  '',
  null,
  Buffer.alloc(1),
  [],
  ['a', 'b'],
]

const BAD: readonly [unknown, string][] = [
  [1.5, 'a safe integer but found 1.5'],
  [Number.NaN, 'a safe integer but found NaN'],
  [2 ** 60, 'a safe integer but found 1152921504606847000'],
  [2n ** 64n, 'a 64 bit integer but found 18446744073709551616'],
  ['a\0b', 'text without NUL but found "a\\u0000b"'],
  [['a', 'b\0'], 'text without NUL but found "b\\u0000"'],
  [['a', 1], 'a list of texts'],
  [undefined, 'a number, text, bytes or null but found undefined'],
  [true, 'a number, text, bytes or null but found boolean'],
  [{}, 'a number, text, bytes or null but found object'],
]

t.test('checkArguments() takes what a register can hold', async (t) => {
  for (const value of GOOD) t.doesNotThrow(() => checkArguments('it', [value]))
})

t.test('checkArguments() refuses the rest', async (t) => {
  for (const [value, wanted] of BAD)
    t.throws(() => checkArguments('it', [0, value]), {
      name: 'TypeError',
      message: `Expected it() argument 2 to be ${wanted}`,
    })
})

t.test('a wrong argument fails where it is recorded', async (t) => {
  const program = new Program()
  t.throws(() => program.close(1.5), {
    message: 'Expected close() argument 1 to be a safe integer but found 1.5',
  })
  t.same(program.steps, [], 'and is not recorded')
})
