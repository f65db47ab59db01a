// mini-runc killed by SIGKILL at each of its calls that change something: what
// is left then is found by `delete --force`, and nothing stays.
//
// strace(1) kills it, at the n-th of these calls: what happens is what would
// happen to anybody, at a moment that is known.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import {
  type Box,
  inBox,
  makeBox,
  miniRuncProgram,
  processesIn,
  start,
  until,
} from './box.kernel.test.ts'

/** Calls of ours that change something which outlives us, or tell others. */
const CALLS = [
  'clone3',
  'flock',
  'mkdir',
  'mknodat',
  'rename',
  'rmdir',
  'unlink',
  'pidfd_send_signal',
  'socketpair',
  'sendto',
].join()

function box(t: Test): Box {
  const box = makeBox(
    t,
    { args: ['sleep', '60'] },
    {
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc', options: [] },
      ],
      hooks: { createContainer: [{ path: '/bin/true' }] },
      linux: {
        namespaces: (['mount', 'pid', 'ipc', 'uts', 'network'] as const).map(
          (type) => ({ type }),
        ),
      },
    },
  )
  mkdirSync(box.root)
  return box
}

/** Run a command that is killed at its n-th call. @returns Whether it was. */
async function killedAt(
  t: Test,
  { root }: Box,
  n: number,
  args: readonly string[],
): Promise<boolean> {
  const inject = `inject=${CALLS}:signal=KILL:when=${n}`
  const program = ['node', await miniRuncProgram(), '--root', root, ...args]
  // Only the thread that works; those who are born are not traced.
  const trace = ['strace', '-qq', '-o', '/dev/null', '-e', inject]
  const stdio = ['ignore', 'ignore', 'ignore'] as 'ignore'[]
  const { status, signal } = await start(t, [...trace, ...program], stdio).ended
  return signal === 'SIGKILL' || status === 137
}

async function isClean(t: Test, box: Box, when: string): Promise<void> {
  const { status, stderr } = await inBox(t, box, ['delete', '--force', 'box'])
  if (status !== 0) t.equal(stderr, '', `delete --force ${when}`)
  await until(`no process ${when}`, () => processesIn(box.rootfs).length === 0)
  const left = readdirSync(box.root)
  if (left.length > 0) t.same(left, [], `states ${when}`)
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
  if (mounts.includes(box.bundle)) t.fail(`mounts ${when}`)
}

/** Kill a command at its first call, at its second, … until it comes through. */
async function killEverywhere(
  t: Test,
  box: Box,
  args: readonly string[],
  before: () => Promise<void>,
): Promise<void> {
  for (let n = 1; ; n++) {
    await before()
    const when = `${args[0]} killed at call ${n}`
    const wasKilled = await killedAt(t, box, n, args)
    await isClean(t, box, when)
    if (wasKilled) continue
    t.ok(n > 3, `${args[0]} was killed at ${n - 1} calls`)
    return
  }
}

t.test('create, start and delete may die anywhere', async (t) => {
  t.ok(existsSync('/usr/bin/strace'), 'strace is there')
  const one = box(t)
  const create = ['create', '--bundle', one.bundle, 'box']
  const left = ['ignore', 'ignore', 'ignore'] as 'ignore'[]
  const created = async () => {
    await inBox(t, one, create, { stdio: left })
  }
  const ended = async () => {
    await created()
    await inBox(t, one, ['kill', 'box', 'KILL'])
  }
  await killEverywhere(t, one, create, async () => {})
  await killEverywhere(t, one, ['start', 'box'], created)
  await killEverywhere(t, one, ['delete', 'box'], ended)
  await killEverywhere(
    t,
    one,
    ['run', '--bundle', one.bundle, '--detach', 'box'],
    async () => {},
  )
  t.match(
    await inBox(t, one, create, { stdio: left }),
    { status: 0 },
    'the ID is free',
  )
  t.ok(existsSync(join(one.root, 'box')))
})
