// What the kernel shows of a container with namespaces of its own, and of the
// host afterwards.

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { NAMESPACES } from '../linux/namespaces.ts'
import type { NamespaceType, Spec } from '../spec/runtime-spec.ts'
import { CLOCK_BOOTTIME, CLOCK_MONOTONIC } from '../sys/constants/processes.ts'
import { toElf } from '../sys/elf.ts'
import { Program } from '../sys/program.ts'
import {
  makeBox,
  miniRuncProgram,
  processesIn,
  runArgs,
  runBox,
  startMiniRunc,
  startSleeper,
  statusField,
  until,
} from './box.kernel.test.ts'
import { processesOf } from './test/processes.ts'

const TYPES = Object.keys(NAMESPACES) as NamespaceType[]
const MAP = [{ containerID: 0, hostID: 100000, size: 65536 }]
const MAPS = { uidMappings: MAP, gidMappings: MAP }
const PROC = [{ destination: '/proc', type: 'proc', options: [] }]

type More = Partial<Omit<Spec, 'process'>>

/** A spec with these namespaces, all new. */
const own = (types: readonly NamespaceType[], more: object = {}): More => ({
  linux: {
    namespaces: types.map((type) => ({ type })),
    ...(types.includes('user') ? MAPS : {}),
    ...more,
  },
})

const inode = (pid: number | 'self', type: NamespaceType) =>
  readlinkSync(`/proc/${pid}/ns/${NAMESPACES[type].file}`)

/** What must be the same before and after a container. */
const hostFacts = () => ({
  hostname: hostname(),
  domainname: readFileSync('/proc/sys/kernel/domainname', 'utf8'),
  mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
  namespaces: TYPES.map((type) => inode('self', type)),
})

for (const type of TYPES)
  t.test(`${type}: one namespace is new, the others are shared`, async (t) => {
    const { pid } = await startSleeper(t, {}, { spec: own([type]) })
    const different = TYPES.filter((t) => inode(pid, t) !== inode('self', t))
    t.same(different, [type])
  })

t.test('all eight at once, and the host as before', async (t) => {
  const before = hostFacts()
  const names = { hostname: 'boxed', domainname: 'example' }
  const timeOffsets = { boottime: { secs: 5000, nanosecs: 0 } }
  const spec = { ...own(TYPES, { timeOffsets }), ...names, mounts: PROC }
  const { pid, ended } = await startSleeper(t, {}, { spec })
  for (const type of TYPES) t.not(inode(pid, type), inode('self', type), type)
  t.equal(statusField(pid, 'NSpid'), `${pid}\t1`)
  globalThis.process.kill(pid, 'SIGKILL')
  t.equal((await ended).status, 137)
  t.notOk(isThere(pid))
  t.same(hostFacts(), before)
})

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Run a line of shell in a box with /proc. */
async function inside(t: Test, script: string, spec: More) {
  const box = makeBox(t, { args: ['sh', '-c', script] }, spec)
  return runBox(t, box)
}

t.test('names are the container’s, not the host’s', async (t) => {
  const before = hostFacts()
  const names = { hostname: 'öl', domainname: 'example' }
  const spec = { ...own(['uts', 'mount']), ...names, mounts: PROC }
  const kernel = '/proc/sys/kernel'
  const script = `cat ${kernel}/hostname ${kernel}/domainname`
  const ended = await inside(t, script, spec)
  t.match(ended, { stdout: 'öl\nexample\n', status: 0 })
  t.same(hostFacts(), before)
})

t.test('PID 1 inside is the program itself', async (t) => {
  const { stdout } = await inside(t, 'echo $$', own(['pid']))
  t.equal(stdout, '1\n')
})

t.test('the end of PID 1 ends all', async (t) => {
  const script = 'sleep 61 & echo started; sleep 0.2'
  const box = makeBox(t, { args: ['sh', '-c', script] }, own(['pid']))
  t.match(await runBox(t, box), { stdout: 'started\n', status: 0 })
  t.same(processesOf(box.rootfs), [])
})

t.test('a container that has no handler for it outlives SIGTERM', async (t) => {
  const started = await startSleeper(t, {}, { spec: own(['pid']) })
  started.process.kill('SIGTERM')
  await new Promise((resolve) => setTimeout(resolve, 100))
  t.ok(isThere(started.pid), 'the kernel keeps it from PID 1')
  globalThis.process.kill(started.pid, 'SIGKILL')
  t.equal((await started.ended).status, 137)
})

t.test('loopback is up, and the only interface', async (t) => {
  const spec = { ...own(['network', 'mount']), mounts: PROC }
  const { pid } = await startSleeper(t, {}, { spec })
  const routes = readFileSync(`/proc/${pid}/net/fib_trie`, 'utf8')
  t.match(routes, /127\.0\.0\.1\n +\/32 host LOCAL/)
  const devices = readFileSync(`/proc/${pid}/net/dev`, 'utf8')
  t.match(devices, /^ +lo:/m)
  t.notMatch(devices, /eth|ens|wlan/)
})

t.test('what is mounted inside stays inside', async (t) => {
  const { pid } = await startSleeper(t, {}, { spec: own(['mount']) })
  const inside = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
  t.notMatch(inside, /shared:|master:/, 'no peer, no master')
})

t.test('a root inside is nobody in particular outside', async (t) => {
  const spec = own(['user'])
  const { pid } = await startSleeper(t, {}, { spec })
  const field = (name: string) =>
    readFileSync(`/proc/${pid}/${name}`, 'utf8').trim().split(/\s+/)
  t.same(field('uid_map'), ['0', '100000', '65536'])
  t.same(field('gid_map'), ['0', '100000', '65536'])
  t.same(field('setgroups'), ['allow'])
  t.equal(statusField(pid, 'Uid'), Array(4).fill('100000').join('\t'))
  t.equal(statusField(pid, 'Gid'), Array(4).fill('100000').join('\t'))
  t.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^Groups:\s*?$/m)
})

t.test('a cgroup namespace begins where the container is', async (t) => {
  const spec = { ...own(['cgroup', 'mount']), mounts: PROC }
  const { stdout } = await inside(t, 'cat /proc/self/cgroup', spec)
  for (const line of stdout.trim().split('\n')) t.match(line, /^\d+:.*:\/$/)
})

/** Writes two clocks as they are, 16 bytes each. */
function clocks(): Program {
  const program = new Program()
  for (const clock of [CLOCK_MONOTONIC, CLOCK_BOOTTIME]) {
    const time = Buffer.alloc(16)
    program.clock_gettime(clock, time)
    program.write(1, time)
  }
  return program
}

t.test('clocks have their offsets, as the program reads them', async (t) => {
  const timeOffsets = {
    monotonic: { secs: 86400, nanosecs: 0 },
    boottime: { secs: 7 * 86400, nanosecs: 500_000_000 },
  }
  const box = makeBox(t, { args: ['/clocks'] }, own(['time'], { timeOffsets }))
  const elf = toElf(clocks(), { arch: process.arch as 'x64' })
  writeFileSync(join(box.rootfs, 'clocks'), elf, { mode: 0o755 })
  const out = join(box.bundle, 'out')
  writeFileSync(out, '')
  const script = `exec node ${await miniRuncProgram()} ${runArgs(box).join(' ')} > ${out}`
  const env = { ...process.env, NODE_OPTIONS: '' }
  t.equal(spawnSync('sh', ['-c', script], { env }).status, 0)
  const bytes = readFileSync(out)
  const [monotonic, boottime] = [0, 16].map((at) =>
    Number(bytes.readBigInt64LE(at)),
  )
  const now = uptime()
  t.ok(Math.abs(Number(monotonic) - 86400 - now) < 20, `${monotonic}`)
  t.ok(Math.abs(Number(boottime) - 7 * 86400 - now) < 20, `${boottime}`)
})

t.test('/proc tells the offsets of the container', async (t) => {
  const timeOffsets = { monotonic: { secs: 3, nanosecs: 9 } }
  const spec = own(['time'], { timeOffsets })
  const { pid } = await startSleeper(t, {}, { spec })
  const text = readFileSync(`/proc/${pid}/timens_offsets`, 'utf8')
  t.match(text, /^monotonic +3 +9\nboottime +0 +0\n$/)
})

t.test('an offset that no clock can have is refused', async (t) => {
  const timeOffsets = { boottime: { secs: -1e9, nanosecs: 0 } }
  const box = makeBox(t, {}, own(['time', 'pid'], { timeOffsets }))
  const ended = await runBox(t, box)
  t.match(ended, { status: 1, stderr: /timens_offsets.*boottime.*ERANGE/ })
  t.same(processesOf(await miniRuncProgram()), [])
})

t.test('a map that the kernel refuses leaves nobody', async (t) => {
  const twice = [...MAP, { containerID: 5, hostID: 5, size: 5 }]
  const maps = { uidMappings: twice, gidMappings: MAP }
  const box = makeBox(t, {}, own(['user', 'pid'], maps))
  const { status, stderr } = await runBox(t, box)
  t.equal(status, 1)
  t.match(stderr, /write\("\/proc\/\d+\/uid_map".*EINVAL/)
  t.same(processesOf(await miniRuncProgram()), [])
})

t.test('a step that fails in new namespaces leaves nobody', async (t) => {
  const spec = own(['user', 'pid', 'mount', 'time'])
  const { status, stderr } = await runBox(
    t,
    makeBox(t, { cwd: '/nowhere' }, spec),
  )
  t.equal(status, 1)
  t.match(stderr, /"\/?nowhere/)
  t.same(processesOf(await miniRuncProgram()), [])
})

t.test('a signal in the first moments leaves nobody', async (t) => {
  const timeOffsets = { boottime: { secs: 5, nanosecs: 0 } }
  for (const types of [TYPES, ['pid', 'mount'] as const])
    for (const delay of [0, 35, 45, 50, 55, 60, 65, 70, 75, 80, 90, 400]) {
      const more = types === TYPES ? { timeOffsets } : {}
      const box = makeBox(t, { args: ['sleep', '60'] }, own(types, more))
      const { process, ended } = await startMiniRunc(t, runArgs(box))
      await new Promise((resolve) => setTimeout(resolve, delay))
      process.kill('SIGTERM')
      await until('its end, or a container that takes no SIGTERM', () => {
        const inside = processesIn(box.rootfs)
        for (const pid of inside) globalThis.process.kill(pid, 'SIGKILL')
        return process.exitCode !== null || process.signalCode !== null
      })
      const { status, signal } = await ended
      t.ok(
        status === 143 || status === 137 || signal === 'SIGTERM',
        `after ${delay} ms: ${status} ${signal}`,
      )
    }
  t.same(processesOf(await miniRuncProgram()), [])
})

t.test('the death of mini-runc before "go" ends the child', async (t) => {
  for (const delay of [40, 45, 50, 55, 60, 65, 70, 75, 80]) {
    const box = makeBox(t, { args: ['sleep', '60'] }, own(['user', 'pid']))
    const { process, ended } = await startMiniRunc(t, runArgs(box))
    await new Promise((resolve) => setTimeout(resolve, delay))
    process.kill('SIGKILL')
    await ended
  }
  // Those that had executed their program by then live on, as after runc.
  const program = await miniRuncProgram()
  await until('nobody', () => processesOf(program).length === 0)
})

t.test('eight containers at a time, in namespaces of their own', async (t) => {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8]
  const script = 'echo $$ $(cat /proc/sys/kernel/hostname)'
  const types = TYPES.filter((type) => type !== 'time')
  const boxes = numbers.map((n) => {
    const spec = { ...own(types), hostname: `box${n}`, mounts: PROC }
    return makeBox(t, { args: ['sh', '-c', script] }, spec)
  })
  const all = await Promise.all(boxes.map((box) => runBox(t, box)))
  t.same(
    all.map(({ status, stdout }) => [status, stdout]),
    numbers.map((n) => [0, `1 box${n}\n`]),
  )
})

t.test('no descriptor of the birth reaches the program', async (t) => {
  const timeOffsets = { boottime: { secs: 5, nanosecs: 0 } }
  const spec = { ...own(TYPES, { timeOffsets }), mounts: PROC }
  const { pid } = await startSleeper(t, {}, { spec })
  t.same(readdirSync(`/proc/${pid}/fd`), ['0', '1', '2'])
  t.equal(statusField(pid, 'NSsid'), `${pid}\t1`, 'it leads a session')
})
