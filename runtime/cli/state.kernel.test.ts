// The state of a container: where it is, what it says, and what becomes of it
// when mini-runc does not end as it should.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import {
  inBox,
  killed,
  makeBox,
  miniRuncProgram,
  processesIn,
  runArgs,
  runBox,
  start,
  startMiniRunc,
  startSleeper,
  until,
} from './box.kernel.test.ts'

t.test('a running container has a state, an ended one none', async (t) => {
  const { pid, root, bundle, rootfs, ended } = await startSleeper(t)
  const { stdout, status } = await inBox(t, { root }, ['state', 'box'])
  t.equal(status, 0)
  t.match(JSON.parse(stdout), {
    ociVersion: '1.2.0',
    id: 'box',
    pid,
    status: 'running',
    bundle,
    rootfs,
    created: /^20\d\d-.*Z$/,
  })
  process.kill(pid, 'SIGKILL')
  t.equal((await ended).status, 137)
  t.same(readdirSync(root), [])
})

t.test('an unknown ID is an error that names the others', async (t) => {
  const sleeper = await startSleeper(t)
  for (const args of [
    ['state', 'nope'],
    ['ps', 'nope'],
    ['exec', 'nope', 'true'],
  ])
    t.match(await inBox(t, sleeper, args), {
      status: 1,
      stdout: '',
      stderr: `mini-runc: Expected a container "nope" in "${sleeper.root}" but found only "box": it does not exist\n`,
    })
  const root = join(sleeper.bundle, 'other')
  t.match(await inBox(t, { root }, ['state', 'nope']), {
    status: 1,
    stderr: /but found none: it does not exist\n/,
  })
  t.notOk(existsSync(root), 'looking makes no directory')
})

t.test('a second run of a living ID is refused', async (t) => {
  const sleeper = await startSleeper(t)
  t.match(await runBox(t, sleeper), {
    status: 1,
    stdout: '',
    stderr: `mini-runc: Expected no container "box" but found one that is running (process ${sleeper.pid})\n`,
  })
  t.same(processesIn(sleeper.rootfs), [sleeper.pid])
  t.match(await inBox(t, sleeper, ['state', 'box']), { status: 0 })
})

t.test('of ten runs of one ID at a time one wins', async (t) => {
  const box = makeBox(t, { args: ['sleep', '60'] })
  const runs = Array.from({ length: 10 }, () => startMiniRunc(t, runArgs(box)))
  const results: (number | null)[] = []
  for (const run of runs)
    (await run).ended.then(({ status }) => results.push(status))
  await until('nine refusals', () => results.length === 9)
  t.same(results, Array(9).fill(1))
  await until('the winner', () => processesIn(box.rootfs).length === 1)
})

t.test('who looks whether an ID is free takes it before others', async (t) => {
  const box = makeBox(t, { args: ['sleep', '60'] })
  mkdirSync(box.root)
  const holder = start(t, ['flock', box.root, 'sh', '-c', 'echo held; cat'])
  await until('the lock', () => holder.stdout().includes('held'))
  const { process } = await startMiniRunc(t, runArgs(box))
  const waits = new RegExp(`-> FLOCK +ADVISORY +WRITE ${process.pid} `)
  await until('it to wait', () =>
    waits.test(readFileSync('/proc/locks', 'utf8')),
  )
  t.same(readdirSync(box.root), [])
  holder.process.stdin?.end()
  await until('the container', () => processesIn(box.rootfs).length === 1)
})

t.test('a killed mini-runc leaves a state that can be used', async (t) => {
  const { process: miniRunc, ...box } = await startSleeper(t)
  await killed(miniRunc)
  t.match(await inBox(t, box, ['exec', 'box', 'echo', 'here']), {
    stdout: 'here\n',
    status: 0,
  })
  t.match(await runBox(t, box), { status: 1, stderr: /one that is running/ })
  t.match(await inBox(t, box, ['ps', '-f', 'json', 'box']), {
    stdout: `[${box.pid}]\n`,
  })
})

t.test('what a killed mini-runc left is swept by the next run', async (t) => {
  const { process: miniRunc, pid, ...box } = await startSleeper(t)
  await killed(miniRunc)
  process.kill(pid, 'SIGKILL')
  await until('its end', () => !existsSync(`/proc/${pid}/root/`))
  const { stdout } = await inBox(t, box, ['state', 'box'])
  t.match(JSON.parse(stdout), { status: 'stopped', pid: 0 })
  for (const args of [
    ['exec', 'box', 'true'],
    ['ps', 'box'],
  ])
    t.match(await inBox(t, box, args), {
      status: 1,
      stderr: 'Expected container "box" to be running but found it stopped\n',
    })
  const next = startMiniRunc(t, runArgs(box))
  await until('the next one', () => processesIn(box.rootfs).length === 1)
  const again = await until('its state', () => {
    const text = readFileSync(join(box.root, 'box/state.json'), 'utf8')
    return JSON.parse(text).init?.pid
  })
  t.same(processesIn(box.rootfs), [again])
  ;(await next).process.kill('SIGTERM')
  t.equal((await (await next).ended).status, 143)
  t.same(readdirSync(box.root), [])
})

t.test('a number that is another process’s by now is not it', async (t) => {
  const box = await startSleeper(t)
  const file = join(box.root, 'box/state.json')
  const state = JSON.parse(readFileSync(file, 'utf8'))
  const init = { ...state.init, startTime: state.init.startTime - 1 }
  writeFileSync(file, JSON.stringify({ ...state, init }))
  t.match(await inBox(t, box, ['exec', 'box', 'true']), {
    status: 1,
    stderr: /found it stopped/,
  })
})

t.test('who reads the state finds all of it or none', async (t) => {
  const box = makeBox(t, { args: ['true'] })
  const file = join(box.root, 'box/state.json')
  let [read, stopped] = [0, false]
  const reading = (async () => {
    for (; !stopped; await sleep(0))
      if (existsSync(file)) {
        const text = readFileSync(file, 'utf8')
        t.equal(JSON.parse(text).id, 'box')
        read++
      }
  })().catch((error) => {
    // It may go away between the look and the reading.
    if (error.code !== 'ENOENT') throw error
  })
  for (let turn = 0; turn < 5; turn++) await runBox(t, box)
  stopped = true
  await reading
  t.ok(read > 0)
})

t.test('a state that is no JSON is an error with its place', async (t) => {
  const box = makeBox(t)
  mkdirSync(join(box.root, 'box'), { recursive: true })
  writeFileSync(join(box.root, 'box/state.json'), 'nonsense')
  t.match(await inBox(t, box, ['state', 'box']), {
    status: 1,
    stderr: new RegExp(`Expected "${box.root}/box/state.json" to be JSON`),
  })
})

t.test('states are for their owner alone', async (t) => {
  const { root } = await startSleeper(t)
  const mode = (await start(t, ['stat', '-c', '%a', root]).ended).stdout
  t.equal(mode, '700\n')
})

t.test('another user keeps states below XDG_RUNTIME_DIR', async (t) => {
  const { root, ...box } = await startSleeper(t)
  chmodSync(box.bundle, 0o755)
  const program = await miniRuncProgram()
  const own = join(box.bundle, 'runtime')
  mkdirSync(own)
  await start(t, ['chown', '1000', own]).ended
  const asUser = (directory: string) =>
    start(t, [
      'setpriv',
      '--reuid=1000',
      '--clear-groups',
      'env',
      `XDG_RUNTIME_DIR=${directory}`,
      'node',
      program,
      'state',
      'nope',
    ]).ended
  t.match(await asUser(own), { stderr: `in "${own}/mini-runc" but found none` })
  // One that is not theirs is left alone.
  t.match(await asUser(box.bundle), { stderr: /in "\/(run\/user|tmp)\/.*1000/ })
  symlinkSync(own, join(box.bundle, 'link'))
  t.match(await asUser(join(box.bundle, 'link')), {
    stderr: /in "\/(run\/user|tmp)\/.*1000/,
  })
})
