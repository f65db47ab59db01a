import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import t from 'tap'
import { MS_PRIVATE, MS_REC } from './constants/mounts.ts'
import {
  CLONE_FLAGS,
  CLONE_NEWIPC,
  CLONE_NEWNET,
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from './constants/processes.ts'
import { Program } from './program.ts'
import { run, start } from './test/run.ts'

const KINDS = ['mnt', 'uts', 'ipc', 'net', 'pid'] as const
const FLAGS =
  CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWPID

const SOURCE = `sys-test-${process.pid}`

const namespace = (pid: number | 'self', kind: string) =>
  readlinkSync(`/proc/${pid}/ns/${kind}`)

/** Waits, once it is `started`, until it is killed. */
function sleeper(): Program {
  const program = new Program()
  program.ready()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  return program
}

t.test('spawn() makes the namespaces it is asked for', async (t) => {
  const child = start(sleeper(), { flags: FLAGS })
  for (const kind of KINDS)
    t.not(namespace(child.pid, kind), namespace('self', kind), kind)
  t.equal(namespace(child.pid, 'user'), namespace('self', 'user'))
  await child.started
  child.kill('SIGKILL')
  await child.exited
})

t.test('the child is the first process of its PID namespace', async (t) => {
  const program = new Program()
  program.getpid()
  const child = start(program, { flags: CLONE_NEWPID })
  t.equal((await child.exited).code, 0)
  t.equal(child.trace()[0]?.result, 1n)
  const own = namespace('self', 'pid')
  t.equal(readlinkSync('/proc/self/ns/pid_for_children'), own, 'ours stays')
})

t.test('what it does there stays there', async (t) => {
  const program = new Program()
  program.sethostname('contained')
  program.mount(null, '/', null, MS_REC | MS_PRIVATE, null)
  program.mount(SOURCE, '/mnt', 'tmpfs', 0, 'size=4k')
  const line = 'hostname; grep -o "sys-test-[0-9]*" /proc/self/mounts'
  program.execve('/bin/sh', ['sh', '-c', line], ['PATH=/usr/bin:/bin'])
  const outcome = await run(program, { flags: CLONE_NEWUTS | CLONE_NEWNS })
  t.match(outcome, { code: 0, stdout: `contained\n${SOURCE}\n` })
  t.not(hostname(), 'contained')
  t.notMatch(readFileSync('/proc/self/mountinfo', 'utf8'), SOURCE)
})

t.test('a new user namespace is there when spawn() returns', async (t) => {
  const child = start(sleeper(), { flags: CLONE_NEWUSER | CLONE_NEWUTS })
  t.not(namespace(child.pid, 'user'), namespace('self', 'user'))
  await child.started
  child.kill('SIGKILL')
  await child.exited
})

t.test('flags above bit 31 survive', async (t) => {
  const names = Object.keys(CLONE_FLAGS)
  t.equal(names.length, new Set(Object.values(CLONE_FLAGS)).size)
  for (const flag of Object.values(CLONE_FLAGS)) t.type(flag, 'bigint')
})

t.test('spawn() takes no flags but those of namespaces', async (t) => {
  for (const name of ['CLONE_VM', 'CLONE_FILES', 'CLONE_PARENT'] as const)
    t.throws(() => start(sleeper(), { flags: CLONE_FLAGS[name] }), RangeError)
  t.throws(() => start(sleeper(), { flags: 1n << 60n }), RangeError)
})
