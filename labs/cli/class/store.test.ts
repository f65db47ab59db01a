import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { sha256 } from '../sha256.ts'
import { classIn, joined, report } from './test/class.ts'

const namesIn = ({ register }: ReturnType<typeof classIn>['store']) =>
  register.students.map(({ name }) => name)

t.test('a class is the same after a restart', async (t) => {
  const { store, open } = classIn(t)
  const [ann, bo] = [joined(store, 'Ann'), joined(store, 'Bo')]
  report(store, ann, { 'exec.argv': 'ARGV_WRONG', 'root.cwd': 'pass' })
  report(store, ann, { 'exec.argv': 'pass' })
  store.leave(bo)

  const again = open()
  t.same(again.register.students, store.register.students)
  t.equal(again.register.lastLab, '01-chroot')
  t.equal(report(again, ann, {}), null, 'Ann is known by her secret')
  t.equal(report(again, bo, {}), 'unknown', 'Bo is not')
  const cy = joined(again, 'Cy')
  t.not(cy, ann)
  t.same(
    again.register.students.map(({ id }) => id),
    ['s1', 's3'],
    'nobody gets an id that somebody had',
  )
})

t.test('the log is private, and opens nothing', async (t) => {
  const { store, file } = classIn(t)
  const ann = joined(store, 'Ann')
  t.equal(statSync(file).mode & 0o777, 0o600)
  const log = readFileSync(file, 'utf8')
  t.notMatch(log, ann)
  t.match(log, sha256(ann))
})

t.test('the log says only what is new', async (t) => {
  const { store, file } = classIn(t)
  const ann = joined(store, 'Ann')
  for (const code of ['ARGV_WRONG', 'ARGV_WRONG', 'pass']) {
    report(store, ann, { 'exec.argv': code, 'root.cwd': 'pass' })
  }
  const results = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('reported'))
    .map((line) => JSON.parse(line).results)
  t.same(results, [
    { 'exec.argv': ['fail', 'ARGV_WRONG'], 'root.cwd': ['pass', null] },
    {},
    { 'exec.argv': ['pass', null] },
  ])
})

t.test('a line torn by a crash costs that line only', async (t) => {
  const { store, file, open } = classIn(t)
  joined(store, 'Ann')
  appendFileSync(file, '\n{"event":"joined","stude')
  joined(store, 'Bo')
  t.same(namesIn(open()), ['Ann', 'Bo'])
})

t.test('a log that others could read becomes private', async (t) => {
  const { file, open } = classIn(t)
  writeFileSync(file, '\n', { mode: 0o644 })
  open()
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('a full log stays as it is, and the class goes on', async (t) => {
  const { store, file, open } = classIn(t, t.testdir(), 200)
  joined(store, 'Ann')
  t.ok(store.isKept)
  joined(store, 'Bo')
  t.notOk(store.isKept, 'the event that fills it is written whole')
  const { size } = statSync(file)
  joined(store, 'Cy')
  t.equal(statSync(file).size, size)
  t.same(namesIn(store), ['Ann', 'Bo', 'Cy'])
  t.same(namesIn(open()), ['Ann', 'Bo'])
})

t.test('names are told apart', async (t) => {
  const { store } = classIn(t)
  for (const name of ['Ann', 'ann', 'Ann']) joined(store, name)
  t.same(namesIn(store), ['Ann', 'ann 2', 'Ann 3'])
})

t.test(
  'nobody joins faster than a class would, and not for ever',
  async (t) => {
    const { store, clock } = classIn(t)
    for (let count = 0; count < 60; count++) joined(store, 'Ann')
    t.equal(store.join('Ann'), 'busy')
    for (let count = 60; count < 500; count++) {
      clock.now += 1000
      joined(store, 'Ann')
    }
    clock.now += 60_000
    t.equal(store.join('Ann'), 'full')
  },
)

t.test(
  'one who reports too often is held back, the others are not',
  async (t) => {
    const { store, clock } = classIn(t)
    const [ann, bo] = [joined(store, 'Ann'), joined(store, 'Bo')]
    const answers = Array.from({ length: 25 }, () => report(store, ann, {}))
    t.equal(answers.filter((answer) => answer === null).length, 20)
    t.equal(answers.at(-1), 'busy')
    t.equal(report(store, bo, {}), null)
    clock.now += 2000
    t.equal(report(store, ann, {}), null)
  },
)

t.test('nobody reports without a secret', async (t) => {
  const { store } = classIn(t)
  const ann = joined(store, 'Ann')
  for (const secret of [null, '', 's1', sha256(ann), `${ann}x`]) {
    t.equal(report(store, secret ?? '', {}), 'unknown', `${secret}`)
    t.equal(store.leave(secret), 'unknown', `${secret}`)
  }
})
