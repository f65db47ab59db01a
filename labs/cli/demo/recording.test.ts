import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Recording } from './recording.ts'

const SIZE = { columns: 80, rows: 24, title: 'Limits' }

t.test('a recording is an asciicast whose pauses are bounded', async (t) => {
  const folder = t.testdir({})
  const path = join(folder, 'a.cast')
  let clock = 5000
  const recording = new Recording(path, { ...SIZE, now: () => clock })
  recording.output('# ')
  clock += 250
  recording.output('')
  recording.output('容器\r\n')
  clock += 60_000
  recording.resize(100, 30)
  t.same(readdirSync(folder).includes('a.cast'), false, 'a draft until then')
  recording.finish()
  recording.discard()
  t.same(readdirSync(folder), ['a.cast'])
  const [head, ...events] = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.match(head, { version: 2, width: 80, height: 24, title: 'Limits' })
  t.same(Object.keys(head.env), ['TERM'], 'nothing of this computer')
  t.same(events, [
    [0, 'o', '# '],
    [0.25, 'o', '容器\r\n'],
    [2.75, 'r', '100x30'],
  ])
})

t.test('a recording that is given up leaves nothing', async (t) => {
  const folder = t.testdir({ 'a.cast': 'older' })
  const recording = new Recording(join(folder, 'a.cast'), SIZE)
  recording.output('x')
  recording.discard()
  recording.discard()
  t.same(readdirSync(folder), ['a.cast'])
  t.equal(readFileSync(join(folder, 'a.cast'), 'utf8'), 'older')
})

t.test('a recording says at once that it cannot be written', async (t) => {
  const path = join(t.testdir({}), 'missing', 'a.cast')
  t.throws(() => new Recording(path, SIZE), { code: 'ENOENT' })
})
