import t from 'tap'
import { plainSpec } from '../spec/default-spec.ts'
import type { Linux, Process } from '../spec/runtime-spec.ts'
import { CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { describe } from '../sys/program.ts'
import { plan } from './plan.ts'
import { planExec } from './plan-exec.ts'

const SOMEBODY = { uid: 1000, gid: 1001, additionalGids: [7, 8], umask: 0o27 }
const ENTRANCE = { process: 20, root: 21, cwd: '/' }

/** The calls of a birth, without those about signals and streams. */
function callsOf(process: Partial<Process>, linux: Partial<Linux> = {}) {
  const spec = plainSpec()
  const whole = {
    ...spec,
    process: { ...spec.process, args: ['/bin/true'], ...process },
    linux: { namespaces: [], ...linux },
  }
  const openFiles = { soft: 1024, hard: 4096 }
  const { steps } = plan({ spec: whole, rootfs: '/srv' }, { openFiles })
  const other = /^(rt_sig|fcntl|close_range)/
  return steps.map((step) => describe(step)).filter((c) => !other.test(c))
}

function execCallsOf(process: Partial<Process>, namespaces = 0n): string[] {
  const whole = { ...plainSpec().process, ...process }
  const limit = { soft: 1024, hard: 4096 }
  const { steps } = planExec(whole, { ...ENTRANCE, namespaces }, limit)
  return steps.map((step) => describe(step))
}

const inOrder = (calls: readonly string[], texts: readonly string[]) => {
  const places = texts.map((text) => calls.findIndex((c) => c.includes(text)))
  return places.every((place, i) => place > (places[i - 1] ?? -1))
}

t.test('who asks for nothing is told nothing', async (t) => {
  t.same(callsOf({ env: [] }), [
    'setsid()',
    'prlimit64(0, RLIMIT_NOFILE, {rlim_cur=1024, rlim_max=4096}, NULL)',
    'chroot("/srv")',
    'chdir("/")',
    'execve("/bin/true", ["/bin/true"], [])',
  ])
})

t.test('a user comes after its groups, and its umask last', async (t) => {
  t.same(callsOf({ user: SOMEBODY }).slice(4, -1), [
    'setgroups(2, [8 bytes])',
    'setresgid(1001, 1001, 1001)',
    'setresuid(1000, 1000, 1000)',
    'umask(027)',
  ])
})

t.test('no groups may be had where nobody may change them', async (t) => {
  const ignored = (types: Linux['namespaces'], additionalGids: number[]) => {
    const user = { uid: 1, gid: 1, additionalGids }
    const process = { ...plainSpec().process, user }
    const spec = { ...plainSpec(), process, linux: { namespaces: types } }
    const { steps } = plan({ spec, rootfs: '/srv' })
    return steps.findLast(({ name }) => name === 'setgroups')?.ignore
  }
  const users = [{ type: 'user' }] as const
  t.same(ignored(users, []), ['EPERM'])
  t.equal(ignored(users, [5]), undefined, 'but those that were asked for')
  t.equal(ignored([], []), undefined, 'and not on the host')
})

t.test('everything comes while it is still possible', async (t) => {
  const none = { runtime: 0, deadline: 0, period: 0, nice: 0, priority: 0 }
  const calls = callsOf(
    {
      user: SOMEBODY,
      capabilities: { bounding: ['CAP_KILL'] },
      rlimits: [{ type: 'RLIMIT_NPROC', soft: 5, hard: 6 }],
      noNewPrivileges: true,
      apparmorProfile: 'strict',
      selinuxLabel: 'label',
      scheduler: { ...none, policy: 'SCHED_BATCH', flags: [] },
      ioPriority: { class: 'IOPRIO_CLASS_RT', priority: 3 },
    },
    { sysctl: { 'net.a.b': '1' }, personality: { domain: 'LINUX32' } },
  )
  const order = [
    'openat(AT_FDCWD, "/proc"',
    '"sys/net/a/b", {flags=O_WRONLY|O_CLOEXEC, resolve=RESOLVE_NO_XDEV|RESOLVE_NO_SYMLINKS|RESOLVE_BENEATH}',
    '"/proc/self/attr/apparmor/exec"',
    '"exec strict"',
    '"label"',
    'chroot(',
    'chdir(',
    'personality(8)',
    'sched_setattr(0, {sched_policy=3',
    'ioprio_set(1, 0, 8195)',
    'PR_SET_NO_NEW_PRIVS, 1',
    'RLIMIT_NPROC, {rlim_cur=5, rlim_max=6}',
    'PR_CAPBSET_DROP',
    'PR_SET_KEEPCAPS, 1',
    'setgroups(',
    'setresgid(',
    'setresuid(',
    'capset(',
    'PR_SET_KEEPCAPS, 0',
    'umask(',
    'execve(',
  ]
  t.ok(inOrder(calls, order), calls.join('\n'))
})

t.test('a limit of open files takes the place of ours', async (t) => {
  const rlimits = [{ type: 'RLIMIT_NOFILE', soft: 8, hard: 9 }] as const
  const only = (calls: readonly string[]) =>
    calls.filter((call) => call.includes('RLIMIT_NOFILE'))
  const own = ['prlimit64(0, RLIMIT_NOFILE, {rlim_cur=8, rlim_max=9}, NULL)']
  t.same(only(callsOf({ rlimits })), own)
  t.same(only(execCallsOf({ rlimits })), own)
})

t.test('root with capabilities leaves our groups', async (t) => {
  const calls = callsOf({ capabilities: {} })
  t.ok(inOrder(calls, ['KEEPCAPS, 1', 'setgroups(0', 'setresuid(0, 0, 0)']))
  const inside = execCallsOf({ capabilities: {} }, CLONE_NEWUSER)
  const groups = inside.filter((call) => call.startsWith('setgroups'))
  t.equal(groups.length, 1, 'in a user namespace it has left them')
})

t.test('exec is told the same, on its own way', async (t) => {
  const calls = execCallsOf(
    {
      user: SOMEBODY,
      noNewPrivileges: true,
      selinuxLabel: 'label',
      capabilities: {},
      execCPUAffinity: { initial: [0], final: [1] },
    },
    CLONE_NEWUSER,
  )
  const order = [
    'sched_setaffinity(0, 8, [0])',
    '"/proc/self/attr/exec"',
    'setns(',
    'chroot(',
    'setresuid(0, 0, 0)',
    'sched_setaffinity(0, 8, [1])',
    'PR_SET_NO_NEW_PRIVS',
    'setresuid(1000, 1000, 1000)',
    'capset(',
    'execve(',
  ]
  t.ok(inOrder(calls, order), calls.join('\n'))
})
