import t from 'tap'
import { checksOf } from '#checker/lab.ts'
import { findLab } from '#labs/catalog.ts'
import { assertCounts, courseOf } from './course.ts'
import { parseSettings, SettingsError } from './settings.ts'

const read = (text: string) =>
  courseOf(parseSettings('/class/course.yaml', text))

const HEAD = 'course: Containers\nkey: course.key\n'

t.test('a course says how its labs count', async (t) => {
  const { name, key, hidden, labs } = read(`${HEAD}hidden: ../hidden
labs:
  01-chroot:
    points: 20
    due: 2026-12-01T23:59:00+01:00
    late: { grace: 30, perDay: 0.1, floor: 0.5 }
    minutes: 5
    checks: { root.cwd: 7.5 }
  04-cgroups: {}
`)
  t.equal(name, 'Containers')
  t.equal(key, '/class/course.key')
  t.equal(hidden, '/hidden')
  t.match(labs.get('01-chroot'), {
    lab: { id: '01-chroot' },
    points: 20,
    due: '2026-12-01T22:59:00.000Z',
    late: { graceMinutes: 30, perDay: 0.1, floor: 0.5 },
    minutes: 5,
    checks: { 'root.cwd': 7.5 },
  })
  t.match(labs.get('04-cgroups'), {
    points: null,
    due: null,
    late: { graceMinutes: 0, perDay: 0, floor: 0 },
    minutes: 15,
  })
})

t.test('the key may come from the environment', async (t) => {
  const text = 'course: x\nkey: env:KEY\nlabs: { 01-chroot: }\n'
  t.equal(read(text).key, 'env:KEY')
})

/** What is wrong → line, key and what was wanted. */
const WRONG: Readonly<
  Record<string, readonly [string, number, string, string]>
> = {
  'no name': [
    'key: a\nlabs: { 01-chroot: }',
    1,
    'course',
    'settings.wantsText',
  ],
  'no labs': [HEAD, 1, 'labs', 'settings.wantsLabs'],
  'a lab that is not there': [
    `${HEAD}labs:\n  99-magic: {}\n`,
    ...([4, 'labs.99-magic', 'settings.wantsLabs'] as const),
  ],
  'a key that nobody reads': [
    `${HEAD}labs:\n  01-chroot:\n    pionts: 3\n`,
    ...([5, 'labs.01-chroot.pionts', 'settings.wantsKnown'] as const),
  ],
  'points below nothing': [
    `${HEAD}labs:\n  01-chroot:\n    points: -1\n`,
    ...([5, 'labs.01-chroot.points', 'settings.wantsPoints'] as const),
  ],
  'a date without a time zone': [
    `${HEAD}labs:\n  01-chroot:\n    due: 2026-12-01T23:59:00\n`,
    ...([5, 'labs.01-chroot.due', 'settings.wantsMoment'] as const),
  ],
  'a day that is not there': [
    `${HEAD}labs:\n  01-chroot:\n    due: 2026-13-01T23:59:00Z\n`,
    ...([5, 'labs.01-chroot.due', 'settings.wantsMoment'] as const),
  ],
  'a share in percent': [
    `${HEAD}labs:\n  01-chroot:\n    late:\n      grace: 3\n      perDay: 10%\n`,
    ...([7, 'labs.01-chroot.late.perDay', 'settings.wantsShare'] as const),
  ],
  'a list of labs': [
    `${HEAD}labs:\n  - 01-chroot\n`,
    ...([4, 'labs', 'settings.wantsMap'] as const),
  ],
  'a key that stands there twice': [
    `${HEAD}key: b\n`,
    ...([3, '', 'settings.wantsYaml'] as const),
  ],
}

for (const [what, [text, line, key, wanted]] of Object.entries(WRONG)) {
  t.test(`${what} is told with its place`, async (t) => {
    const error = t.throws(() => read(text)) as SettingsError
    t.ok(error instanceof SettingsError, `${error}`)
    const { file } = error
    const found = { line: error.line, key: error.key, wanted: error.wanted }
    t.same(found, { line, key, wanted })
    t.equal(file, '/class/course.yaml')
  })
}

t.test('points for a check that is not there are told', async (t) => {
  const text = `${HEAD}labs:\n  01-chroot:\n    checks: { root.cdw: 1 }\n`
  const rule = read(text).labs.get('01-chroot')
  if (rule === undefined) return t.fail('the lab is there')
  t.throws(() => assertCounts(rule, []), { message: /wantsCheck/ })
  assertCounts(rule, [{ id: 'root.cdw', points: 1 }])
})

t.test('a lab in which nothing counts is told', async (t) => {
  const lab = findLab('01-chroot')
  if (lab === undefined) return t.fail('the lab is there')
  const none = checksOf(lab).map(({ id }) => `      ${id}: 0\n`)
  const text = `${HEAD}labs:\n  01-chroot:\n    checks:\n${none.join('')}`
  const rule = read(text).labs.get('01-chroot')
  if (rule === undefined) return t.fail('the lab is there')
  t.throws(() => assertCounts(rule, []), { message: /wantsWorth/ })
})
