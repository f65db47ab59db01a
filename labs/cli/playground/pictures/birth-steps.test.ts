import t from 'tap'
import type { Birth, BirthStep as Told } from '#checker/evidence/birth.ts'
import {
  birthSteps,
  partsOf,
  restMs,
  WINDOW,
  windowAround,
} from './birth-steps.ts'

const step = (
  call: string,
  result: number | null = 0,
): Omit<Told, 'index'> => ({
  syscall: call.slice(0, call.indexOf('(')),
  ...{ manual: '', call, result, errno: null, microseconds: 1, notes: [] },
})

const birthOf = (...steps: Omit<Told, 'index'>[]): Birth => ({
  ...{ name: 'n', id: 'web', command: 'run', pid: 1, startedAt: 0, cut: false },
  parent: [
    { manual: 'mkdir(2)', call: 'mkdir("/sys/fs/cgroup/w")', note: 'x' },
  ],
  birth: {
    manual: 'clone3(2)',
    call: 'clone3(CLONE_NEWNS|CLONE_NEWPID|CLONE_INTO_CGROUP)',
    note: null,
  },
  steps: steps.map((one, index) => ({ index, ...one })),
})

const steps = birthSteps(
  birthOf(
    step('sethostname("box", 3)'),
    step('unshare(CLONE_NEWCGROUP)'),
    step('mount(NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL)'),
    step('move_mount(3, "", 4, "", 0)'),
    step('move_mount(3, "", 4, "", 0)', null),
    step('pivot_root(".", ".")'),
    step('prctl(PR_CAPBSET_DROP, 1, 0, 0, 0)'),
    step('prctl(PR_SET_NAME, "x")'),
    step('execve("/sbin/sh", ["sh", "-c", "echo hi"], ["A=1"])', -2),
    step('execve("/bin/sh", ["sh", "-c", "echo hi"], ["A=1"])'),
  ),
)

t.test('the parent comes first, then the birth, then the child', async (t) => {
  t.same(
    steps.slice(0, 3).map(({ key }) => key),
    ['parent:0', 'birth', '0'],
  )
  t.same(steps[0]?.notes, ['x'])
  t.same(
    steps.map(({ family }) => family),
    [
      ...['birth', 'birth', 'namespaces', 'namespaces', 'files', 'files'],
      ...['files', 'files', 'rights', 'plumbing', 'program', 'program'],
    ],
  )
  t.same(
    steps.slice(-6).map(({ outcome }) => outcome),
    [...['skipped', 'done', 'done', 'done', 'failed', 'done']],
  )
})

/** What there is by a step: `namespaces mnt pid`. */
const thereBy = (at: number) =>
  partsOf(steps)
    .filter(({ since }) => since !== null && since <= at)
    .map((part) => `${part.name} ${part.text(at)}`)

t.test('each part is there from its call on', async (t) => {
  t.same(thereBy(0), [])
  t.same(thereBy(1), ['cgroup CLONE_INTO_CGROUP', 'namespaces mnt pid'])
  t.same(thereBy(3).slice(1), ['namespaces mnt pid cgroup', 'hostname box'])
  t.same(thereBy(10).slice(3), [
    ...['mounts ', 'root pivot_root', 'capabilities prctl'],
  ])
  t.equal(thereBy(11).at(-1), 'program sh -c echo hi')
  const mounts = partsOf(steps).find(({ name }) => name === 'mounts')
  t.equal(mounts?.count(11), 1, 'what was not reached mounts nothing')
  const seccomp = partsOf(steps).find(({ name }) => name === 'seccomp')
  t.equal(seccomp?.since, null)
})

t.test('where something is said there is time to read it', async (t) => {
  const [first, , plain] = steps
  if (first === undefined || plain === undefined) throw new Error()
  t.ok(restMs(first) > 5 * restMs(plain))
  t.equal(restMs({ ...plain, notes: ['see mount(2)'] }), restMs(plain))
})

t.test('the window holds the step, and as many rows at the ends', async (t) => {
  for (let at = 0; at < steps.length; at++) {
    const shown = windowAround(steps, at)
    t.equal(shown.length, WINDOW)
    t.ok(shown.includes(steps[at] as (typeof steps)[number]), `${at}`)
  }
  t.equal(windowAround(steps.slice(0, 2), 1).length, 2)
  const many = [...steps, ...steps, ...steps]
  const middle = windowAround(many, 15).slice(0, 4)
  t.same(middle, many.slice(11, 15), 'with what went before')
})
