// A parent and a child that wait for each other, and what is left of them when
// one does not come.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { awaitGo } from '../linux/handshake.ts'
import { plainSpec } from '../spec/default-spec.ts'
import type { Linux, NamespaceType } from '../spec/runtime-spec.ts'
import { CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { Program } from '../sys/program.ts'
import { spawn } from '../sys/spawn.ts'
import { attendChild, writeForNewborn } from './attend-birth.ts'
import { Handshake } from './handshake.ts'
import { runContainer } from './run.ts'

const MAP = [{ containerID: 0, hostID: 100000, size: 65536 }]
const MAPS = { uidMappings: MAP, gidMappings: MAP }

/** A child that waits in a user namespace of its own, and then ends with 7. */
function waiting(handshake: Handshake): Program {
  const program = new Program()
  program.bornInto(CLONE_NEWUSER)
  awaitGo(program, handshake.ends)
  program.exit_group(7)
  return program
}

const specOf = (
  types: readonly NamespaceType[],
  more: Partial<Linux> = {},
) => ({
  ...plainSpec(),
  linux: { namespaces: types.map((type) => ({ type })), ...more },
})

const childrenOfOurs = () =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim()

const settled = () => new Promise((resolve) => setTimeout(resolve, 50))

const descriptors = () => readdirSync('/proc/self/fd').length

t.test('the child goes on when it is told to, and not before', async (t) => {
  const handshake = new Handshake()
  const child = spawn(waiting(handshake), { bare: true })
  handshake.childIsBorn()
  t.ok(await handshake.isThere())
  await settled()
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  t.match(status, /^State:\s+S/m, 'it waits')
  handshake.go()
  t.same(await child.exited, { code: 7, signal: null })
  handshake.close()
})

t.test('a parent that lets go ends the child', async (t) => {
  const handshake = new Handshake()
  const child = spawn(waiting(handshake), { bare: true })
  handshake.childIsBorn()
  t.ok(await handshake.isThere())
  handshake.close()
  t.same(await child.exited, { code: 125, signal: null })
})

t.test('a child that dies before its word is not waited for', async (t) => {
  const handshake = new Handshake()
  const program = new Program()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  const child = spawn(program, { bare: true })
  handshake.childIsBorn()
  const there = handshake.isThere()
  child.kill('SIGKILL')
  t.notOk(await there)
  t.equal((await child.exited).signal, 'SIGKILL')
  handshake.go()
  handshake.close()
})

t.test('a child that dies before "go" is no error of ours', async (t) => {
  const spec = specOf(['user'], MAPS)
  const handshake = new Handshake()
  const child = spawn(waiting(handshake), { bare: true })
  const attended = attendChild(child, handshake, [writeForNewborn(spec)])
  child.kill('SIGKILL')
  await attended
  t.equal((await child.exited).signal, 'SIGKILL')
  handshake.close()
})

t.test('what the parent cannot write, it says', async (t) => {
  const more = { ...MAPS, gidMappings: [...MAP, ...MAP] }
  const handshake = new Handshake()
  const child = spawn(waiting(handshake), { bare: true })
  const tasks = [writeForNewborn(specOf(['user'], more))]
  await t.rejects(attendChild(child, handshake, tasks), {
    name: 'SyscallError',
    syscall: 'write',
    code: 'EINVAL',
    args: [`/proc/${child.pid}/gid_map`, '0 100000 65536\n'.repeat(2)],
  })
  handshake.close()
  t.equal((await child.exited).code, 125)
})

/** A bundle of which the only program is mini-runc's own failure to find it. */
function bundleOf(t: Test, linux: Linux, cwd = '/') {
  const rootfs = join(t.testdir(), 'rootfs')
  mkdirSync(rootfs)
  const spec = { ...plainSpec(), linux }
  const args = ['/nothing']
  const whole = { ...spec, process: { ...spec.process, args, cwd } }
  return { spec: whole, rootfs, config: join(rootfs, '../config.json') }
}

t.test('50 births that fail leave no process and no descriptor', async (t) => {
  const types = ['user', 'pid', 'mount', 'uts', 'ipc', 'network'] as const
  const { linux } = specOf([...types, 'cgroup', 'time'], {
    ...MAPS,
    timeOffsets: { boottime: { secs: 5, nanosecs: 0 } },
  })
  const composed = bundleOf(t, linux)
  const born = {
    ...composed,
    spec: { ...composed.spec, linux: specOf(types, MAPS).linux },
  }
  const refused = specOf(types, { ...MAPS, uidMappings: [...MAP, ...MAP] })
  const bad = { ...composed, spec: { ...composed.spec, linux: refused.linux } }
  const round = async () => {
    await t.rejects(runContainer(composed), { name: 'ProgramError' })
    await t.rejects(runContainer(born), { name: 'ProgramError' })
    await t.rejects(runContainer(bad), { code: 'EINVAL' })
  }
  await round()
  await settled()
  const [before, children] = [descriptors(), childrenOfOurs()]
  for (let n = 0; n < 17; n++) await round()
  await settled()
  t.equal(descriptors(), before)
  t.equal(childrenOfOurs(), children)
})

t.test('births at the same time do not mix', async (t) => {
  const { linux } = specOf(['user', 'pid', 'time'], {
    ...MAPS,
    timeOffsets: { boottime: { secs: 5, nanosecs: 0 } },
  })
  const bundle = bundleOf(t, linux)
  const all = Array.from({ length: 20 }, () => runContainer(bundle))
  for (const { status, reason } of (await Promise.allSettled(all)).map(
    (result) => ({ reason: undefined, ...result }),
  ))
    t.match(
      { status, reason },
      { status: 'rejected', reason: { name: 'ProgramError' } },
    )
  t.equal(childrenOfOurs(), '')
})
