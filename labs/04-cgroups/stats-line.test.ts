import t from 'tap'
import { numberAt, statsLine } from './stats-line.ts'

t.test('statsLine() takes one line that is an object, and no more', (t) => {
  t.same(statsLine('{"type":"stats"}\n'), { type: 'stats' })
  t.equal(statsLine(''), null)
  t.equal(statsLine('{}\n{}\n'), null)
  t.equal(statsLine('[1]\n'), null)
  t.equal(statsLine('cpu 3\n'), null)
  t.end()
})

t.test('numberAt() finds a number; what is left out is 0', (t) => {
  const line = { data: { cpu: { usage: { total: 7, user: '8' } } } }
  t.equal(numberAt(line, 'cpu.usage.total'), 7)
  t.equal(numberAt(line, 'cpu.usage.user'), null)
  t.equal(numberAt(line, 'cpu.throttling.periods'), 0)
  t.equal(numberAt({ type: 'stats' }, 'cpu.usage.total'), null)
  t.equal(numberAt(null, 'cpu.usage.total'), null)
  t.end()
})
