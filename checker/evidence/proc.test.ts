import t from 'tap'
import { fieldsOf, nulTerminated, signalsIn } from './proc.ts'

t.test('fieldsOf() reads /proc/<pid>/status', async (t) => {
  const fields = fieldsOf('Name:\tsh\nSigIgn:\t0000000000001000\nGroups:\t\n')
  t.same(fields, { Name: 'sh', SigIgn: '0000000000001000', Groups: '' })
})

t.test('nulTerminated() keeps empty arguments', async (t) => {
  t.same(nulTerminated('a\0\0b c\0'), ['a', '', 'b c'])
  t.same(nulTerminated('a\0\0'), ['a', ''])
  t.same(nulTerminated(''), [])
})

t.test('signalsIn() reads a mask, whose bit 0 is signal 1', async (t) => {
  t.same(signalsIn('0000000000001000'), [13])
  t.same(signalsIn('8000000000000001'), [1, 64])
  t.same(signalsIn('0000000000000000'), [])
  t.same(signalsIn(''), [])
})
