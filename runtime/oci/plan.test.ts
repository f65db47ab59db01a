import t from 'tap'
import { plainSpec } from '../spec/default-spec.ts'
import type { Linux, Process } from '../spec/runtime-spec.ts'
import { describe, type Program } from '../sys/program.ts'
import { plan } from './plan.ts'

const ROOTFS = '/srv/box/rootfs'

function planOf(process: Partial<Process> = {}): Program {
  const spec = plainSpec()
  const changed = { ...spec.process, ...process }
  return plan({ spec: { ...spec, process: changed }, rootfs: ROOTFS })
}

const callsOf = (program: Program, name: string) =>
  program.steps
    .filter((step) => step.name === name)
    .map((step) => describe(step))

t.test('the steps come in their order', async (t) => {
  const names = planOf({ args: ['/bin/true'] }).steps.map(({ name }) => name)
  const order = names.filter((name, index) => name !== names[index - 1])
  t.same(order, [
    'setsid',
    'rt_sigaction',
    'rt_sigprocmask',
    'chroot',
    'chdir',
    'fcntl',
    'close_range',
    'execve',
  ])
})

t.test('the root comes before the working directory inside it', async (t) => {
  const program = planOf({ cwd: '/tmp' })
  t.same(callsOf(program, 'chroot'), [`chroot("${ROOTFS}")`])
  t.same(callsOf(program, 'chdir'), ['chdir("/tmp")'])
})

t.test('a program with a slash is executed from there', async (t) => {
  const program = planOf({ args: ['./run', '-x'], env: ['A=b'] })
  t.same(callsOf(program, 'execve'), [
    'execve("./run", ["./run", "-x"], ["A=b"])',
  ])
})

t.test('a name is tried in each directory of PATH', async (t) => {
  const env = ['HOME=/', 'PATH=/usr/bin:/bin', 'PATH=/never']
  const program = planOf({ args: ['sh'], env })
  const attempts = program.steps.filter(({ name }) => name === 'execve')
  t.same(
    attempts.map(({ args }) => args[0]),
    ['/usr/bin/sh', '/bin/sh'],
  )
  t.same(
    attempts.map(({ args }) => args.slice(1)),
    [
      [['sh'], env],
      [['sh'], env],
    ],
  )
})

t.test('only the last attempt may end the search', async (t) => {
  const program = planOf({ args: ['sh'], env: ['PATH=/a:/b:/c'] })
  const attempts = program.steps.filter(({ name }) => name === 'execve')
  const goOn = ['ENOENT', 'ENOTDIR', 'EACCES']
  t.same(
    attempts.map(({ ignore }) => ignore),
    [goOn, goOn, undefined],
  )
})

t.test('an empty entry of PATH is the working directory', async (t) => {
  const program = planOf({ args: ['sh'], env: ['PATH=:/bin'] })
  t.match(callsOf(program, 'execve')[0], 'execve("./sh"')
})

t.test('without PATH the search is that of execvp(3)', async (t) => {
  const program = planOf({ args: ['sh'], env: [] })
  t.match(callsOf(program, 'execve'), [/"\/bin\/sh"/, /"\/usr\/bin\/sh"/])
})

t.test('every signal that can be reset is reset', async (t) => {
  const signals = planOf()
    .steps.filter(({ name }) => name === 'rt_sigaction')
    .map(({ args }) => Number(args[0]))
  const all = Array.from({ length: 64 }, (_, index) => index + 1)
  t.same(
    signals,
    all.filter((signal) => signal !== 9 && signal !== 19),
  )
})

t.test('the limit of open files is handed down when known', async (t) => {
  t.same(callsOf(planOf(), 'prlimit64'), [])
  const spec = plainSpec()
  const openFiles = { soft: 1024, hard: 20000 }
  const program = plan({ spec, rootfs: ROOTFS }, { openFiles })
  t.same(callsOf(program, 'prlimit64'), [
    'prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=20000}, NULL)',
  ])
})

t.test('the same bundle has the same plan', async (t) => {
  const text = (program: Program) => program.steps.map((s) => describe(s))
  t.same(text(planOf()), text(planOf()))
})

t.test('only who asks for a cgroup is born into one', async (t) => {
  const spec = plainSpec()
  const bundle = (linux: Partial<Linux>) => ({
    spec: { ...spec, linux: { namespaces: [], ...linux } },
    rootfs: ROOTFS,
  })
  t.equal(plan(bundle({})).cgroup, undefined)
  t.equal(plan(bundle({}), { cgroup: 9 }).cgroup, undefined)
  t.equal(plan(bundle({ cgroupsPath: 'a' }), { cgroup: 9 }).cgroup, 9)
  const resources = { pids: { limit: 5 } }
  t.equal(plan(bundle({ resources }), { cgroup: 9 }).cgroup, 9)
  t.type(plan(bundle({ resources })).cgroup, 'number', 'in a drawing too')
})
