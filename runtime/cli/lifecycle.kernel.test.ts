// The life of a container, step by step: what create, start, kill and delete
// leave to be seen by the kernel.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Process, Spec } from '../spec/runtime-spec.ts'
import {
  type Box,
  inBox,
  interrupting,
  makeBox,
  processesIn,
  until,
} from './box.kernel.test.ts'

const PRIVATE: Partial<Spec> = {
  hostname: 'box',
  mounts: [{ destination: '/proc', type: 'proc', source: 'proc', options: [] }],
  linux: {
    namespaces: [
      { type: 'mount' },
      { type: 'pid' },
      { type: 'uts' },
      { type: 'ipc' },
      { type: 'network' },
    ],
  },
}

function privateBox(t: Test, process: Partial<Process>, more = {}): Box {
  return makeBox(t, process, { ...PRIVATE, ...more })
}

/**
 * Run a command that leaves a process behind. That has the streams of the
 * command: a pipe would not end as long as it lives.
 */
async function leave(t: Test, box: Box, args: readonly string[]) {
  const file = join(box.bundle, 'stderr')
  const fd = openSync(file, 'w')
  try {
    const stdio = ['ignore', 'ignore', fd] as const
    const { status } = await inBox(t, box, args, { stdio: [...stdio] })
    return { status, stderr: readFileSync(file, 'utf8') }
  } finally {
    closeSync(fd)
  }
}

function create(t: Test, box: Box, id = 'box') {
  const file = join(box.bundle, `${id}.pid`)
  return leave(t, box, [
    'create',
    '--bundle',
    box.bundle,
    '--pid-file',
    file,
    id,
  ])
}

const pidOf = ({ bundle }: Box, id = 'box') =>
  Number(readFileSync(join(bundle, `${id}.pid`), 'utf8'))

async function stateOf(t: Test, box: Box, id = 'box') {
  const { stdout, status, stderr } = await inBox(t, box, ['state', id])
  return status === 0 ? JSON.parse(stdout) : { status: 'none', stderr }
}

const exists = (pid: number) => existsSync(`/proc/${pid}/exe`)

/** As the parent that it has lost would do it; ours is this process. */
async function untilDead(pid: number): Promise<void> {
  await until('its end', () => {
    const path = `/proc/${pid}/status`
    return !existsSync(path) || /^State:\s+Z/m.test(readFileSync(path, 'utf8'))
  })
}

t.test('created, started, ended, deleted', async (t) => {
  const mark = 'echo began > /tmp/mark; exec sleep 60'
  const box = privateBox(t, { args: ['sh', '-c', mark] })
  t.match(await create(t, box), { status: 0, stderr: '' })
  const pid = pidOf(box)
  t.match(await stateOf(t, box), { status: 'created', pid, id: 'box' })
  const inside = join(box.rootfs, 'tmp/mark')
  t.same(processesIn(box.rootfs), [pid], 'it is in its root')
  t.not(
    readlinkSync(`/proc/${pid}/ns/uts`),
    readlinkSync('/proc/self/ns/uts'),
    'it is in its namespaces',
  )
  await sleep(200)
  t.notOk(existsSync(inside), 'its program has not begun')
  t.match(await inBox(t, box, ['start', 'box']), { status: 0, stderr: '' })
  await until('a mark', () => existsSync(inside))
  t.match(await stateOf(t, box), { status: 'running', pid })
  t.match(readlinkSync(`/proc/${pid}/exe`), /busybox$/)
  t.match(await inBox(t, box, ['delete', 'box']), { status: 1 })
  t.ok(exists(pid), 'what runs is not deleted')
  t.match(await inBox(t, box, ['kill', 'box', '9']), { status: 0 })
  await untilDead(pid)
  t.match(await stateOf(t, box), { status: 'stopped', pid: 0 })
  t.match(await inBox(t, box, ['delete', 'box']), { status: 0, stderr: '' })
  t.same(readdirSync(box.root), [])
})

t.test('while it waits it has nothing of ours but its two FIFOs', async (t) => {
  const box = privateBox(t, { args: ['sleep', '60'] })
  await create(t, box)
  const fds = `/proc/${pidOf(box)}/fd`
  const open = readdirSync(fds).map((fd) => readlinkSync(join(fds, fd)))
  const states = join(box.root, 'box')
  const others = open
    .filter((path) => !path.startsWith('/dev/') && !path.startsWith('pipe:'))
    .filter((path) => path !== join(box.bundle, 'stderr'))
  t.same([...new Set(others)].sort(), [
    join(states, 'exec.fifo'),
    join(states, 'exec.report'),
  ])
})

t.test('what is not created cannot be started, nor twice', async (t) => {
  const box = privateBox(t, { args: ['sleep', '60'] })
  t.match(await inBox(t, box, ['start', 'box']), {
    status: 1,
    stderr: /does not exist/,
  })
  await create(t, box)
  t.match(await inBox(t, box, ['start', 'box']), { status: 0 })
  t.match(await inBox(t, box, ['start', 'box']), {
    status: 1,
    stderr: /to be created, not started but found it running/,
  })
})

t.test('of eight who start it at the same time, one does', async (t) => {
  const box = privateBox(t, {
    args: ['sh', '-c', 'echo x >> /tmp/n; sleep 60'],
  })
  await create(t, box)
  const all = await Promise.all(
    Array.from({ length: 8 }, () => inBox(t, box, ['start', 'box'])),
  )
  t.equal(all.filter(({ status }) => status === 0).length, 1)
  await until('a line', () => existsSync(join(box.rootfs, 'tmp/n')))
  t.equal(readFileSync(join(box.rootfs, 'tmp/n'), 'utf8'), 'x\n')
})

t.test('of eight who create one ID, one does, and is not hurt', async (t) => {
  const box = privateBox(t, { args: ['sleep', '60'] })
  const all = await Promise.all(
    Array.from({ length: 8 }, () =>
      leave(t, box, ['create', '--bundle', box.bundle, 'box']),
    ),
  )
  t.equal(all.filter(({ status }) => status === 0).length, 1)
  t.equal(processesIn(box.rootfs).length, 1)
  t.match(await inBox(t, box, ['start', 'box']), { status: 0 })
})

t.test('a later config.json changes nothing', async (t) => {
  const box = privateBox(t, { args: ['sh', '-c', 'echo first > /tmp/said'] })
  await create(t, box)
  const config = join(box.bundle, 'config.json')
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, text.replace('first', 'second'))
  await inBox(t, box, ['start', 'box'])
  const said = join(box.rootfs, 'tmp/said')
  await until(
    'words',
    () => existsSync(said) && readFileSync(said, 'utf8') !== '',
  )
  t.equal(readFileSync(said, 'utf8'), 'first\n')
})

t.test('a program that is not there fails create', async (t) => {
  for (const [name, words] of [
    ['nope', /executable file not found in \$PATH/],
    ['/nope', /no such file or directory/],
    ['/tmp/mine', /permission denied/],
    ['/tmp', /permission denied/],
  ] as const) {
    const box = privateBox(t, { args: [name] })
    writeFileSync(join(box.rootfs, 'tmp/mine'), '#!/bin/sh\n', { mode: 0o644 })
    const log = join(box.bundle, 'log.json')
    const globals = ['--log', log, '--log-format', 'json']
    const done = await inBox(t, box, [
      ...globals,
      'create',
      '--bundle',
      box.bundle,
      'box',
    ])
    t.match(done, { status: 1, stderr: words })
    const line = JSON.parse(readFileSync(log, 'utf8'))
    t.match(line, { level: 'error', msg: words, time: /^20\d\d-/ })
    t.same(readdirSync(box.root), [], 'nothing is written down')
    t.same(processesIn(box.rootfs), [])
  }
})

t.test(
  'a file that is no program fails start, which names the errno',
  async (t) => {
    const box = privateBox(t, { args: ['/tmp/text'] })
    writeFileSync(join(box.rootfs, 'tmp/text'), 'no program\n', { mode: 0o755 })
    t.match(await create(t, box), { status: 0 })
    const pid = pidOf(box)
    t.match(await inBox(t, box, ['start', 'box']), {
      status: 1,
      stderr: /to be executed but found ENOEXEC/,
    })
    await untilDead(pid)
    t.match(await stateOf(t, box), { status: 'stopped' })
    t.match(await inBox(t, box, ['delete', 'box']), { status: 0 })
  },
)

t.test(
  'what is created can be killed, and deleted without force',
  async (t) => {
    const box = privateBox(t, { args: ['sleep', '60'] })
    await create(t, box)
    const first = pidOf(box)
    t.match(await inBox(t, box, ['delete', 'box']), { status: 0 })
    await untilDead(first)
    t.match(await create(t, box), { status: 0 })
    const second = pidOf(box)
    t.match(await inBox(t, box, ['kill', 'box', 'KILL']), { status: 0 })
    await untilDead(second)
    t.match(await inBox(t, box, ['start', 'box']), { status: 1 })
    t.match(await inBox(t, box, ['kill', 'box', 'KILL']), { status: 1 })
    t.match(await inBox(t, box, ['delete', 'box']), { status: 0 })
    t.same(readdirSync(box.root), [])
  },
)

t.test(
  'delete --force ends what runs, and minds nothing that is not',
  async (t) => {
    const box = privateBox(t, { args: ['sleep', '60'] })
    mkdirSync(box.root)
    t.match(await inBox(t, box, ['delete', '--force', 'box']), {
      status: 0,
      stderr: '',
    })
    await create(t, box)
    await inBox(t, box, ['start', 'box'])
    const pid = pidOf(box)
    t.match(await inBox(t, box, ['delete', '--force', 'box']), { status: 0 })
    await untilDead(pid)
    t.same(readdirSync(box.root), [])
  },
)

t.test('list has all of them', async (t) => {
  const box = privateBox(t, { args: ['sleep', '60'] })
  await create(t, box, 'one')
  await create(t, box, 'two')
  await inBox(t, box, ['start', 'two'])
  const { stdout } = await inBox(t, box, ['list', '--format', 'json'])
  t.match(JSON.parse(stdout), [
    { id: 'one', status: 'created', pid: pidOf(box, 'one'), owner: '0' },
    { id: 'two', status: 'running', pid: pidOf(box, 'two'), owner: '0' },
  ])
  const quiet = await inBox(t, box, ['list', '-q'])
  t.equal(quiet.stdout, 'one\ntwo\n')
})

t.test('run --detach leaves it running', async (t) => {
  const box = privateBox(t, { args: ['sleep', '60'] })
  const args = ['run', '--detach', '--bundle', box.bundle, 'box']
  t.match(await leave(t, box, args), { status: 0, stderr: '' })
  t.match(await stateOf(t, box), { status: 'running' })
  t.match(await inBox(t, box, ['exec', 'box', 'echo', 'hi']), {
    stdout: 'hi\n',
  })
})

t.test(
  'exec --process takes all of it from a file, and may be left',
  async (t) => {
    const box = privateBox(t, { args: ['sleep', '60'] })
    await create(t, box)
    await inBox(t, box, ['start', 'box'])
    const file = join(box.bundle, 'process.json')
    const pidFile = join(box.bundle, 'exec.pid')
    const process = {
      args: ['sh', '-c', 'echo "$WHO $PWD" > /tmp/who; sleep 60'],
      env: ['PATH=/bin', 'WHO=me'],
      cwd: '/tmp',
      user: { uid: 0, gid: 0 },
    }
    writeFileSync(file, JSON.stringify(process))
    const words = ['--process', file, '--detach', '--pid-file', pidFile]
    const done = await leave(t, box, ['exec', ...words, 'box'])
    t.match(done, { status: 0, stderr: '' })
    const pid = Number(readFileSync(pidFile, 'utf8'))
    const who = join(box.rootfs, 'tmp/who')
    await until(
      'words',
      () => existsSync(who) && readFileSync(who, 'utf8') !== '',
    )
    t.equal(readFileSync(who, 'utf8'), 'me /tmp\n')
    t.equal(
      readlinkSync(`/proc/${pid}/ns/pid`),
      readlinkSync(`/proc/${pidOf(box)}/ns/pid`),
    )
  },
)

t.test('create that is interrupted leaves nothing', async (t) => {
  const box = privateBox(t, { args: ['sleep', '60'] })
  const args = ['create', '--bundle', box.bundle, 'box']
  const fd = openSync(join(box.bundle, 'stderr'), 'w+')
  t.teardown(() => closeSync(fd))
  const { status } = await inBox(t, box, args, {
    prefix: interrupting(box),
    stdio: ['ignore', 'ignore', fd],
  })
  t.not(status, 0)
  t.match(readFileSync(join(box.bundle, 'stderr'), 'utf8'), 'SIGINT')
  await until('no process', () => processesIn(box.rootfs).length === 0)
  t.same(
    readdirSync(box.root).filter((name) => name === 'box'),
    [],
  )
})
