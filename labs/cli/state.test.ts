import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Event, readState, record, reduce, stateOf } from './state.ts'

const checked = (results: Record<string, 'pass' | 'fail'>): Event => ({
  event: 'checked',
  lab: '01-chroot',
  seed: 'x',
  results,
  failure: { check: 'root.cwd', diagnosis: 'CWD' },
})

t.test('reduce() keeps the last result of each check', async (t) => {
  const state = reduce([
    { event: 'started', lab: '01-chroot' },
    checked({ 'root.a': 'pass', 'root.cwd': 'fail' }),
    checked({ 'root.a': 'fail' }),
  ])
  t.equal(state.current, '01-chroot')
  t.same(
    [...stateOf(state, '01-chroot').results],
    [
      ['root.a', 'fail'],
      ['root.cwd', 'fail'],
    ],
  )
})

t.test('reduce() counts hints for each check and diagnosis', async (t) => {
  const hinted = { event: 'hinted', lab: '01-chroot', check: 'a' } as const
  const state = reduce([
    { ...hinted, diagnosis: 'X', level: 1 },
    { ...hinted, diagnosis: 'X', level: 2 },
    { ...hinted, diagnosis: 'Y', level: 1 },
  ])
  t.same(
    [...stateOf(state, '01-chroot').hints],
    [
      ['a X', 2],
      ['a Y', 1],
    ],
  )
})

t.test('reduce() forgets results at a reset', async (t) => {
  const state = reduce([
    checked({ 'root.a': 'pass' }),
    { event: 'reset', lab: '01-chroot' },
  ])
  t.equal(stateOf(state, '01-chroot').results.size, 0)
  t.equal(stateOf(state, '01-chroot').failure, null)
})

t.test('reduce() remembers what the reference filled', async (t) => {
  const event = { event: 'caught-up', lab: '01-chroot' } as const
  const state = reduce([
    { ...event, regions: ['lab-01-root'] },
    { event: 'reset', lab: '01-chroot' },
    { ...event, regions: ['lab-01-root', 'lab-01-exec'] },
  ])
  t.same(
    [...stateOf(state, '01-chroot').caughtUp],
    ['lab-01-root', 'lab-01-exec'],
  )
})

const TREE = 'a'.repeat(64)
const attempt = {
  ...{ tree: TREE, seed: 'x', evidence: TREE, at: '2026-11-22T09:00:00.000Z' },
  verdicts: { 'root.a': 'pass' },
} as const

t.test('reduce() keeps the last attempt on a whole lab', async (t) => {
  const whole = { ...checked({ 'root.a': 'pass' }), attempt } as Event
  const some = checked({ 'root.a': 'fail' })
  const attemptOf = (events: Event[]) =>
    stateOf(reduce(events), '01-chroot').attempt
  t.equal(attemptOf([some]), null, 'as older editions wrote it')
  t.same(attemptOf([whole, some]), attempt)
  const reset = { event: 'reset', lab: '01-chroot' } as const
  t.same(
    attemptOf([whole, reset]),
    attempt,
    'it is about a tree, not about now',
  )
})

t.test('reduce() counts hints that a reset forgets', async (t) => {
  const hint = { event: 'hinted', lab: '01-chroot', check: 'a' } as const
  const { hintsGiven, hints } = stateOf(
    reduce([
      { ...hint, diagnosis: 'X', level: 1 },
      { ...hint, diagnosis: 'X', level: 2 },
      { ...hint, diagnosis: 'X', level: 2 },
      { event: 'reset', lab: '01-chroot' },
      { ...hint, diagnosis: 'Y', level: 1 },
    ]),
    '01-chroot',
  )
  t.equal(hintsGiven, 3)
  t.same([...hints], [['a Y', 1]])
})

t.test('readState() skips torn lines and goes on after them', async (t) => {
  const root = t.testdir({})
  t.equal(readState(root).current, null)
  mkdirSync(join(root, '.cache'))
  appendFileSync(join(root, '.cache/state.jsonl'), '\n{"event":"star')
  record(root, { event: 'started', lab: '02-x' })
  record(root, { event: 'future', lab: '02-x' } as unknown as Event)
  t.equal(readState(root).current, '02-x')
})
