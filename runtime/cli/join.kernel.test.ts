// Containers in namespaces that exist, by the path of a file.

import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { NAMESPACES } from '../linux/namespaces.ts'
import type { NamespaceType, Spec } from '../spec/runtime-spec.ts'
import { CLONE_NEWCGROUP } from '../sys/constants/processes.ts'
import { Program } from '../sys/program.ts'
import { spawn } from '../sys/spawn.ts'
import {
  makeBox,
  miniRuncProgram,
  runBox,
  startSleeper,
  statusField,
} from './box.kernel.test.ts'
import { processesOf } from './test/processes.ts'

const TYPES = Object.keys(NAMESPACES) as NamespaceType[]
const OTHERS = TYPES.filter((type) => type !== 'user')

/** A process that keeps new namespaces alive until the test is over. */
async function hold(t: Test, types: readonly NamespaceType[]) {
  const flags = types.reduce((all, type) => all | NAMESPACES[type].flag, 0n)
  const program = new Program()
  program.bornInto(flags & ~CLONE_NEWCGROUP)
  if (flags & CLONE_NEWCGROUP) program.unshare(CLONE_NEWCGROUP)
  program.ready()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  const holder = spawn(program)
  await holder.started
  t.teardown(async () => {
    holder.kill('SIGKILL')
    await holder.exited
  })
  if (types.includes('user'))
    for (const map of ['uid_map', 'gid_map'])
      writeFileSync(`/proc/${holder.pid}/${map}`, '0 0 65536\n')
  return holder
}

const file = (pid: number | 'self', type: NamespaceType) =>
  `/proc/${pid}/ns/${NAMESPACES[type].file}`

const inode = (pid: number | 'self', type: NamespaceType) =>
  readlinkSync(file(pid, type))

type More = Partial<Omit<Spec, 'process'>>

/** A spec that joins these namespaces of a process. */
const joining = (pid: number, types: readonly NamespaceType[]): More => ({
  linux: {
    namespaces: types.map((type) => ({ type, path: file(pid, type) })),
  },
})

for (const type of TYPES)
  t.test(`${type}: joined by path, the others are shared`, async (t) => {
    const holder = await hold(t, [type])
    const spec = joining(holder.pid, [type])
    const { pid } = await startSleeper(t, {}, { spec })
    t.equal(inode(pid, type), inode(holder.pid, type))
    for (const other of TYPES.filter((other) => other !== type))
      t.equal(inode(pid, other), inode('self', other), other)
  })

t.test('all but the user namespace at once', async (t) => {
  const holder = await hold(t, OTHERS)
  const spec = joining(holder.pid, OTHERS)
  const { pid } = await startSleeper(t, {}, { spec })
  for (const type of OTHERS)
    t.equal(inode(pid, type), inode(holder.pid, type), type)
  t.equal(statusField(pid, 'NSpid'), `${pid}\t2`, 'the second process there')
})

t.test('a user namespace first, then what it owns', async (t) => {
  const holder = await hold(t, TYPES)
  const spec = joining(holder.pid, [...OTHERS, 'user'])
  const { pid } = await startSleeper(t, {}, { spec })
  for (const type of TYPES)
    t.equal(inode(pid, type), inode(holder.pid, type), type)
  t.equal(statusField(pid, 'Uid'), '0\t0\t0\t0')
})

t.test('one joined, one new, one shared', async (t) => {
  const holder = await hold(t, ['network'])
  const path = file(holder.pid, 'network')
  const namespaces = [
    { type: 'network', path },
    { type: 'pid' },
    { type: 'uts' },
  ] as const
  const spec = { linux: { namespaces }, hostname: 'both' }
  const { pid } = await startSleeper(t, {}, { spec })
  t.equal(inode(pid, 'network'), inode(holder.pid, 'network'))
  t.not(inode(pid, 'pid'), inode('self', 'pid'))
  t.not(inode(pid, 'uts'), inode('self', 'uts'))
  t.equal(inode(pid, 'ipc'), inode('self', 'ipc'))
  t.equal(statusField(pid, 'NSpid'), `${pid}\t1`)
})

t.test('a joined network is left as it is: lo is down', async (t) => {
  const holder = await hold(t, ['network'])
  const spec = joining(holder.pid, ['network'])
  const { pid } = await startSleeper(t, {}, { spec })
  const routes = readFileSync(`/proc/${pid}/net/fib_trie`, 'utf8')
  t.notMatch(routes, '127.0.0.1')
})

t.test('hostname renames what was joined', async (t) => {
  const holder = await hold(t, ['uts'])
  const spec = { ...joining(holder.pid, ['uts']), hostname: 'renamed' }
  const { pid } = await startSleeper(t, {}, { spec })
  t.equal(inode(pid, 'uts'), inode(holder.pid, 'uts'))
  const nsenter = ['-t', `${holder.pid}`, '-u', 'hostname']
  t.equal(execFileSync('nsenter', nsenter, { encoding: 'utf8' }), 'renamed\n')
})

t.test('the end of the PID namespace ends who joined it', async (t) => {
  const holder = await hold(t, ['pid'])
  const spec = joining(holder.pid, ['pid'])
  const { ended } = await startSleeper(t, {}, { spec })
  holder.kill('SIGKILL')
  t.match(await ended, { status: 137, signal: null })
})

t.test('the exit status of who joined comes through', async (t) => {
  const holder = await hold(t, ['pid', 'ipc'])
  const spec = joining(holder.pid, ['pid', 'ipc'])
  const box = makeBox(t, { args: ['sh', '-c', 'exit 9'] }, spec)
  t.equal((await runBox(t, box)).status, 9)
})

t.test('a signal goes to the heir', async (t) => {
  const holder = await hold(t, ['pid'])
  const spec = joining(holder.pid, ['pid'])
  const { process, ended } = await startSleeper(t, {}, { spec })
  process.kill('SIGTERM')
  t.match(await ended, { status: 143 })
  t.same(processesOf(await miniRuncProgram()), [])
})

const WRONG: readonly (readonly [path: string, error: RegExp])[] = [
  ['/proc/self/ns/ipc', /setns\(.*CLONE_NEWUTS\): EINVAL.*\n.*uts namespace/],
  ['/etc/passwd', /setns\(.*CLONE_NEWUTS\): EINVAL.*\n.*"\/etc\/passwd"/],
  ['/no/such/file', /openat\(.*"\/no\/such\/file".*ENOENT/],
  ['/proc', /setns\(.*: EINVAL/],
]

for (const [path, error] of WRONG)
  t.test(`"${path}" is no UTS namespace`, async (t) => {
    const namespaces = [
      { type: 'uts' as const, path },
      { type: 'pid' as const },
    ]
    const box = makeBox(t, {}, { linux: { namespaces } })
    const ended = await runBox(t, box)
    t.match(ended, { status: 1, stderr: error })
    t.same(processesOf(await miniRuncProgram()), [])
  })
