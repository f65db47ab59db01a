import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'

/** The process of a spec with these members. */
function parse(members: object) {
  const plain = plainSpec()
  const process = { ...plain.process, ...members }
  return parseSpec(JSON.stringify({ ...plain, process }), 'f').process
}

t.test('a terminal has a size in characters', async (t) => {
  const consoleSize = { height: 24, width: 80 }
  t.match(parse({ terminal: true, consoleSize }), {
    terminal: true,
    consoleSize,
  })
  const absent = parse({ terminal: true, consoleSize: {} }).consoleSize
  t.same(absent, { height: 0, width: 0 })
  t.equal(parse({ terminal: true }).consoleSize, undefined)
  t.notOk(parse({ terminal: false }).terminal)
})

t.test('without a terminal its size is ignored, as it must be', async (t) => {
  t.equal(parse({ consoleSize: 'large' }).consoleSize, undefined)
  const consoleSize = { height: 1, width: 1 }
  t.equal(parse({ terminal: false, consoleSize }).consoleSize, undefined)
})

for (const consoleSize of [
  { height: -1, width: 80 },
  { height: 24, width: 65536 },
  { height: '24', width: 80 },
  24,
])
  t.test(`${JSON.stringify(consoleSize)} is no size`, async (t) => {
    t.throws(() => parse({ terminal: true, consoleSize }), SpecError)
  })

t.test('a terminal is there or not', async (t) => {
  const pointer = '/process/terminal'
  t.throws(() => parse({ terminal: 'yes' }), { name: 'SpecError', pointer })
})
