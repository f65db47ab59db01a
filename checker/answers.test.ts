import t from 'tap'
import { Answers } from './answers.ts'

function bytes(...parts: readonly (bigint | string)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part)
      const word = Buffer.alloc(8)
      word.writeBigInt64LE(part)
      return word
    }),
  )
}

t.test('answers are taken one behind the other', async (t) => {
  const answers = new Answers(bytes(3n, 'text ü\0', -13n, '\0', 'ab'))
  t.same(answers.takeResult(), { value: 3, error: null })
  t.equal(answers.takeText(), 'text ü')
  t.same(answers.takeResult(), { value: -13, error: 'EACCES' })
  t.equal(answers.takeText(), '')
  t.equal(`${answers.take(2)}`, 'ab')
})

t.test('an answer that is not there is the fault of the kit', async (t) => {
  t.throws(() => new Answers(bytes('1234')).takeResult(), /Expected 8 bytes/)
  t.throws(() => new Answers(bytes('ab')).takeText(), /Expected a text that/)
})

t.test('addresses are no errors', async (t) => {
  t.same(new Answers(bytes(-4096n)).takeResult(), { value: -4096, error: null })
})
