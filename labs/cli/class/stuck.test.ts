import t, { type Test } from 'tap'
import type { Lab } from '#checker/lab.ts'
import { findLab } from '#labs/catalog.ts'
import { stuckGroups } from './stuck.ts'
import { classIn, joined, MINUTE, report } from './test/class.ts'

const lab = findLab('01-chroot') as Lab
const AT_CWD = { 'exec.starts': 'pass', 'root.cwd': 'CHDIR_FORGOTTEN' }

function stuckIn(t: Test) {
  const { store, clock } = classIn(t)
  const groups = () =>
    stuckGroups(store.register.students, lab, clock.now).map(
      ({ diagnosis, count, people }) => [
        diagnosis,
        count,
        ...people.map(({ name, minutes }) => `${name} ${minutes}`),
      ],
    )
  const wait = (minutes: number) => {
    clock.now += minutes * MINUTE
  }
  return { store, groups, wait }
}

t.test('who is red for ten minutes for the same reason is stuck', async (t) => {
  const { store, groups, wait } = stuckIn(t)
  const ann = joined(store, 'Ann')
  report(store, ann, AT_CWD)
  wait(9.9)
  t.same(groups(), [])
  wait(0.1)
  t.same(groups(), [['CHDIR_FORGOTTEN', 1, 'Ann 10']], 'heard of once')
  report(store, ann, AT_CWD)
  wait(5)
  t.same(groups(), [['CHDIR_FORGOTTEN', 1, 'Ann 15']], 'and still trying')
})

t.test('another mistake, another check and green begin anew', async (t) => {
  const steps = [
    { 'root.cwd': 'CHDIR_BEFORE_CHROOT' },
    { 'exec.starts': 'ARGV_WRONG' },
    { 'root.cwd': 'pass' },
  ]
  for (const step of steps) {
    const { store, groups, wait } = stuckIn(t)
    const ann = joined(store, 'Ann')
    report(store, ann, AT_CWD)
    wait(9)
    report(store, ann, step)
    wait(9)
    t.same(groups(), [], JSON.stringify(step))
    report(store, ann, AT_CWD)
    wait(9)
    t.same(groups(), [], 'and again')
  }
})

t.test('only the first red check is what somebody works on', async (t) => {
  const { store, groups, wait } = stuckIn(t)
  const ann = joined(store, 'Ann')
  // Told in another order than the lab's.
  report(store, ann, {
    'exec.forwards-signals': 'SIGNALS_BLOCKED',
    'exec.argv': 'ARGV_WRONG',
  })
  wait(10)
  t.same(groups(), [['ARGV_WRONG', 1, 'Ann 10']])
})

t.test('groups are by mistake, the largest first', async (t) => {
  const { store, groups, wait } = stuckIn(t)
  const [ann, bo, cy] = ['Ann', 'Bo', 'Cy'].map((name) => joined(store, name))
  report(store, ann ?? '', { 'exec.argv': 'ARGV_WRONG' })
  wait(1)
  report(store, cy ?? '', AT_CWD)
  wait(1)
  report(store, bo ?? '', AT_CWD)
  wait(10)
  t.same(groups(), [
    ['CHDIR_FORGOTTEN', 2, 'Cy 11', 'Bo 10'],
    ['ARGV_WRONG', 1, 'Ann 12'],
  ])
})

t.test('a mistake without a name is called by its check', async (t) => {
  const { store, clock } = classIn(t)
  const ann = joined(store, 'Ann')
  const results = { 'root.cwd': ['fail', null] } as const
  store.report(ann, { lab: lab.id, results })
  const { students } = store.register
  const later = clock.now + 10 * MINUTE
  t.match(stuckGroups(students, lab, later), [
    { diagnosis: null, check: 'root.cwd', title: { en: /directory/ } },
  ])
})

t.test('who is gone, or works on another lab, is not stuck', async (t) => {
  const { store, groups, wait } = stuckIn(t)
  const ann = joined(store, 'Ann')
  report(store, ann, AT_CWD)
  wait(29)
  t.equal(groups().length, 1)
  wait(1)
  t.same(groups(), [], 'nothing heard for half an hour')
  report(store, ann, AT_CWD)
  t.equal(groups().length, 1, 'back again, and no further')
  store.leave(ann)
  t.same(groups(), [])
})
