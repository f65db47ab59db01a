// MINI_RUNC_EXPLAIN_DIR: a file for each birth, while the container lives.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { findHierarchy } from '../linux/cgroup/hierarchy.ts'
import { removeCgroup } from '../linux/cgroup/remove.ts'
import type { Spec } from '../spec/runtime-spec.ts'
import {
  inBox,
  makeBox,
  newDirectory,
  runBox,
  startSleeper,
} from './box.kernel.test.ts'

const APART: Partial<Spec> = {
  linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
}

/** Who is left behind has the streams, and a pipe would not end before it. */
const LEFT = { stdio: ['ignore', 'ignore', 'ignore'] } as const

/** A directory that is not there yet, and what makes mini-runc tell it births. */
function births(t: Test) {
  const directory = join(newDirectory(t), 'all/births')
  const prefix = ['env', `MINI_RUNC_EXPLAIN_DIR=${directory}`]
  return { directory, start: { prefix } }
}

const namesIn = (directory: string) =>
  existsSync(directory) ? readdirSync(directory).sort() : []

function birthsIn(directory: string) {
  return namesIn(directory).map((name) =>
    JSON.parse(readFileSync(join(directory, name), 'utf8')),
  )
}

interface Step {
  readonly syscall: string
  readonly call: string
  readonly result?: number
}

const stepsOf = (steps: readonly Step[], syscall: string) =>
  steps.filter((step) => step.syscall === syscall)

t.test('run tells its birth while the container runs', async (t) => {
  const { directory, start } = births(t)
  const before = Date.now()
  const options = { ...start, spec: APART }
  const { pid, process } = await startSleeper(t, {}, options)
  t.equal(process.exitCode, null)
  const [name = ''] = namesIn(directory)
  t.match(name, /^\d{16}-box\.json$/)
  t.equal(statSync(join(directory, name)).mode & 0o777, 0o600)
  const [birth] = birthsIn(directory)
  t.match(birth, { id: 'box', command: 'run', pid })
  t.ok(birth.startedAt >= before && birth.startedAt <= Date.now())
  t.match(birth.birth, { syscall: 'clone3', call: /CLONE_NEWNS|CLONE_NEWPID/ })
  t.same(
    birth.steps.map(({ index }: { index: number }) => index),
    birth.steps.map((_: Step, index: number) => index),
  )
  const [pivot] = stepsOf(birth.steps, 'pivot_root')
  t.match(pivot, { manual: 'pivot_root(2)', result: 0, microseconds: Number })
  t.match(stepsOf(birth.steps, 'execve').at(-1), { result: 0 })
  const umount = stepsOf(birth.steps, 'umount2')[0]
  t.match(umount, { notes: ['see umount2(2), "MNT_DETACH"'] })
})

t.test('nobody else is told of it', async (t) => {
  const { directory, start } = births(t)
  const box = makeBox(t, { args: ['env'] })
  t.match(await runBox(t, box, [], start), {
    status: 0,
    stderr: '',
    stdout: /^(?![\s\S]*EXPLAIN_DIR)/,
  })
  t.equal(birthsIn(directory).length, 1)
  t.same(
    namesIn(directory).filter((name) => name.startsWith('.')),
    [],
    'no draft is left',
  )
  // Told besides what it prints.
  const printed = await runBox(t, box, ['--explain'], start)
  t.match(printed.stderr, /chroot\(2\)/)
  t.equal(birthsIn(directory).length, 2)
})

t.test('a birth that failed is told as far as it came', async (t) => {
  const { directory, start } = births(t)
  const box = makeBox(t, { cwd: '/nowhere' })
  t.match(await runBox(t, box, [], start), { status: 1 })
  const [{ steps }] = birthsIn(directory)
  t.ok(stepsOf(steps, 'execve').length > 0)
  const isNowhere = ({ call }: Step) => call === 'chdir("/nowhere")'
  const failed = steps.find(isNowhere)
  t.match(failed, { result: -2, errno: 'ENOENT' })
  for (const { result } of stepsOf(steps, 'execve')) t.equal(result, undefined)
})

t.test('a search along PATH is told with each errno', async (t) => {
  const { directory, start } = births(t)
  const box = makeBox(t, { args: ['true'], env: ['PATH=/no:/bin'] })
  await runBox(t, box, [], start)
  const [{ steps }] = birthsIn(directory)
  t.match(stepsOf(steps, 'execve'), [
    { call: /"\/no\/true"/, result: -2, errno: 'ENOENT' },
    { call: /"\/bin\/true"/, result: 0, errno: undefined },
  ])
})

t.test('what the parent does before is told as well', async (t) => {
  const { directory, start } = births(t)
  const top = `mini-runc-births-${process.pid}`
  t.teardown(() => removeCgroup(join(findHierarchy().mountPoint, top), []))
  const linux = { namespaces: [], cgroupsPath: `/${top}/leaf` }
  const box = makeBox(t, { args: ['true'] }, { linux })
  t.match(await runBox(t, box, [], start), { status: 0 })
  const [{ parent, birth }] = birthsIn(directory)
  t.match(parent.at(-1), { call: /mkdir\(".*\/leaf"/ })
  t.match(birth, { call: /CLONE_INTO_CGROUP/ })
})

t.test('create is over before its container executes anything', async (t) => {
  const { directory, start } = births(t)
  const box = makeBox(t, { args: ['sleep', '60'] }, APART)
  const create = ['create', '--bundle', box.bundle, 'box']
  const options = { ...start, stdio: [...LEFT.stdio] }
  t.match(await inBox(t, box, create, options), { status: 0 })
  const [birth] = birthsIn(directory)
  t.match(birth, { id: 'box', command: 'create' })
  const { pid } = JSON.parse((await inBox(t, box, ['state', 'box'])).stdout)
  t.equal(birth.pid, pid)
  t.match(stepsOf(birth.steps, 'umount2')[0], { result: 0 })
  const execves = stepsOf(birth.steps, 'execve')
  t.ok(execves.length > 0)
  for (const { result } of execves) t.equal(result, undefined)
  t.match(await inBox(t, box, ['delete', '--force', 'box']), { status: 0 })
})

t.test('run --detach returns, and leaves its table', async (t) => {
  const { directory, start } = births(t)
  const box = makeBox(t, { args: ['sleep', '60'] })
  const options = { ...start, stdio: [...LEFT.stdio] }
  t.match(await runBox(t, box, ['--detach'], options), { status: 0 })
  t.match(birthsIn(directory), [{ id: 'box', command: 'run' }])
  t.match(await inBox(t, box, ['delete', '--force', 'box']), { status: 0 })
})

t.test('exec tells its way inside', async (t) => {
  const { directory, start } = births(t)
  const box = await startSleeper(t, {}, { spec: APART })
  t.match(await inBox(t, box, ['exec', 'box', 'true'], start), { status: 0 })
  const [birth] = birthsIn(directory)
  t.match(birth, { id: 'box', command: 'exec', pid: Number })
  t.not(birth.pid, box.pid)
  t.match(stepsOf(birth.steps, 'setns')[0], { result: 0 })
})

t.test('with an init it is told when the program is executed', async (t) => {
  const { directory, start } = births(t)
  const options = { ...start, spec: APART, runOptions: ['--init'] }
  const { process } = await startSleeper(t, {}, options)
  t.equal(process.exitCode, null)
  t.match(birthsIn(directory), [{ command: 'run' }])
})

t.test('the last 64 stay, and files of others as well', async (t) => {
  const { directory, start } = births(t)
  mkdirSync(directory, { recursive: true })
  const old = (n: number) => `${n}`.padStart(16, '0')
  for (let n = 0; n < 70; n++)
    writeFileSync(join(directory, `${old(n)}-old.json`), '{}')
  writeFileSync(join(directory, 'notes.json'), '{}')
  await runBox(t, makeBox(t, { args: ['true'] }), [], start)
  const names = namesIn(directory)
  t.equal(names.length, 65)
  t.equal(names[0], `${old(7)}-old.json`)
  t.match(names.at(-1), 'notes.json')
  t.match(names.at(-2), /-box\.json$/)
})

t.test('a directory that cannot be had is one line of warning', async (t) => {
  const box = makeBox(t, { args: ['echo', 'hello'] })
  const directory = '/proc/version/births'
  const prefix = ['env', `MINI_RUNC_EXPLAIN_DIR=${directory}`]
  const { status, stdout, stderr } = await runBox(t, box, [], { prefix })
  t.match({ status, stdout }, { status: 0, stdout: 'hello\n' })
  t.match(stderr, /^mini-runc: MINI_RUNC_EXPLAIN_DIR: ENOTDIR.*\n$/)
})

t.test('--dry-run tells nothing, for nobody is born', async (t) => {
  const { directory, start } = births(t)
  await runBox(t, makeBox(t), ['--dry-run', '--explain'], start)
  t.same(namesIn(directory), [])
})
