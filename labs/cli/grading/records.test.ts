import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { GradeRecord } from '#checker/grading/record.ts'
import { changesOf } from './grade-changes.ts'
import {
  allRecords,
  basisOf,
  keptRecord,
  readRecord,
  writeGradeBook,
  writeRecord,
} from './records.ts'

const ADA = { student: 'ada', lab: '01-chroot' }

const record = (changes: Partial<GradeRecord> = {}) =>
  ({
    ...{ schema: 'labs.grade/v1', ...ADA, status: 'graded', score: 3 },
    ...{ maxScore: 4, late: null, checks: [], ...changes },
  }) as unknown as GradeRecord

t.test(
  'a record is kept as long as nothing changed that it depends on',
  async (t) => {
    const out = t.testdir({})
    t.equal(keptRecord(out, ADA, 'a'), null)
    writeRecord(out, record(), 'a')
    t.match(keptRecord(out, ADA, 'a'), { score: 3 })
    t.equal(keptRecord(out, ADA, 'b'), null)
    t.match(readRecord(out, ADA), { score: 3 }, 'but it is there')
  },
)

t.test('what the kit could not judge is judged again', async (t) => {
  const out = t.testdir({})
  writeRecord(out, record({ status: 'ungradable' }), 'a')
  t.equal(keptRecord(out, ADA, 'a'), null)
})

t.test('half a record is none', async (t) => {
  const out = t.testdir({})
  writeRecord(out, record(), 'a')
  const file = join(out, 'records/ada-01-chroot.json')
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, -10))
  t.equal(keptRecord(out, ADA, 'a'), null)
  t.same(allRecords(out), [])
})

t.test('the record before is there, too', async (t) => {
  const out = t.testdir({})
  writeRecord(out, record(), 'a')
  t.notOk(existsSync(join(out, 'previous')))
  writeRecord(out, record({ score: 4 }), 'b')
  const before = join(out, 'previous/ada-01-chroot.json')
  t.match(JSON.parse(readFileSync(before, 'utf8')), { score: 3 })
  const names = readdirSync(join(out, 'records')).sort()
  t.same(names, ['ada-01-chroot.basis', 'ada-01-chroot.json'], 'no half files')
})

t.test('basisOf() does not depend on the order of facts', async (t) => {
  t.equal(basisOf({ a: 1, b: [2] }), basisOf({ b: [2], a: 1 }))
  t.not(basisOf({ a: 1 }), basisOf({ a: 2 }))
  t.not(basisOf({ a: null }), basisOf({}))
})

t.test('a book is sorted, whoever was graded first', async (t) => {
  const out = t.testdir({})
  const bob = record({ student: 'bob' })
  const { records } = writeGradeBook(out, 'x', [bob, record()])
  t.same(
    records.map(({ student }) => student),
    ['ada', 'bob'],
  )
})

t.test('changesOf() says what a student would ask about', async (t) => {
  const check = (verdict: string, diagnosis: string | null, points = 0) =>
    ({ id: 'root.cwd', verdict, diagnosis, points, maxPoints: 3 }) as never
  const before = record({ checks: [check('fail', 'CHDIR_FORGOTTEN')] })
  const late = { minutes: 5, kept: 1 }
  const after = record({ score: 4, late, checks: [check('pass', null, 3)] })
  t.same(changesOf(before, after), [
    'score: 3 of 4 → 4 of 4',
    'late: in time → 5 min',
    'root.cwd: fail (CHDIR_FORGOTTEN) → pass',
  ])
  t.same(changesOf(before, before), [])
  t.same(changesOf(record(), after).at(-1), 'root.cwd: - → pass')
})
