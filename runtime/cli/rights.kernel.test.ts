// What the program of a container may do, as the kernel has it in its books:
// with a user namespace and without, for root and for others.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Capabilities } from '../spec/process-spec.ts'
import type { NamespaceType, Process } from '../spec/runtime-spec.ts'
import { type Arch, FAILED_STATUS, toElf } from '../sys/elf.ts'
import { Program } from '../sys/program.ts'
import {
  inBox,
  makeBox,
  miniRuncProgram,
  processesIn,
  runArgs,
  runBox,
  start,
  startMiniRunc,
  startSleeper,
  statusField,
  until,
} from './box.kernel.test.ts'

const FIRST = 100000
const MAP = [{ containerID: 0, hostID: FIRST, size: 65536 }]
const SHARED: readonly NamespaceType[] = ['pid', 'mount', 'ipc', 'uts']

const specOf = (hasUsers: boolean, more: object = {}) => ({
  mounts: [{ destination: '/proc', type: 'proc', options: [] }],
  linux: {
    namespaces: [...SHARED, ...(hasUsers ? ['user' as const] : [])].map(
      (type) => ({ type }),
    ),
    ...(hasUsers && { uidMappings: MAP, gidMappings: MAP }),
    ...more,
  },
})

const every = (name: string) => ({
  bounding: [name],
  permitted: [name],
  effective: [name],
  inheritable: [name],
  ambient: [name],
})

const [KILL, NET_RAW] = [1n << 5n, 1n << 13n]

/** The five sets of a process, in the order of its status. */
const setsOf = (pid: number) =>
  ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((name) =>
    BigInt(`0x${statusField(pid, name)}`),
  )

const wordsOf = (pid: number, name: string) =>
  statusField(pid, name).trim().split(/\s+/).filter(Boolean).map(Number)

/** Some hosts are themselves in a box, and their root has not all of it. */
const CAP_SYS_RESOURCE = 24n
const MAY_RAISE = ((setsOf(process.pid)[2] ?? 0n) >> CAP_SYS_RESOURCE) & 1n

for (const hasUsers of [false, true]) {
  const where = hasUsers ? 'in a user namespace' : 'on the host'
  const first = hasUsers ? FIRST : 0
  const startAs = (process: Partial<Process>) =>
    startSleeper(t, process, { spec: specOf(hasUsers) })

  t.test(`a user with groups and a umask, ${where}`, async (t) => {
    const user = { uid: 1000, gid: 1001, additionalGids: [7, 20], umask: 0o27 }
    const { pid } = await startAs({ user })
    t.same(wordsOf(pid, 'Uid'), Array(4).fill(first + 1000))
    t.same(wordsOf(pid, 'Gid'), Array(4).fill(first + 1001))
    t.same(wordsOf(pid, 'Groups'), [first + 7, first + 20])
    t.equal(statusField(pid, 'Umask'), '0027')
    t.same(setsOf(pid).slice(0, 3), [0n, 0n, 0n], 'nobody but root has any')
  })

  t.test(`root has the capabilities it is given, ${where}`, async (t) => {
    const { pid } = await startAs({ capabilities: every('CAP_KILL') })
    t.same(setsOf(pid), Array(5).fill(KILL))
    t.same(wordsOf(pid, 'Groups'), [], 'and no groups of ours')
  })

  t.test(`root without any, ${where}`, async (t) => {
    const { pid } = await startAs({ capabilities: {} })
    t.same(setsOf(pid), Array(5).fill(0n))
  })

  t.test(`another user has those that are ambient, ${where}`, async (t) => {
    const user = { uid: 1000, gid: 1000 }
    const both = ['CAP_KILL', 'CAP_NET_RAW']
    const capabilities = { ...every('CAP_KILL'), bounding: both }
    const { pid } = await startAs({ user, capabilities })
    t.same(setsOf(pid), [KILL, KILL, KILL, KILL | NET_RAW, KILL])
    const plain = await startAs({
      user,
      capabilities: { bounding: both, permitted: both, effective: both },
    })
    t.same(setsOf(plain.pid), [0n, 0n, 0n, KILL | NET_RAW, 0n])
  })

  t.test(`no new privileges, ${where}`, async (t) => {
    const { pid } = await startAs({ noNewPrivileges: true })
    t.equal(statusField(pid, 'NoNewPrivs'), '1')
    const other = await startAs({ noNewPrivileges: false })
    t.equal(statusField(other.pid, 'NoNewPrivs'), '0')
  })

  t.test(`limits are as they are given, ${where}`, async (t) => {
    const { pid } = await startAs({
      user: { uid: 1000, gid: 1000 },
      rlimits: [
        { type: 'RLIMIT_CORE', soft: 0, hard: 4096 },
        { type: 'RLIMIT_NOFILE', soft: 8, hard: 900 },
        { type: 'RLIMIT_SIGPENDING', soft: 3, hard: 4 },
      ],
    })
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8')
    t.match(limits, /^Max core file size +0 +4096 /m)
    t.match(limits, /^Max open files +8 +900 /m)
    t.match(limits, /^Max pending signals +3 +4 /m)
  })

  t.test(
    `what is above ours takes a power of the host, ${where}`,
    async (t) => {
      const open = { type: 'RLIMIT_NOFILE', soft: 8, hard: 900 } as const
      const prefix = ['prlimit', '--nofile=512:600']
      for (const [process, found, call] of [
        [{ rlimits: [open] }, /^Max open files +8 +900 /m, 'prlimit64'],
        [{ oomScoreAdj: -500 }, /^-500$/m, 'write'],
      ] as const) {
        if (!MAY_RAISE) {
          const box = makeBox(
            t,
            { args: ['true'], ...process },
            specOf(hasUsers),
          )
          const { stderr, status } = await runBox(t, box, [], { prefix })
          t.match(stderr, new RegExp(`${call}\\(.*E(PERM|ACCES)`))
          t.equal(status, 1)
          continue
        }
        const spec = specOf(hasUsers)
        const { pid } = await startSleeper(t, process, { spec, prefix })
        const files = ['limits', 'oom_score_adj'].map((name) =>
          readFileSync(`/proc/${pid}/${name}`, 'utf8'),
        )
        t.match(files.join('\n'), found)
      }
    },
  )

  t.test(`the score of a process that is killed first, ${where}`, async (t) => {
    const { pid } = await startAs({ oomScoreAdj: 700 })
    t.equal(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'), '700\n')
  })

  t.test(`it is scheduled as its bundle says, ${where}`, async (t) => {
    const none = { flags: [], runtime: 0, deadline: 0, period: 0, priority: 0 }
    const { pid } = await startAs({
      scheduler: { ...none, policy: 'SCHED_BATCH', nice: 5 },
      ioPriority: { class: 'IOPRIO_CLASS_BE', priority: 6 },
    })
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? ''
    const fields = stat.split(' ')
    t.equal(fields[16], '5', 'nice')
    t.equal(fields[38], '3', 'SCHED_BATCH')
    const { stdout } = spawnSync('ionice', ['-p', `${pid}`])
    t.equal(`${stdout}`, 'best-effort: prio 6\n')
  })

  t.test(`settings of its namespaces are written, ${where}`, async (t) => {
    const before = readFileSync('/proc/sys/kernel/msgmax', 'utf8')
    const sysctl = { 'kernel.msgmax': '4711', 'fs/mqueue/msg_max': '11' }
    const script =
      'cat /proc/sys/kernel/msgmax /proc/sys/fs/mqueue/msg_max; uname -m'
    const args = ['sh', '-c', script]
    const more = { sysctl, personality: { domain: 'LINUX32' } }
    const box = makeBox(t, { args }, specOf(hasUsers, more))
    const { stdout, stderr } = await runBox(t, box)
    t.equal(stderr, '')
    t.match(stdout, /^4711\n11\n(?!x86_64|aarch64)\w+\n$/)
    t.equal(readFileSync('/proc/sys/kernel/msgmax', 'utf8'), before)
  })

  t.test(`exec has the rights of its own, ${where}`, async (t) => {
    const box = await startSleeper(t, {}, { spec: specOf(hasUsers) })
    const file = join(box.bundle, 'process.json')
    const process: Process = {
      args: ['sleep', '61'],
      env: ['PATH=/bin'],
      cwd: '/',
      user: { uid: 5, gid: 6, additionalGids: [7], umask: 0o77 },
      capabilities: every('CAP_NET_RAW'),
      noNewPrivileges: true,
      rlimits: [{ type: 'RLIMIT_NOFILE', soft: 9, hard: 900 }],
      oomScoreAdj: 100,
      execCPUAffinity: { final: [0] },
    }
    const written = { ...process, execCPUAffinity: { final: '0' } }
    writeFileSync(file, JSON.stringify(written))
    const args = ['--root', box.root, 'exec', '--process', file, 'box']
    await startMiniRunc(t, args)
    const pid = await until('who was executed', () =>
      processesIn(box.rootfs).find((pid) =>
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('61'),
      ),
    )
    t.same(wordsOf(pid, 'Uid'), Array(4).fill(first + 5))
    t.same(wordsOf(pid, 'Gid'), Array(4).fill(first + 6))
    t.same(wordsOf(pid, 'Groups'), [first + 7])
    t.equal(statusField(pid, 'Umask'), '0077')
    t.same(setsOf(pid), Array(5).fill(NET_RAW))
    t.equal(statusField(pid, 'NoNewPrivs'), '1')
    t.equal(statusField(pid, 'Cpus_allowed_list'), '0')
    const limits = readFileSync(`/proc/${pid}/limits`, 'utf8')
    t.match(limits, /^Max open files +9 +900 /m)
    t.match(readFileSync(`/proc/${pid}/oom_score_adj`, 'utf8'), /^100$/m)
  })
}

t.test('who is not root can open its streams once more', async (t) => {
  const script =
    'cat /proc/self/fd/0 > /proc/self/fd/1; echo err > /proc/self/fd/2'
  const all = { args: ['sh', '-c', script], user: { uid: 1000, gid: 1000 } }
  const box = makeBox(t, all, specOf(false))
  // Streams that Node makes are sockets, and nobody opens one once more.
  const run = ['node', await miniRuncProgram(), ...runArgs(box)].join(' ')
  const piped = `exec 3>&1; echo in | (${run} 2>&1 >&4 | cat >&3) 4>&1 | cat`
  const { stdout } = await start(t, ['sh', '-c', piped]).ended
  t.same(stdout.split('\n').sort(), ['', 'err', 'in'])
})

t.test('we are as before when we have lent something', async (t) => {
  const own = readFileSync('/proc/self/limits', 'utf8')
  const box = await startSleeper(t, {
    oomScoreAdj: 300,
    rlimits: [{ type: 'RLIMIT_SIGPENDING', soft: 0, hard: 50 }],
  })
  const parent = Number(statusField(box.pid, 'PPid'))
  const limits = readFileSync(`/proc/${parent}/limits`, 'utf8')
  const row = (text: string) => /^Max pending.*$/m.exec(text)?.[0]
  t.equal(row(limits), row(own))
  t.match(readFileSync(`/proc/${parent}/oom_score_adj`, 'utf8'), /^0$/m)
})

t.test('a capability that nobody can grant is no reason to fail', async (t) => {
  const capabilities: Capabilities = {
    bounding: ['CAP_KILL', 'CAP_FLY'],
    ambient: ['CAP_NET_RAW'],
  }
  const box = makeBox(t, { args: ['true'], capabilities })
  const { status, stderr } = await runBox(t, box)
  t.equal(status, 0)
  t.match(stderr, /^mini-runc: Expected capabilities .* bounding CAP_FLY\n$/)
})

t.test('with fewer than it wants, it gets those there are', async (t) => {
  const both = ['CAP_KILL', 'CAP_NET_RAW']
  const all = { bounding: both, permitted: both, effective: both }
  const prefix = ['setpriv', '--bounding-set', '-net_raw']
  const { pid } = await startSleeper(
    t,
    { capabilities: { ...all, inheritable: both, ambient: both } },
    { prefix },
  )
  t.same(setsOf(pid), Array(5).fill(KILL))
})

t.test('a set-user-ID program makes nobody root', async (t) => {
  const user = { uid: 1000, gid: 1000 }
  const becomeRoot = new Program()
  becomeRoot.setresuid(0, 0, 0)
  const arch = process.arch as Arch
  const statusOf = async (noNewPrivileges: boolean) => {
    const more = { args: ['/bin/suid'], user, noNewPrivileges }
    const box = makeBox(t, more, specOf(false))
    const path = join(box.rootfs, 'bin/suid')
    writeFileSync(path, toElf(becomeRoot, { arch }))
    chmodSync(path, 0o4755)
    return (await runBox(t, box)).status
  }
  t.equal(await statusOf(false), 0, 'else the test would prove nothing')
  t.equal(await statusOf(true), FAILED_STATUS)
})

t.test('a label is refused where nobody would look at it', async (t) => {
  const hosts = {
    apparmorProfile: '/sys/module/apparmor/parameters/enabled',
    selinuxLabel: '/sys/fs/selinux/enforce',
  }
  for (const [member, path] of Object.entries(hosts)) {
    if (existsSync(path)) continue
    const box = makeBox(t, { args: ['true'], [member]: 'strict' })
    const { status, stderr } = await runBox(t, box)
    t.equal(status, 1)
    t.match(stderr, `"/process/${member}" but found none at work in "${path}"`)
  }
})

t.test('an image has no say in where a setting is written', async (t) => {
  const tmpfs = { destination: '/proc', type: 'tmpfs', options: [] }
  const sysctl = { 'kernel.msgmax': '4712' }
  const spec = { ...specOf(false, { sysctl }), mounts: [tmpfs] }
  const { pid } = await startSleeper(t, {}, { spec })
  const inside = ['-t', `${pid}`, '-i', 'cat', '/proc/sys/kernel/msgmax']
  t.equal(`${spawnSync('nsenter', inside).stdout}`, '4712\n')
})

t.test('what is somebody else’s is refused by its name', async (t) => {
  const box = await startSleeper(t)
  t.equal((await inBox(t, box, ['exec', 'box', 'true'])).status, 0)
  const sysctl = { 'net.ipv4.ip_forward': '1' }
  const shared = makeBox(t, { args: ['true'] }, specOf(false, { sysctl }))
  const { status, stderr } = await runBox(t, shared)
  t.equal(status, 1)
  t.match(stderr, '"/linux/sysctl/net.ipv4.ip_forward"')
})
