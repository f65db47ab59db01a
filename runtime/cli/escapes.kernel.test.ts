// Ways out of a container by way of its runtime, which others have had: each is
// tried, and has to fail.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Process, Spec } from '../spec/runtime-spec.ts'
import {
  type Box,
  inBox,
  makeBox,
  processesIn,
  runBox,
} from './box.kernel.test.ts'

const proc = { destination: '/proc', type: 'proc', source: 'proc', options: [] }
/** What docker leaves to root in a container, of what matters here. */
const CAPS = ['CAP_DAC_OVERRIDE', 'CAP_SYS_CHROOT', 'CAP_KILL']
const capabilities = { bounding: CAPS, permitted: CAPS, effective: CAPS }

function boxed(t: Test, process: Partial<Process>, pid?: string): Box {
  const namespaces: NonNullable<Spec['linux']>['namespaces'] = [
    { type: 'mount' },
    { type: 'ipc' },
    pid === undefined ? { type: 'pid' } : { type: 'pid', path: pid },
  ]
  const all = { capabilities, ...process }
  const box = makeBox(t, all, { mounts: [proc], linux: { namespaces } })
  mkdirSync(box.root)
  return box
}

/** Leave a process behind, and nothing that waits for it. */
async function leave(t: Test, box: Box, args: readonly string[]) {
  const stdio = ['ignore', 'ignore', 'ignore'] as 'ignore'[]
  return (await inBox(t, box, args, { stdio })).status
}

t.test('no working directory leads to the host (CVE-2024-21626)', async (t) => {
  for (let fd = 3; fd < 30; fd++) {
    const cwd = `/proc/self/fd/${fd}`
    const box = boxed(t, { args: ['pwd'], cwd })
    const { status, stdout } = await runBox(t, box)
    if (status === 0) t.fail(`a container began in ${cwd}, at ${stdout}`)
    t.same(processesIn(box.rootfs), [])
  }
})

t.test('nor does one of exec, or a link to it', async (t) => {
  const box = boxed(t, { args: ['sleep', '60'] })
  t.equal(await leave(t, box, ['run', '-d', '--bundle', box.bundle, 'box']), 0)
  for (let fd = 3; fd < 30; fd++) {
    const cwd = `/proc/self/fd/${fd}`
    const { status, stdout } = await inBox(t, box, [
      'exec',
      '--cwd',
      cwd,
      'box',
      'pwd',
    ])
    if (status === 0) t.fail(`exec began in ${cwd}, at ${stdout}`)
  }
  t.pass('none of them')
})

t.test(
  'who waits to be started cannot be looked into (CVE-2019-5736)',
  async (t) => {
    const first = boxed(t, { args: ['sleep', '60'] })
    const pidFile = join(first.bundle, 'pid')
    const run = [
      'run',
      '-d',
      '--pid-file',
      pidFile,
      '--bundle',
      first.bundle,
      'box',
    ]
    t.equal(await leave(t, first, run), 0)
    const pid = readFileSync(pidFile, 'utf8')
    // Another container of the same pod, which waits: it is a copy of node.
    const second = boxed(t, { args: ['sleep', '60'] }, `/proc/${pid}/ns/pid`)
    const waiting = ['create', '--bundle', second.bundle, 'box']
    t.equal(await leave(t, second, waiting), 0)
    const words =
      'for p in /proc/[0-9]*; do echo "$p $(cat $p/comm) $(ls -l $p/exe 2>&1)"; done'
    const { stdout } = await inBox(t, first, [
      'exec',
      'box',
      'sh',
      '-c',
      `busybox() { /bin/busybox "$@"; }; ls() { busybox ls "$@"; }; ${words}`,
    ])
    const node = stdout.split('\n').filter((line) => line.includes(' node '))
    t.equal(node.length, 1, stdout)
    t.match(node[0], /Permission denied|cannot read link/)
    t.notMatch(stdout, /exe -> .*node/)
  },
)

t.test('a container has no descriptor of ours', async (t) => {
  const box = boxed(t, { args: ['sleep', '60'] })
  const fd = openSync('/', 'r')
  try {
    await leave(t, box, ['run', '-d', '--bundle', box.bundle, 'box'])
  } finally {
    closeSync(fd)
  }
  const [pid] = processesIn(box.rootfs)
  t.same(readdirSync(`/proc/${pid}/fd`).sort(), ['0', '1', '2'])
})

t.test('a container has a session keyring of its own', async (t) => {
  const box = boxed(t, { args: ['sleep', '60'] })
  const id = `keys-${process.pid}`
  t.equal(keyringsOf(id).length, 0, 'there is none yet')
  await leave(t, box, ['run', '-d', '--bundle', box.bundle, id])
  const before = await leastUsers(id)
  await leave(t, box, ['exec', '-d', id, 'sleep', '60'])
  const [after, ...others] = keyringsOf(id)
  t.same(others, [], 'exec makes none')
  t.ok(usersOf(after) > before, 'it joins the one there is')
})

t.test('unless none is wanted', async (t) => {
  const bare = boxed(t, { args: ['sleep', '60'] })
  const id = `bare-${process.pid}`
  const args = ['run', '-d', '--no-new-keyring', '--bundle', bare.bundle, id]
  t.equal(await leave(t, bare, args), 0)
  t.equal(processesIn(bare.rootfs).length, 1, 'it runs')
  t.same(keyringsOf(id), [])
})

/**
 * Their lines in /proc/keys. Root sees those of every container, also of ones
 * that ended: a key is collected some minutes after its last user is gone.
 */
function keyringsOf(id: string): string[] {
  const keys = readFileSync('/proc/keys', 'utf8').split('\n')
  return keys.filter((line) => line.includes(`_ses.${id}:`))
}

/** Of a second: who has ended is counted until the kernel has forgotten it. */
async function leastUsers(id: string): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let turn = 0; turn < 20; turn++) {
    least = Math.min(least, usersOf(keyringsOf(id)[0]))
    await sleep(50)
  }
  return least
}

/** @see proc_keys(5), "Usage" */
function usersOf(key = ''): number {
  return Number(key.trim().split(/\s+/)[2])
}
