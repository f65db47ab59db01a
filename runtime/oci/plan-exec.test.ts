import t from 'tap'
import type { Process } from '../spec/runtime-spec.ts'
import {
  CLONE_NEWNS,
  CLONE_NEWPID,
  CLONE_NEWUSER,
  CLONE_NEWUTS,
} from '../sys/constants/processes.ts'
import { describe } from '../sys/program.ts'
import { planExec } from './plan-exec.ts'

const PROCESS: Process = { args: ['/bin/true'], env: ['A=b'], cwd: '/tmp' }

/** Texts of the calls of a plan, one of each kind in a row. */
function callsOf(namespaces: bigint): string[] {
  const entrance = { process: 20, namespaces, root: 21, cwd: PROCESS.cwd }
  const { steps } = planExec(PROCESS, entrance, { soft: 1024, hard: 4096 })
  const few = steps.filter(({ name }) => !name.startsWith('rt_sig'))
  return few.map((step) => describe(step))
}

const STREAMS = [
  'fcntl(0, F_SETFD, 0)',
  'fcntl(1, F_SETFD, 0)',
  'fcntl(2, F_SETFD, 0)',
  'close_range(3, ~0, CLOSE_RANGE_CLOEXEC)',
]
const EXECVE = 'execve("/bin/true", ["/bin/true"], ["A=b"])'

t.test('it hides, enters all at once, and looks where it stands', async (t) => {
  t.same(callsOf(CLONE_NEWUTS | CLONE_NEWNS).slice(1), [
    'prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)',
    'setns(20, CLONE_NEWNS|CLONE_NEWUTS)',
    'fchdir(21)',
    'chroot(".")',
    'chdir("/tmp")',
    'getcwd([4096 bytes], 4096)',
    'faccessat(-1, [4096 bytes], 0)',
    'setsid()',
    ...STREAMS,
    EXECVE,
  ])
})

t.test('a container with no namespaces is entered by its root', async (t) => {
  const calls = callsOf(0n)
  t.notMatch(calls.join('\n'), /setns|clone|setresuid/)
  t.match(calls, ['prlimit64', 'prctl', 'fchdir(21)', 'chroot(".")'])
})

t.test('who is to be in a PID namespace is born there', async (t) => {
  const calls = callsOf(CLONE_NEWPID)
  const place = (text: string) => calls.findIndex((c) => c.startsWith(text))
  t.ok(place('setns(') < place('clone('))
  t.ok(place('clone(') < place('setsid('), 'the heir leads the session')
  t.match(calls[place('clone(')], /CLONE_PARENT/)
})

t.test('in a user namespace it becomes root', async (t) => {
  const calls = callsOf(CLONE_NEWUSER)
  t.ok(calls.includes('setresuid(0, 0, 0)'))
  t.ok(
    calls.indexOf('setresgid(0, 0, 0)') < calls.indexOf('setresuid(0, 0, 0)'),
  )
})
