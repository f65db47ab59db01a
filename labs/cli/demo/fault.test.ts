import t from 'tap'
import type { CheckResult } from '#checker/check.ts'
import { recordingIo } from '../test/recording-io.ts'
import { faultDetails, faultLine, faultOf } from './fault.ts'

const { io } = recordingIo({})
const SHOWN = { command: 'cat a', output: ['one', 'pid …', 'three'], line: 7 }
const ran = (output: string) => ({ kind: 'ran', output, status: 0 }) as const

t.test('faultOf() compares what can be read', async (t) => {
  t.equal(
    faultOf(SHOWN, ran('one\r\npid 8\r\n\u001b[1mthree\u001b[m\r\n')),
    null,
  )
  t.equal(faultOf(SHOWN, ran('one\r\n'))?.kind, 'output')
  t.same(faultOf(SHOWN, { kind: 'lost' }), { kind: 'lost' })
})

t.test('faultLine() shows the first line that differs', async (t) => {
  const line = (printed: string) =>
    faultLine(io, { kind: 'output', shown: SHOWN, printed })
  t.match(
    line('one\npid 8\nfour\n'),
    'printed "four", and the script shows "three"',
  )
  t.match(line(''), 'printed "", and the script shows "one"')
  t.match(
    line('one\npid 8\nthree\nmore\n'),
    'printed "more", and the script shows ""',
  )
  t.equal(line(`${'x'.repeat(500)}`).length < 160, true)
})

t.test('faultLine() passes nothing on that a terminal obeys', async (t) => {
  const result = {
    id: 'a.b',
    verdict: 'fail',
    title: { en: 'a', zh: '甲' },
    actual: 'a\u001b]0;title\u0007b\u001b[2J\u0008c',
  } as CheckResult
  const line = faultLine(io, { kind: 'check', result })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  t.notMatch(line, /[\u0000-\u001f\u007f]/)
  t.match(line, 'a.b says fail: "ab c"')
})

t.test('faultDetails() says where in the script', async (t) => {
  const fault = { kind: 'output', shown: SHOWN, printed: 'two\n' } as const
  t.match(
    faultDetails(fault),
    /^line 7: "cat a" shows\none\n[\s\S]*but prints\ntwo/,
  )
})
