// `exec` and `ps`: processes that come into a container later.
import { spawnSync } from 'node:child_process'
import {
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { enterContainer } from '../linux/enter.ts'
import { NAMESPACES } from '../linux/namespaces.ts'
import { closeEntrance, openEntrance } from '../oci/entrance.ts'
import { loadRunning } from '../oci/state.ts'
import type { NamespaceType, Spec } from '../spec/runtime-spec.ts'
import { Program } from '../sys/program.ts'
import { type Child, spawn } from '../sys/spawn.ts'
import {
  type Box,
  inBox,
  type StartOptions,
  startMiniRunc,
  startSleeper,
  statusField,
  until,
} from './box.kernel.test.ts'

const TYPES = Object.keys(NAMESPACES) as NamespaceType[]
const MAP = [{ containerID: 0, hostID: 100000, size: 65536 }]
const PROC = [{ destination: '/proc', type: 'proc', options: [] }]

type More = Partial<Omit<Spec, 'process'>>

/** A spec with these namespaces, all new. */
const own = (types: readonly NamespaceType[], more: object = {}): More => ({
  linux: {
    namespaces: types.map((type) => ({ type })),
    ...(types.includes('user') && { uidMappings: MAP, gidMappings: MAP }),
    ...more,
  },
})

const ALL: More = {
  ...own(TYPES, { timeOffsets: { boottime: { secs: 5, nanosecs: 0 } } }),
  hostname: 'boxed',
  mounts: PROC,
}

const inodeOf = (pid: number, type: NamespaceType) =>
  readlinkSync(`/proc/${pid}/ns/${NAMESPACES[type].file}`)

const exec = (
  t: Test,
  box: Box,
  args: readonly string[],
  start?: StartOptions,
) => inBox(t, box, ['exec', ...args], start)

/** Start a second sleeper in a box by exec, and find the process. */
async function execSleeper(t: Test, box: Box, start: StartOptions = {}) {
  const pidFile = join(box.bundle, 'exec-pid')
  const options = ['exec', '--pid-file', pidFile]
  const args = ['--root', box.root, ...options, 'box', 'sleep', '62']
  const started = await startMiniRunc(t, args, start)
  const pid = await until('the pid file', () => {
    const there = readdirSync(box.bundle).includes('exec-pid')
    return there && Number(readFileSync(pidFile, 'utf8'))
  })
  return { ...started, pid }
}

for (const [name, spec] of [
  ['in a chroot', {}],
  ['in a PID namespace', own(['pid'])],
  ['in mounts of its own', { ...own(['mount']), mounts: PROC }],
  ['in all namespaces', ALL],
] as const) {
  t.test(`exec ${name} ends as its program does`, async (t) => {
    const box = await startSleeper(t, {}, { spec })
    for (const status of [0, 7, 255]) {
      const ended = await exec(t, box, ['box', 'sh', '-c', `exit ${status}`])
      t.match(ended, { status, stdout: '', stderr: '' })
    }
    const killed = await exec(t, box, ['box', 'sh', '-c', 'kill -9 $$'])
    t.match(killed, { status: 137, signal: null })
    t.match(await exec(t, box, ['box', 'nope']), {
      status: 127,
      stderr: /"nope" to execute in PATH ".*" inside ".*" but found none/,
    })
    t.equal((await exec(t, box, ['box', '/tmp'])).status, 126)
  })

  t.test(`exec ${name} is where the container is`, async (t) => {
    const box = await startSleeper(t, { cwd: '/tmp' }, { spec })
    const { pid } = await execSleeper(t, box)
    for (const type of TYPES)
      t.equal(inodeOf(pid, type), inodeOf(box.pid, type), type)
    for (const link of ['root', 'cwd']) {
      const [ours, theirs] = [pid, box.pid].map((pid) =>
        statSync(`/proc/${pid}/${link}/`),
      )
      t.equal(ours?.ino, theirs?.ino, link)
      t.equal(ours?.dev, theirs?.dev, link)
    }
    const level = statusField(box.pid, 'NSpid').split('\t').length
    t.equal(statusField(pid, 'NSpid').split('\t').length, level)
    for (const field of ['Uid', 'Gid', 'Groups', 'SigIgn', 'SigBlk'])
      t.equal(statusField(pid, field), statusField(box.pid, field), field)
    t.same(readdirSync(`/proc/${pid}/fd`), ['0', '1', '2'])
    t.equal(statusField(pid, 'NSsid').split('\t')[0], `${pid}`)
  })

  t.test(`ps ${name} lists its processes and no others`, async (t) => {
    // A descendant may be in a PID namespace below, and is one all the same.
    const elsewhere = 'busybox unshare -p -f'
    const box = await startSleeper(
      t,
      { args: ['sh', '-c', `${elsewhere} sleep 60 | sleep 61; true`] },
      { spec },
    )
    const others = await startSleeper(t, {}, { spec })
    const { pid } = await execSleeper(t, box)
    const listed = await inBox(t, box, ['ps', '-f', 'json', 'box'])
    const pids: number[] = JSON.parse(listed.stdout)
    const commands = pids.map(
      (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1],
    )
    t.same(commands.sort(), ['-c', '60', '61', '62', 'unshare'])
    t.ok(pids.includes(pid))
    t.notOk(pids.includes(others.pid))
    const { stdout } = await inBox(t, box, ['ps', 'box'])
    const [head = '', ...rows] = stdout.trimEnd().split('\n')
    t.match(head, /^PID +INSIDE +PPID +UID +STATE +COMMAND$/)
    t.equal(rows.length, 5)
    const row = new RegExp(`^${pid} +\\d+ +\\d+ +\\d+ +S +sleep 62$`, 'm')
    t.match(stdout, row)
  })
}

t.test('exec has the environment of the container, and more', async (t) => {
  const box = await startSleeper(t, { env: ['PATH=/bin', 'A=1', 'B=2'] })
  t.equal((await exec(t, box, ['box', 'env'])).stdout, 'PATH=/bin\nA=1\nB=2\n')
  const added = ['-e', 'A=x=y', '--env', 'C=', 'box', 'env']
  const { stdout } = await exec(t, box, added)
  t.equal(stdout, 'PATH=/bin\nB=2\nA=x=y\nC=\n')
})

t.test('exec has the streams of its caller', async (t) => {
  const box = await startSleeper(t, {}, { spec: own(['pid']) })
  const script = 'cat; echo problem >&2'
  const args = ['--root', box.root, 'exec', 'box', 'sh', '-c', script]
  const { process, ended } = await startMiniRunc(t, args)
  process.stdin?.end('through\n')
  t.match(await ended, { stdout: 'through\n', stderr: 'problem\n', status: 0 })
})

t.test('exec --cwd is looked up inside', async (t) => {
  const box = await startSleeper(t, { cwd: '/tmp' })
  const pwd = ['box', 'pwd', '-P']
  t.equal((await exec(t, box, pwd)).stdout, '/tmp\n')
  t.equal((await exec(t, box, ['--cwd', '/bin', ...pwd])).stdout, '/bin\n')
  const up = await exec(t, box, ['--cwd', '/../../..', ...pwd])
  t.equal(up.stdout, '/\n')
  symlinkSync('/', join(box.rootfs, 'link'))
  const linked = await exec(t, box, ['--cwd', '/link/tmp', ...pwd])
  t.equal(linked.stdout, '/tmp\n')
  t.match(await exec(t, box, ['--cwd', '/nowhere', 'box', 'true']), {
    status: 1,
    stderr: /chdir\("\/nowhere"\): ENOENT/,
  })
})

t.test('a forgotten descriptor is no way out', async (t) => {
  const spec = { ...own(['mount']), mounts: PROC }
  const box = await startSleeper(t, {}, { spec })
  symlinkSync('/proc/self/fd/40', join(box.rootfs, 'innocent'))
  // Node leaves what is open above the first gap.
  const prefix = ['bash', '-c', 'exec 40</; exec "$@"', 'bash']
  for (const cwd of ['/innocent', '/proc/self/fd/40', '/innocent/etc/..'])
    t.match(
      await exec(t, box, ['--cwd', cwd, 'box', 'true'], { prefix }),
      { status: 1, stderr: /faccessat\(-1, .*EBADF/ },
      cwd,
    )
  const inside = ['box', 'busybox', 'readlink', '/proc/self/fd/40']
  t.equal((await exec(t, box, inside, { prefix })).status, 1, 'none inside')
})

/** Sleeps in a container, on the way to a program. */
async function strandInside(t: Test, box: Box, hidden: boolean) {
  const entrance = openEntrance(loadRunning(box.root, 'box'))
  const program = new Program()
  if (hidden) enterContainer(program, { ...entrance, cwd: '/' })
  else program.setns(entrance.process, entrance.namespaces)
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  const child = spawn(program, { bare: true })
  t.teardown(() => child.kill('SIGKILL'))
  await until('its sleep', () => isAsleep(child))
  closeEntrance(entrance)
  return child
}

const isAsleep = (child: Child) =>
  inodeOf(child.pid, 'user') !== inodeOf(process.pid, 'user') &&
  statusField(child.pid, 'State').startsWith('S')

t.test('root of the container cannot look into who enters', async (t) => {
  const box = await startSleeper(t, {}, { spec: own(['user']) })
  const look = (pid: number) =>
    spawnSync('nsenter', [
      `--user=/proc/${box.pid}/ns/user`,
      '--setuid=0',
      '--setgid=0',
      'readlink',
      `/proc/${pid}/exe`,
      `/proc/${pid}/root`,
    ]).stdout.toString()
  // Else the test would prove nothing.
  const seen = await strandInside(t, box, false)
  t.equal(look(seen.pid), `${process.execPath}\n/\n`)
  const hidden = await strandInside(t, box, true)
  t.equal(look(hidden.pid), '')
  t.not(look(box.pid), '', 'it can look into its own')
})

t.test('signals go on to who was executed', async (t) => {
  const box = await startSleeper(t, {}, { spec: own(['pid']) })
  const { process, ended, pid } = await execSleeper(t, box)
  process.kill('SIGTERM')
  t.match(await ended, { status: 143, signal: null })
  t.equal(spawnSync('kill', ['-0', `${pid}`]).status, 1)
  t.ok(statusField(box.pid, 'State'), 'the container goes on')
})

t.test('the end of the container is the end of exec', async (t) => {
  const box = await startSleeper(t, {}, { spec: own(['pid']) })
  const { ended } = await execSleeper(t, box)
  process.kill(box.pid, 'SIGKILL')
  t.match(await ended, { status: 137 })
})

t.test('twenty at a time do not mix', async (t) => {
  const box = await startSleeper(t, {}, { spec: own(['pid', 'uts']) })
  const numbers = Array.from({ length: 20 }, (_, n) => n + 1)
  const all = await Promise.all(
    numbers.map((n) =>
      exec(t, box, ['box', 'sh', '-c', `echo ${n} $$; exit ${n}`]),
    ),
  )
  t.same(
    all.map(({ status, stdout }) => [status, stdout.split(' ')[0]]),
    numbers.map((n) => [n, `${n}`]),
  )
  const inside = all.map(({ stdout }) => Number(stdout.split(' ')[1]))
  t.equal(new Set(inside).size, 20, 'each has its own number')
  t.same(
    JSON.parse((await inBox(t, box, ['ps', '-f', 'json', 'box'])).stdout),
    [box.pid],
  )
})

t.test('exec --explain shows the way inside', async (t) => {
  const box = await startSleeper(t, {}, { spec: own(['pid', 'uts']) })
  const args = ['--explain', 'box', 'true']
  const { stderr, status } = await exec(t, box, args)
  t.equal(status, 0)
  t.match(stderr, /setns\(\d+, CLONE_NEWUTS\|CLONE_NEWPID\) = 0\n/)
  t.match(stderr, /execve\("\/bin\/true".* = 0\n/)
})

t.test('without root, for a container of one’s own', async (t) => {
  const ids = (id: number) => [{ containerID: 0, hostID: id, size: 1 }]
  const types = ['user', 'mount', 'pid', 'uts', 'ipc'] as const
  const maps = { uidMappings: ids(1000), gidMappings: ids(1000) }
  const spec = { ...own(types, maps), hostname: 'rootless', mounts: PROC }
  const user = ['--reuid=1000', '--regid=1000', '--clear-groups']
  const prefix = ['setpriv', ...user, 'env']
  const box = await startSleeper(t, {}, { spec, prefix, owner: 1000 })
  const script =
    'echo $(cat /proc/sys/kernel/hostname) $(cat /proc/self/uid_map)'
  t.match(await exec(t, box, ['box', 'sh', '-c', script], { prefix }), {
    status: 0,
    stdout: 'rootless 0 1000 1\n',
    stderr: '',
  })
  const { pid } = await execSleeper(t, box, { prefix })
  t.equal(statusField(pid, 'Uid'), Array(4).fill('1000').join('\t'))
  for (const type of TYPES)
    t.equal(inodeOf(pid, type), inodeOf(box.pid, type), type)
  const listed = await inBox(t, box, ['ps', '-f', 'json', 'box'], { prefix })
  t.same(JSON.parse(listed.stdout), [box.pid, pid])
  const other = ['setpriv', '--reuid=1001', '--clear-groups', 'env']
  const refused = await exec(t, box, ['box', 'true'], { prefix: other })
  t.match(refused, { status: 1, stderr: /EACCES/ })
})

t.test(
  'exec is told of the machine that the container is told of',
  async (t) => {
    const spec = own(['mount', 'pid'], { personality: { domain: 'LINUX32' } })
    const box = await startSleeper(t, {}, { spec })
    const { stdout } = await exec(t, box, ['box', 'busybox', 'uname', '-m'])
    t.match(stdout, /^i686|^armv\dl/)
  },
)
