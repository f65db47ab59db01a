// mini-runc killed by SIGKILL at each of its calls that change something: what
// is left then is found by `delete --force`, and nothing stays.
//
// strace(1) kills it as it makes the n-th of these calls: what happens is what
// would happen to anybody, at a moment that is known.
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
  'flock',
  'mkdir',
  'mknodat',
  'pidfd_send_signal',
  'rename',
  'rmdir',
  'unlink',
]
/** Of these Node makes many of its own before; the last ones are ours. */
const ALSO_NODES = ['clone3', 'write']
const LAST = 8

/** Whoever stays holds the streams of the command. */
const LEFT = ['ignore', 'ignore', 'ignore'] as 'ignore'[]

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

/** The command line of mini-runc under strace(1); who is born is not traced. */
async function traced(
  { root }: Box,
  options: readonly string[],
  args: readonly string[],
): Promise<string[]> {
  const program = ['node', await miniRuncProgram(), '--root', root, ...args]
  return ['strace', '-qq', ...options, ...program]
}

/** How often a command makes each of the calls. */
async function countCalls(
  t: Test,
  box: Box,
  args: readonly string[],
): Promise<(readonly [call: string, count: number])[]> {
  const file = join(box.bundle, 'calls')
  const all = [...CALLS, ...ALSO_NODES]
  const options = ['-o', file, '-e', `trace=${all}`]
  await start(t, await traced(box, options, args), LEFT).ended
  const lines = readFileSync(file, 'utf8').split('\n')
  return all.map((call) => {
    const count = lines.filter((line) => line.startsWith(`${call}(`)).length
    return [call, count]
  })
}

/** Run a command that is killed at its n-th call of a kind. @returns Whether it was. */
async function killedAt(
  t: Test,
  box: Box,
  call: string,
  n: number,
  args: readonly string[],
): Promise<boolean> {
  const inject = `inject=${call}:signal=KILL:when=${n}`
  const options = ['-o', '/dev/null', '-e', inject]
  const { status, signal } = await start(
    t,
    await traced(box, options, args),
    LEFT,
  ).ended
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

/** Kill a command at each of its calls. */
async function killEverywhere(
  t: Test,
  box: Box,
  args: readonly string[],
  before: () => Promise<void>,
): Promise<void> {
  await before()
  const counts = await countCalls(t, box, args)
  await isClean(t, box, 'after a whole life')
  let kills = 0
  for (const [call, count] of counts) {
    const first = ALSO_NODES.includes(call) ? Math.max(1, count - LAST) : 1
    for (let n = first; n <= count; n++) {
      await before()
      if (await killedAt(t, box, call, n, args)) kills++
      await isClean(t, box, `${args[0]} killed at ${call} ${n} of ${count}`)
    }
  }
  t.ok(kills > 5, `${args[0]} was killed ${kills} times`)
}

t.test('create, start and delete may die anywhere', async (t) => {
  t.ok(existsSync('/usr/bin/strace'), 'strace is there')
  const one = box(t)
  const create = ['create', '--bundle', one.bundle, 'box']
  const created = async () => {
    await inBox(t, one, create, { stdio: LEFT })
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
    await inBox(t, one, create, { stdio: LEFT }),
    { status: 0 },
    'the ID is free',
  )
  t.ok(existsSync(join(one.root, 'box')))
})
