// A container whose root is made of layers, in mounts of the test's own.
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { MS_PRIVATE, MS_REC } from '../sys/constants/mounts.ts'
import { CLONE_NEWNS } from '../sys/constants/processes.ts'
import { syscall } from '../sys/libc.ts'
import {
  type Box,
  inBox,
  killed,
  makeBox,
  newDirectory,
  processesIn,
  runArgs,
  runBox,
  runInterrupted,
  startMiniRunc,
  until,
} from './box.kernel.test.ts'

syscall('unshare', CLONE_NEWNS)
syscall('mount', null, '/', null, MS_REC | MS_PRIVATE, null)

interface Layered extends Box {
  /** The option of run. */
  readonly layers: readonly string[]
  readonly lower: readonly [string, string]
  /** What is in the lower directories, as find(1) sees it. */
  below(): string
}

/** A bundle with an empty root, and two layers: a file in each, and a shell. */
function makeLayered(
  t: Test,
  args: string[],
  spec: Parameters<typeof makeBox>[2] = {},
): Layered {
  const box = makeBox(t, { args }, spec)
  const below = newDirectory(t)
  const [top, bottom] = [join(below, 'top'), join(below, 'b:o,t')]
  renameSync(box.rootfs, bottom)
  for (const path of [box.rootfs, top]) mkdirSync(path)
  writeFileSync(join(top, 'name'), 'top')
  writeFileSync(join(bottom, 'name'), 'bottom')
  writeFileSync(join(bottom, 'deep'), 'bottom')
  const list = ['ls', '-lR', '--time-style=full-iso', below]
  return {
    ...box,
    lower: [top, bottom],
    layers: ['--layers', `${top}:${bottom.replace(':', '\\:')}`],
    below: () => execFileSync('env', list, { encoding: 'utf8' }),
  }
}

const overlays = () =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes('mini-runc-'))

/** Nothing is mounted, written down, or in the root of the bundle. */
function nothingLeft(t: Test, { root, rootfs }: Box): void {
  t.same(overlays(), [])
  t.same(existsSync(root) ? readdirSync(root) : [], [])
  t.same(readdirSync(rootfs), [])
}

const CHANGE = 'cat /name /deep; echo new > /name; echo x > /fresh; rm /deep'
const SHELL = ['sh', '-c', `${CHANGE} 2>&1 || :`]
const OWN_MOUNTS = { linux: { namespaces: [{ type: 'mount' as const }] } }

for (const spec of [{}, OWN_MOUNTS])
  t.test('it sees one root, and changes none of the layers', async (t) => {
    const box = makeLayered(t, SHELL, spec)
    const before = box.below()
    const ended = await runBox(t, box, box.layers)
    t.match(ended, { status: 0, stdout: /^topbottom/, stderr: '' })
    t.equal(box.below(), before)
    nothingLeft(t, box)
  })

t.test('changes are kept where somebody wants them', async (t) => {
  const box = makeLayered(t, ['sh', '-c', 'echo new > /name; echo x > /fresh'])
  const upper = join(newDirectory(t), 'upper')
  const options = [...box.layers, '--upper', upper]
  t.match(await runBox(t, box, options), { status: 0, stderr: '' })
  t.same(readdirSync(upper).sort(), ['fresh', 'name'])
  t.equal(readFileSync(join(upper, 'name'), 'utf8'), 'new\n')
  t.notOk(existsSync(`${upper}.work`))
  nothingLeft(t, box)
  t.match(await runBox(t, box, options), { status: 0 }, 'and used again')
})

t.test('its root has the owner and the mode of the top layer', async (t) => {
  const box = makeLayered(t, ['sleep', '60'])
  execFileSync('chown', ['7:8', box.lower[0]])
  execFileSync('chmod', ['1751', box.lower[0]])
  const { ended } = await started(t, box)
  const { uid, gid, mode } = statSync(box.rootfs)
  t.same([uid, gid, mode & 0o7777], [7, 8, 0o1751])
  for (const pid of processesIn(box.rootfs)) process.kill(pid, 'SIGKILL')
  t.match(await ended, { status: 137 })
  nothingLeft(t, box)
})

/** A container with layers that sleeps. */
async function started(t: Test, box: Layered, options: string[] = []) {
  const args = runArgs(box, [...box.layers, ...options])
  const run = await startMiniRunc(t, args)
  const file = join(box.root, 'box/state.json')
  await until('it to run', () => existsSync(file) && isRunning(file))
  return run
}

const isRunning = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')).init !== undefined

t.test('what one that was killed leaves, delete --force undoes', async (t) => {
  const box = makeLayered(t, ['sleep', '60'])
  await killed((await started(t, box)).process)
  t.equal(overlays().length, 1)
  t.match(await inBox(t, box, ['delete', 'box']), { status: 1 }, 'it runs')
  const ended = await inBox(t, box, ['delete', '--force', 'box'])
  t.match(ended, { status: 0, stderr: '' })
  nothingLeft(t, box)
})

t.test('and so does the next run, once it has ended', async (t) => {
  const box = makeLayered(t, ['sleep', '60'])
  const upper = join(newDirectory(t), 'upper')
  const run = await started(t, box, ['--upper', upper])
  await killed(run.process)
  for (const pid of processesIn(box.rootfs)) process.kill(pid, 'SIGKILL')
  await until('its end', () => processesIn(box.rootfs).length === 0)
  t.ok(existsSync(`${upper}.work`))
  const args = runArgs(box, [...box.layers, '--upper', upper])
  const again = await startMiniRunc(t, args)
  await until('it to run', () => processesIn(box.rootfs).length > 0)
  t.equal(overlays().length, 1)
  again.process.kill('SIGTERM')
  await sleep(50)
  await inBox(t, box, ['delete', '--force', 'box'])
  await again.ended
  nothingLeft(t, box)
  t.notOk(existsSync(`${upper}.work`))
})

t.test('a signal at whatever moment leaves nothing', async (t) => {
  const box = makeLayered(t, ['sleep', '60'])
  for (let delay = 40; delay <= 320; delay += 40) {
    const run = await startMiniRunc(t, runArgs(box, box.layers))
    await sleep(delay)
    run.process.kill('SIGINT')
    await run.ended
    nothingLeft(t, box)
  }
})

t.test('nor does one while its ID is claimed', async (t) => {
  const box = makeLayered(t, ['sleep', '60'])
  t.match(await runInterrupted(t, box, box.layers), { status: 130, stderr: '' })
  nothingLeft(t, box)
})

t.test('what fails leaves nothing', async (t) => {
  const box = makeLayered(t, ['nothing'])
  const upper = join(newDirectory(t), 'upper')
  const [top] = box.lower
  const cases: readonly (readonly [string[], number, RegExp])[] = [
    [[...box.layers], 127, /"nothing"/],
    [['--layers', `${top}:/none`], 1, /"\/none" to be a directory/],
    [[...box.layers, '--upper', top], 1, /overlay|mount/],
    [[...box.layers, '--upper', '/none/upper'], 1, /ENOENT/],
    [['--layers', `${top}:/none`, '--upper', upper], 1, /a directory/],
    [['--layers', '/none', '--upper', upper], 1, /ENOENT|directory/],
  ]
  for (const [options, status, stderr] of cases) {
    const ended = await runBox(t, box, options)
    t.match(ended, { status, stderr }, options.join(' '))
    nothingLeft(t, box)
    t.notOk(existsSync(upper))
    t.notOk(existsSync(`${top}.work`))
  }
})

t.test('a root or an upper directory in use is refused', async (t) => {
  const [box, other] = [
    makeLayered(t, ['sleep', '60']),
    makeLayered(t, ['true']),
  ]
  const upper = join(newDirectory(t), 'upper')
  const run = await started(t, box, ['--upper', upper])
  const same = { ...box, root: join(box.bundle, 'others') }
  const again = await inBox(t, same, [
    ...['run', '--bundle', box.bundle],
    ...[...box.layers, 'other'],
  ])
  t.match(again, { status: 1, stderr: /without layers .* another container/ })
  const options = [...other.layers, '--upper', upper]
  const shared = await runBox(t, other, options)
  t.match(shared, { status: 1, stderr: /upper\.work" to be absent: .* in use/ })
  t.equal(overlays().length, 1)
  t.ok(existsSync(`${upper}.work/work`), 'the first one is not disturbed')
  run.process.kill('SIGKILL')
  await inBox(t, box, ['delete', '--force', 'box'])
  nothingLeft(t, box)
})

t.test(
  'who stays in the root is told, and it can be deleted later',
  async (t) => {
    const box = makeLayered(t, ['sh', '-c', 'sleep 60 <&- >&- 2>&- & :'])
    mkdirSync(join(box.lower[0], 'dev'))
    writeFileSync(join(box.lower[0], 'dev/null'), '')
    const ended = await runBox(t, box, box.layers)
    t.match(ended, { status: 1, stderr: /umount2.*EBUSY/ })
    t.equal(overlays().length, 1)
    for (const pid of processesIn(box.rootfs)) process.kill(pid, 'SIGKILL')
    t.match(await inBox(t, box, ['delete', 'box']), { status: 0, stderr: '' })
    nothingLeft(t, box)
  },
)

t.test('--explain shows the mount, and --dry-run makes none', async (t) => {
  const box = makeLayered(t, ['true'])
  const options = [...box.layers, '--explain', '--dry-run']
  const { stdout, status } = await runBox(t, box, options)
  t.equal(status, 0)
  t.match(stdout, /mount\("mini-runc-…", ".*rootfs", "overlay", 0, "lowerdir=/)
  nothingLeft(t, box)
})
