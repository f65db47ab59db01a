/** Files of births as a runtime writes them, and as a judged program might. */
import t from 'tap'
import { Births, parseBirth } from './birth.ts'

const NAME = '1795356148653566-box.json'

const STEP = {
  ...{ index: 0, syscall: 'chroot', manual: 'chroot(2)', call: 'chroot("/")' },
  ...{ result: -2, errno: 'ENOENT', microseconds: 11.4, notes: ['Why'] },
}

const BIRTH = {
  ...{ id: 'box', command: 'run', pid: 812, startedAt: 1795356148653 },
  parent: [{ manual: 'mkdir(2)', call: 'mkdir("/a")', note: 'A group' }],
  birth: { syscall: 'clone3', manual: 'clone3(2)', call: 'clone3(0)' },
  steps: [STEP],
}

const parsed = (changes: object = {}) =>
  parseBirth(NAME, JSON.stringify({ ...BIRTH, ...changes }))

t.test('parseBirth() has all that the runtime says', async (t) => {
  t.same(parsed(), {
    ...BIRTH,
    name: NAME,
    birth: { manual: 'clone3(2)', call: 'clone3(0)', note: null },
    cut: false,
  })
})

t.test('a step that was not reached has no result', async (t) => {
  const { result, errno, microseconds, notes, ...step } = STEP
  t.match(parsed({ steps: [step], birth: undefined, parent: undefined }), {
    ...{ birth: null, parent: [] },
    steps: [{ result: null, errno: null, microseconds: null, notes: [] }],
  })
})

t.test('what is no birth is none', async (t) => {
  for (const text of ['', '{', 'null', '[]', '7', '['.repeat(200_000)])
    t.equal(parseBirth(NAME, text), null)
  const changes = [
    ...[{ id: 7 }, { command: 'rm' }, { pid: -1 }, { pid: '1' }],
    ...[{ startedAt: 1e300 }, { startedAt: null }, { steps: {} }],
  ]
  for (const change of changes) t.equal(parsed(change), null)
  for (const name of ['box.json', '../1795356148653566-box.json'])
    t.equal(parseBirth(name, JSON.stringify(BIRTH)), null)
})

t.test('steps that are none are left out', async (t) => {
  const wrong = [
    ...[null, 7, 'x', [], {}, { ...STEP, index: -1 }],
    ...[
      { ...STEP, call: 1 },
      { ...STEP, syscall: null },
    ],
  ]
  t.same(parsed({ steps: [...wrong, STEP] })?.steps, [STEP])
  const odd = { ...STEP, result: 1.5, microseconds: -1, notes: [7, 'Why'] }
  t.match(parsed({ steps: [odd] })?.steps, [
    { result: null, microseconds: null, notes: ['Why'] },
  ])
})

t.test('nothing is longer than somebody would read', async (t) => {
  const step = {
    ...STEP,
    call: 'x'.repeat(5000),
    notes: Array(100).fill('y'),
  }
  const steps = [step, ...Array(4000).fill(STEP)]
  const birth = parsed({ id: 'z'.repeat(5000), steps })
  t.equal(birth?.steps.length, 2048)
  t.equal(birth?.cut, true)
  t.equal(birth?.id.length, 201)
  t.equal(birth?.steps[0]?.call.length, 2001)
  t.equal(birth?.steps[0]?.notes.length, 8)
})

t.test('no text of it is obeyed by a terminal', async (t) => {
  const birth = parsed({ id: '\u001b[2J', steps: [{ ...STEP, call: 'a\nb' }] })
  t.equal(birth?.id, '?[2J')
  t.equal(birth?.steps[0]?.call, 'a?b')
})

t.test('Births reads a file once', async (t) => {
  const births = new Births()
  const other = '1795356148653567-bad.json'
  const first = births.take([
    { name: other, text: 'nonsense' },
    { name: NAME, text: JSON.stringify(BIRTH) },
  ])
  t.match(first, [{ name: NAME }])
  t.same(births.known, [other, NAME])
  const again = births.take([{ name: NAME, text: null }])
  t.equal(again[0], first[0])
  t.same(births.take([]), [])
  t.same(births.known, [])
})
