import t from 'tap'
import { jsonLine, plainLine } from './plain.ts'
import { MACHINE, trackOf } from './test/tracks.ts'

t.test('plainLine() has the figures and nothing to draw', async (t) => {
  const at = new Date(2026, 10, 21, 12, 3, 41)
  t.equal(
    plainLine({ language: 'en' }, trackOf({ path: '/a\nb' }), MACHINE, at),
    '12:03:41 /a?b  CPU 20 % of 20 %  throttled 90 % of periods  ' +
      'memory 10.4 of 64 MiB, peak 12.2 MiB  pids 3 of 20',
  )
})

t.test('jsonLine() tells no limit from what nobody knows', async (t) => {
  const texts = { 'memory.peak': null, 'io.max': '' }
  const text = jsonLine([trackOf({ texts })])
  t.notMatch(text, '\n')
  t.match(JSON.parse(text), {
    schema: 'labs.usage/v1',
    cgroups: [
      {
        path: '/demo',
        cpu: { percent: 20, quotaPercent: 20, throttled: 0.9 },
        memory: { max: 64 * 1024 * 1024, peak: null, high: 'max' },
        io: { readMax: 'max' },
      },
    ],
  })
})

t.test('jsonLine() keeps a path, and no terminal obeys it', async (t) => {
  const path = '/a\u009b2J\u202e\u{e0001}'
  const text = jsonLine([trackOf({ path })])
  t.match(text, /^[\x20-\x7e]+$/)
  t.equal(JSON.parse(text).cgroups[0].path, path)
})
