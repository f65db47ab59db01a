// A container in a cgroup of its own. What is tested here takes no controller,
// so that a machine with version 1 of cgroups beside version 2 will do; what a
// limit does is tested by lab 04.
import { execFileSync, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { findHierarchy } from '../linux/cgroup/hierarchy.ts'
import { removeCgroup } from '../linux/cgroup/remove.ts'
import { plainSpec } from '../spec/default-spec.ts'
import type { Linux, Process } from '../spec/runtime-spec.ts'
import {
  type Box,
  inBox,
  killed,
  killIfThere,
  makeBox,
  processesIn,
  runArgs,
  runBox,
  runInterrupted,
  startMiniRunc,
  startSleeper,
  until,
} from './box.kernel.test.ts'

const { mountPoint, controllers } = findHierarchy()

let count = 0

/** A place for cgroups, and the members of a spec that ask for one there. */
function newPlace(t: Test, linux: Partial<Linux> = {}) {
  const top = `mini-runc-test-${process.pid}-${count++}`
  const directory = join(mountPoint, top)
  const leaf = join(directory, 'leaf')
  t.teardown(() => removeCgroup(directory, []))
  const cgroupsPath = `/${top}/leaf`
  const spec = { linux: { ...plainSpec().linux, namespaces: [], ...linux } }
  return { directory, leaf, spec: { linux: { ...spec.linux, cgroupsPath } } }
}

/** A box with a cgroup that runs something. */
function boxIn(t: Test, args: string[], linux: Partial<Linux> = {}) {
  const place = newPlace(t, linux)
  return { ...place, ...makeBox(t, { args }, place.spec) }
}

/** A box with a cgroup that sleeps. */
async function sleeperIn(t: Test, linux: Partial<Linux> = {}) {
  const place = newPlace(t, linux)
  const sleeper = await startSleeper(t, {}, { spec: place.spec })
  return { ...place, ...sleeper }
}

const statusOf = async (t: Test, box: Box) =>
  JSON.parse((await inBox(t, box, ['state', 'box'])).stdout).status

/** A process of somebody else, in a cgroup of his. */
async function strangerIn(t: Test, directory: string): Promise<number> {
  mkdirSync(directory, { recursive: true })
  const { pid } = spawn('sleep', ['60'], { stdio: 'ignore' })
  if (pid === undefined) throw new Error('Expected a process but found none')
  t.teardown(() => killIfThere(pid))
  writeFileSync(join(directory, 'cgroup.procs'), `${pid}`)
  return pid
}

const CAT = ['cat', '/proc/self/cgroup']
const WITH_PROC: Partial<Process> = { args: CAT }

t.test('it is in its cgroup, which is gone when it is', async (t) => {
  const { leaf, directory, pid, root, ended } = await sleeperIn(t)
  const members = readFileSync(join(leaf, 'cgroup.procs'), 'utf8')
  t.equal(members, `${pid}\n`)
  process.kill(pid, 'SIGKILL')
  t.equal((await ended).status, 137)
  t.notOk(existsSync(directory), 'with what was made above it')
  t.same(readdirSync(root), [])
})

t.test('without being asked for, there is none', async (t) => {
  const { pid } = await startSleeper(t)
  const own = readFileSync('/proc/self/cgroup', 'utf8')
  t.equal(readFileSync(`/proc/${pid}/cgroup`, 'utf8'), own)
})

t.test('a relative path is below a place of ours', async (t) => {
  const name = `test-${process.pid}`
  const linux = { ...plainSpec().linux, namespaces: [], cgroupsPath: name }
  const { pid, ended } = await startSleeper(t, {}, { spec: { linux } })
  const own = join(mountPoint, 'mini-runc', name)
  t.equal(readFileSync(join(own, 'cgroup.procs'), 'utf8'), `${pid}\n`)
  process.kill(pid, 'SIGKILL')
  await ended
  t.notOk(existsSync(own))
})

t.test('who outlives the first process does not stay', async (t) => {
  const box = boxIn(t, ['sh', '-c', 'sleep 60 & sleep 60 & :'])
  mkdirSync(join(box.rootfs, 'dev'))
  writeFileSync(join(box.rootfs, 'dev/null'), '')
  t.match(await runBox(t, box), { status: 0 })
  t.notOk(existsSync(box.directory))
  t.same(processesIn(box.rootfs), [])
})

t.test('nothing is left of what does not come about', async (t) => {
  const unified = { 'cgroup.max.depth': 'nonsense' }
  const missing = boxIn(t, ['nothing'])
  const refused = boxIn(t, ['true'], { resources: { unified } })
  t.match(await runBox(t, missing), { status: 127 })
  t.match(await runBox(t, refused), {
    status: 1,
    stderr: /cgroup\.max\.depth": EINVAL/,
  })
  for (const { directory, root } of [missing, refused]) {
    t.notOk(existsSync(directory))
    t.same(readdirSync(root), [])
  }
})

t.test('a signal at whatever moment leaves nothing', async (t) => {
  const box = boxIn(t, ['sleep', '60'])
  for (let delay = 40; delay <= 400; delay += 40) {
    const started = await startMiniRunc(t, runArgs(box))
    await sleep(delay)
    started.process.kill('SIGTERM')
    await started.ended
    t.notOk(existsSync(box.directory), `after ${delay} ms`)
    t.same(processesIn(box.rootfs), [])
  }
})

t.test('nor does one while its ID is claimed', async (t) => {
  const box = boxIn(t, ['sleep', '60'])
  t.match(await runInterrupted(t, box), { status: 130, stderr: '' })
  t.notOk(existsSync(box.directory))
  t.same(readdirSync(box.root), [])
})

t.test('a cgroup with processes is left to its owner', async (t) => {
  const box = boxIn(t, ['true'])
  const pid = await strangerIn(t, box.leaf)
  t.match(await runBox(t, box), {
    status: 1,
    stderr: `found processes (${pid})`,
  })
  t.equal(readFileSync(join(box.leaf, 'cgroup.procs'), 'utf8'), `${pid}\n`)
  t.same(readdirSync(box.root), [])
})

t.test('an empty one that was prepared is used, and removed', async (t) => {
  const box = boxIn(t, ['true'])
  mkdirSync(box.leaf, { recursive: true })
  t.match(await runBox(t, box), { status: 0 })
  t.notOk(existsSync(box.leaf))
  t.ok(existsSync(box.directory), 'but not what was there above it')
})

t.test('what cannot be removed yet is left to be deleted', async (t) => {
  const box = boxIn(t, ['true'])
  mkdirSync(box.leaf, { recursive: true })
  // Nobody can remove what something is mounted on.
  execFileSync('mount', ['--bind', box.leaf, box.leaf])
  const unmount = () => execFileSync('umount', [box.leaf], { stdio: 'ignore' })
  let mounted = true
  t.teardown(() => mounted && unmount())
  const stderr = new RegExp(`rmdir "${box.leaf}": EBUSY`)
  t.match(await runBox(t, box), { status: 1, stderr })
  t.equal(await statusOf(t, box), 'stopped')
  t.match(await inBox(t, box, ['delete', 'box']), { status: 1, stderr })
  unmount()
  mounted = false
  t.match(await inBox(t, box, ['delete', 'box']), { status: 0 })
  t.notOk(existsSync(box.leaf))
  t.same(readdirSync(box.root), [])
})

t.test('of two errors the first one is told', async (t) => {
  const box = boxIn(t, ['nothing'])
  mkdirSync(box.leaf, { recursive: true })
  execFileSync('mount', ['--bind', box.leaf, box.leaf])
  t.teardown(() => execFileSync('umount', [box.leaf]))
  t.match(await runBox(t, box), { status: 127, stderr: /"nothing"/ })
})

t.test('what a killed mini-runc left can be deleted', async (t) => {
  const { process: miniRunc, ...box } = await sleeperIn(t)
  await killed(miniRunc)
  t.ok(existsSync(box.leaf))
  t.match(await inBox(t, box, ['delete', 'box']), {
    status: 1,
    stderr: /to be stopped but found it running\n/,
  })
  t.match(await inBox(t, box, ['delete', '--force', 'box']), { status: 0 })
  t.notOk(existsSync(box.directory))
  t.same(processesIn(box.rootfs), [])
  t.same(readdirSync(box.root), [])
  t.match(await inBox(t, box, ['delete', 'box']), { status: 1 })
  t.match(await inBox(t, box, ['delete', '--force', 'box']), { status: 0 })
})

t.test('or is swept by the next run, with who is in there', async (t) => {
  const { process: miniRunc, pid, ...box } = await sleeperIn(t)
  const stray = await strangerIn(t, box.leaf)
  await killed(miniRunc)
  process.kill(pid, 'SIGKILL')
  await until('its end', () => !existsSync(`/proc/${pid}/root/`))
  t.equal(await statusOf(t, box), 'stopped')
  const next = startMiniRunc(t, runArgs(box))
  await until('the next one', () => processesIn(box.rootfs).length === 1)
  t.notOk(existsSync(`/proc/${stray}/root/`))
  ;(await next).process.kill('SIGTERM')
  t.equal((await (await next).ended).status, 143)
  t.notOk(existsSync(box.directory))
})

t.test('a cgroup that was not made yet is nobody to kill for', async (t) => {
  const { process: miniRunc, pid, ...box } = await sleeperIn(t)
  await killed(miniRunc)
  process.kill(pid, 'SIGKILL')
  const stranger = await strangerIn(t, box.leaf)
  const file = join(box.root, 'box/state.json')
  const state = JSON.parse(readFileSync(file, 'utf8'))
  const cgroup = { ...state.cgroup, isOurs: false }
  writeFileSync(file, JSON.stringify({ ...state, cgroup }))
  await until('its end', () => !existsSync(`/proc/${pid}/root/`))
  t.match(await inBox(t, box, ['delete', 'box']), { status: 0 })
  t.ok(existsSync(`/proc/${stranger}/root/`))
})

t.test('delete --force ends the run as well', async (t) => {
  const box = await sleeperIn(t)
  t.match(await inBox(t, box, ['delete', '-f', 'box']), { status: 0 })
  t.equal((await box.ended).status, 137)
  t.notOk(existsSync(box.directory))
})

t.test('paused it stands still, and resumed it goes on', async (t) => {
  const box = await sleeperIn(t)
  t.match(await inBox(t, box, ['resume', 'box']), {
    status: 1,
    stderr: /to be paused but found it running\n/,
  })
  t.match(await inBox(t, box, ['pause', 'box']), { status: 0, stderr: '' })
  t.match(readFileSync(join(box.leaf, 'cgroup.events'), 'utf8'), 'frozen 1')
  t.equal(await statusOf(t, box), 'paused')
  for (const args of [
    ['exec', 'box', 'true'],
    ['pause', 'box'],
  ])
    t.match(await inBox(t, box, args), {
      status: 1,
      stderr: /to be running but found it paused\n/,
    })
  t.match(await runBox(t, box), { status: 1, stderr: /one that is paused/ })
  t.match(await inBox(t, box, ['ps', '-f', 'json', 'box']), {
    stdout: `[${box.pid}]\n`,
  })
  t.match(await inBox(t, box, ['resume', 'box']), { status: 0, stderr: '' })
  t.equal(await statusOf(t, box), 'running')
})

t.test('the paused can be killed, and ended', async (t) => {
  const box = await sleeperIn(t)
  await inBox(t, box, ['pause', 'box'])
  t.match(await inBox(t, box, ['kill', 'box', 'KILL']), { status: 0 })
  t.equal((await box.ended).status, 137)
  t.notOk(existsSync(box.directory))
})

t.test('without a cgroup there is nothing to pause', async (t) => {
  const box = await startSleeper(t)
  for (const command of ['pause', 'events'])
    t.match(await inBox(t, box, [command, 'box']), {
      status: 1,
      stderr:
        /to have a cgroup, by "linux.cgroupsPath" or .* found it has none/,
    })
})

t.test('exec puts its process in there too', async (t) => {
  const box = await sleeperIn(t)
  const started = await startMiniRunc(t, [
    ...['--root', box.root],
    ...['exec', 'box', 'sleep', '50'],
  ])
  const pids = await until('two processes', () => {
    const text = readFileSync(join(box.leaf, 'cgroup.procs'), 'utf8')
    const all = text.split('\n').filter(Boolean).map(Number)
    return all.length === 2 && all
  })
  t.match(await inBox(t, box, ['ps', '-f', 'json', 'box']), {
    stdout: `${JSON.stringify(pids)}\n`,
  })
  process.kill(box.pid, 'SIGKILL')
  t.equal((await started.ended).status, 137, 'and it ends with the others')
  await box.ended
  t.notOk(existsSync(box.directory))
})

t.test('ps lists who is in the cgroup, however he came there', async (t) => {
  const box = await sleeperIn(t)
  const stranger = await strangerIn(t, join(box.leaf, 'below'))
  const pids = [box.pid, stranger].sort((a, b) => a - b)
  t.match(await inBox(t, box, ['ps', '-f', 'json', 'box']), {
    stdout: `${JSON.stringify(pids)}\n`,
  })
})

t.test('figures of its own want a cgroup, and mounts', async (t) => {
  const without = makeBox(t, { args: ['true'] })
  const options = ['--own-figures']
  t.match(await runBox(t, without, options), {
    status: 1,
    stderr: /"\/linux\/resources" in .* to be limits for "--own-figures"/,
  })
  t.match(await runBox(t, boxIn(t, ['true']), options), {
    status: 1,
    stderr: /"\/linux\/namespaces" in .* a new one of type "mount"/,
  })
})

// Any will do: it is the handing down that empties a cgroup.
const [controller] = controllers
const skip = controller === undefined && 'no controller in version 2'

t.test('exec goes where the first of a divided one is', { skip }, async (t) => {
  const box = await sleeperIn(t)
  const part = join(box.leaf, 'part')
  mkdirSync(part)
  const words = `+${controller}`
  for (const path of [mountPoint, box.directory])
    writeFileSync(join(path, 'cgroup.subtree_control'), words)
  writeFileSync(join(part, 'cgroup.procs'), `${box.pid}`)
  writeFileSync(join(box.leaf, 'cgroup.subtree_control'), words)
  const { status, stderr } = await inBox(t, box, ['exec', 'box', 'true'])
  t.same({ status, stderr }, { status: 0, stderr: '' })
  process.kill(box.pid, 'SIGKILL')
  await box.ended
  t.notOk(existsSync(box.directory), 'and what it made goes as well')
})

t.test('a signal can go to all of them', async (t) => {
  const box = boxIn(t, [
    'sh',
    '-c',
    'trap "" TERM; (trap - TERM; exec sleep 60) & wait $!',
  ])
  mkdirSync(join(box.rootfs, 'dev'))
  writeFileSync(join(box.rootfs, 'dev/null'), '')
  const { ended } = await startMiniRunc(t, runArgs(box))
  const members = () => {
    const text = readFileSync(join(box.leaf, 'cgroup.procs'), 'utf8')
    return text.split('\n').filter(Boolean)
  }
  const two = () => existsSync(box.leaf) && members().length === 2
  await until('both', two)
  await until('its state', () => {
    const text = readFileSync(join(box.root, 'box/state.json'), 'utf8')
    return JSON.parse(text).init
  })
  t.match(await inBox(t, box, ['kill', 'box']), { status: 0 })
  await sleep(100)
  t.ok(two(), 'the first one does not mind, and the other is not meant')
  t.match(await inBox(t, box, ['kill', '--all', 'box']), { status: 0 })
  t.match(await ended, { status: 143 })
})

t.test('update changes one setting and leaves the others', async (t) => {
  const unified = { 'cgroup.max.depth': '7', 'cgroup.max.descendants': '8' }
  const box = await sleeperIn(t, { resources: { unified } })
  const file = join(box.bundle, 'limits.json')
  const update = async (wanted: object) => {
    writeFileSync(file, JSON.stringify(wanted))
    return inBox(t, box, ['update', '--resources', file, 'box'])
  }
  const read = (name: string) => readFileSync(join(box.leaf, name), 'utf8')
  t.match(await update({ unified: { 'cgroup.max.depth': '5' } }), { status: 0 })
  t.same(
    [read('cgroup.max.depth'), read('cgroup.max.descendants')],
    ['5\n', '8\n'],
  )
  const wrong = { 'cgroup.max.depth': '6', 'cgroup.max.descendants': 'x' }
  t.match(await update({ unified: wrong }), { status: 1, stderr: /EINVAL/ })
  t.equal(read('cgroup.max.depth'), '5\n', 'what was written is taken back')
  t.match(await update({ devices: [{ allow: true }] }), {
    status: 1,
    stderr: /"\/devices" in ".*limits.json" to be absent/,
  })
})

t.test('events tells once what there is to know', async (t) => {
  const box = await sleeperIn(t)
  const { stdout, status } = await inBox(t, box, ['events', '--stats', 'box'])
  t.equal(status, 0)
  t.match(stdout, /^{"type":"stats","id":"box","data":{.*}}\n$/)
  t.type(JSON.parse(stdout).data.cpu.usage.total, 'number')
})

t.test('events goes on until the end of the container', async (t) => {
  const box = await sleeperIn(t)
  const args = ['--root', box.root, 'events', '--interval', '50ms', 'box']
  const { ended, stdout } = await startMiniRunc(t, args)
  await until('three lines', () => stdout().split('\n').length > 3)
  process.kill(box.pid, 'SIGKILL')
  t.match(await ended, { status: 0, stderr: '' })
  for (const line of stdout().trimEnd().split('\n'))
    t.match(JSON.parse(line), { type: 'stats', id: 'box' })
})

t.test('inside a cgroup namespace its cgroup is the root', async (t) => {
  const mounts = [
    { destination: '/proc', type: 'proc', source: 'proc', options: [] },
  ]
  const place = newPlace(t, {
    namespaces: [{ type: 'mount' }, { type: 'cgroup' }],
  })
  const box = makeBox(t, WITH_PROC, { ...place.spec, mounts })
  t.match(await runBox(t, box), { status: 0, stdout: /^0::\/$/m })
  t.notOk(existsSync(place.directory))
})
