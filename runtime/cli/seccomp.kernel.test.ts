// Profiles of system calls as containers meet them, beside those of runc.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Linux, Process } from '../spec/runtime-spec.ts'
import type { Seccomp } from '../spec/seccomp-spec.ts'
import { type Arch, toElf } from '../sys/elf.ts'
import { Program } from '../sys/program.ts'
import {
  type Box,
  inBox,
  makeBox,
  miniRuncProgram,
  newDirectory,
  runBox,
  startSleeper,
} from './box.kernel.test.ts'
import { tinyElf } from './test/tiny-elf.ts'

const ARCH = process.arch as Arch
const NAMESPACES = (['pid', 'mount', 'uts', 'ipc'] as const).map((type) => ({
  type,
}))
const PROC = { destination: '/proc', type: 'proc', source: 'proc', options: [] }

const boxWith = (t: Test, process: Partial<Process>, linux: Partial<Linux>) =>
  makeBox(t, process, {
    mounts: [PROC],
    linux: { namespaces: NAMESPACES, ...linux },
  })

const sh = (script: string): Partial<Process> => ({
  args: ['sh', '-c', script],
})

/** All but making directories. */
const NO_DIRECTORIES: Seccomp = {
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [
    { names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO', errnoRet: 28 },
  ],
}

const TRY = 'grep -E "^(NoNewPrivs|Seccomp):" /proc/self/status; mkdir /tmp/d'

for (const noNewPrivileges of [true, false])
  t.test(`a filter holds, noNewPrivileges ${noNewPrivileges}`, async (t) => {
    const script = TRY.replaceAll(/(grep|mkdir)/g, 'busybox $1')
    const process = { ...sh(script), noNewPrivileges }
    const box = boxWith(t, process, { seccomp: NO_DIRECTORIES })
    const { status, stdout, stderr } = await runBox(t, box)
    const bit = noNewPrivileges ? 1 : 0
    t.equal(stdout, `NoNewPrivs:\t${bit}\nSeccomp:\t2\n`)
    t.match(stderr, /No space left on device/)
    t.equal(status, 1)
  })

t.test('with --init, and for exec, it is the same', async (t) => {
  const script = 'busybox mkdir /tmp/d'
  const box = boxWith(t, sh(script), { seccomp: NO_DIRECTORIES })
  t.match(await runBox(t, box, ['--init']), { status: 1, stderr: /No space/ })
  for (const noNewPrivileges of [true, false]) {
    const { root } = await startSleeper(
      t,
      { noNewPrivileges },
      {
        spec: {
          mounts: [PROC],
          linux: { namespaces: NAMESPACES, seccomp: NO_DIRECTORIES },
        },
      },
    )
    const args = ['exec', 'box', 'sh', '-c', script]
    t.match(await inBox(t, { root }, args), { status: 1, stderr: /No space/ })
  }
})

t.test('without capabilities it comes before they are gone', async (t) => {
  const capabilities = {}
  const process = { ...sh('busybox mkdir /tmp/d'), capabilities }
  const user = { uid: 1000, gid: 1000 }
  const seccomp = NO_DIRECTORIES
  for (const noNewPrivileges of [true, false]) {
    const all = { ...process, user, noNewPrivileges }
    const ended = await runBox(t, boxWith(t, all, { seccomp }))
    t.match(ended, { status: 1, stderr: /No space/ })
  }
})

t.test('what kills is a signal', async (t) => {
  const [rule] = NO_DIRECTORIES.syscalls ?? []
  const syscalls = rule
    ? [{ names: rule.names, action: 'SCMP_ACT_KILL_PROCESS' as const }]
    : []
  const seccomp = { ...NO_DIRECTORIES, syscalls }
  const process = { args: ['busybox', 'mkdir', '/tmp/d'] }
  const SIGSYS = 31
  t.match(await runBox(t, boxWith(t, process, { seccomp })), {
    status: 128 + SIGSYS,
  })
})

t.test('a profile that forbids execve(2) starts nothing', async (t) => {
  const syscalls = [{ names: ['execve'], action: 'SCMP_ACT_ERRNO' as const }]
  const seccomp: Seccomp = { defaultAction: 'SCMP_ACT_ALLOW', syscalls }
  const { status, stderr } = await runBox(t, boxWith(t, {}, { seccomp }))
  t.not(status, 0)
  t.match(stderr, /EPERM/)
})

// mov eax, 20 (getpid of x86); int 0x80; exit with 0 if that was a PID, else 1.
const INT_80 = Buffer.from(
  'b814000000cd8085c00f9ec00fb6f8b8e70000000f05',
  'hex',
)

if (ARCH === 'x64')
  t.test('the door for programs of 32 bits is closed', async (t) => {
    const seccomp: Seccomp = { defaultAction: 'SCMP_ACT_ALLOW' }
    const found: (number | null)[] = []
    for (const one of [
      undefined,
      seccomp,
      { ...seccomp, architectures: ['SCMP_ARCH_X86_64'] },
      { ...seccomp, architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] },
    ] as (Seccomp | undefined)[]) {
      const box = boxWith(t, { args: ['/door'] }, one ? { seccomp: one } : {})
      writeProgram(box, 'door', tinyElf(INT_80))
      found.push((await runBox(t, box)).status)
    }
    t.same(found, [0, 128 + 31, 128 + 31, 0])
  })

t.test('a dry run shows how long the filter is', async (t) => {
  const box = boxWith(t, {}, { seccomp: NO_DIRECTORIES })
  const { stdout } = await runBox(t, box, ['--dry-run', '--explain'])
  t.match(stdout, /seccomp\(SECCOMP_SET_MODE_FILTER, 0, \{len=\d+\}\)/)
})

function writeProgram({ rootfs }: Box, name: string, program: Buffer): void {
  writeFileSync(join(rootfs, name), program, { mode: 0o755 })
}

// Podman's own profile, as it has it for a container: it resolves what depends
// on processor and capabilities, and hands the result to its runtime. Ours of
// that moment keeps a copy and fails.

const RUNTIME = `#!/bin/sh
while [ $# -gt 0 ]; do
  if [ "$1" = --bundle ]; then cp "$2/config.json" "\${0%/*}/config.json"; fi
  shift
done
exit 1
`

/** Mounts that go away with the command. */
const APART = `mount -t tmpfs none /run && mount -t tmpfs none /dev/shm && "$@"`

/** What podman would have a runtime do. */
function podmanSpec(t: Test): { process: Process; linux: Linux } {
  const home = newDirectory(t)
  const runtime = join(home, 'crun')
  writeFileSync(runtime, RUNTIME)
  chmodSync(runtime, 0o755)
  const conf = join(home, 'containers.conf')
  writeFileSync(
    conf,
    `[containers]
apparmor_profile = "unconfined"
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "crun"
[engine.runtimes]
crun = ["${runtime}"]
`,
  )
  const { rootfs } = makeBox(t)
  // In that /run; podman refuses long paths.
  const places = ['root', 'runroot', 'tmpdir'].map(
    (name) => `--${name}=/run/podman/${name}`,
  )
  const options = [...places, '--storage-driver=vfs', 'run', '--network=none']
  const command = ['podman', ...options, '--rootfs', rootfs, 'sh']
  const { PATH } = process.env
  const { stderr } = spawnSync(
    'unshare',
    ['--mount', 'sh', '-c', APART, 'sh', ...command],
    { env: { PATH, HOME: home, CONTAINERS_CONF: conf }, encoding: 'utf8' },
  )
  const config = join(home, 'config.json')
  if (!existsSync(config)) throw new Error(`podman said: ${stderr}`)
  return JSON.parse(readFileSync(config, 'utf8'))
}

const NONE = -1
const BAD = 1

/** Calls that do nothing if they are allowed: wrong flags, no descriptor. */
const CALLS: readonly (readonly [string, ...(number | bigint)[]])[] = [
  ['mount', BAD, BAD, BAD, 0, BAD],
  ['umount2', BAD, 0],
  ['pivot_root', BAD, BAD],
  ['sethostname', BAD, NONE],
  ['setdomainname', BAD, NONE],
  ['setns', NONE, 0],
  ['unshare', 0x10000000],
  ['keyctl', 99, 0, 0, 0, 0],
  ['add_key', BAD, BAD, 0, 0, 0],
  ['request_key', BAD, BAD, 0, 0],
  ['ptrace', 9999, 1, 0, 0],
  ['personality', 0xffff_ffff],
  ['personality', 8],
  ['personality', 1],
  ['personality', 0],
  ['bpf', 99, 0, 0],
  ['perf_event_open', BAD, 0, 0, NONE, 0],
  ['kexec_load', 0, 0, 0, 0xffff_ffffn],
  ['init_module', 0, 0, 0],
  ['delete_module', BAD, 0],
  ['finit_module', NONE, 0, 0],
  ['reboot', 0, 0, 0, 0],
  ['swapon', BAD, 0],
  ['swapoff', BAD],
  ['acct', BAD],
  ['settimeofday', BAD, 0],
  ['clock_settime', 0, BAD],
  ['adjtimex', BAD],
  ['open_by_handle_at', NONE, BAD, 0],
  ['name_to_handle_at', NONE, BAD, BAD, BAD, 0],
  ['lookup_dcookie', 0, 0, 0],
  ['quotactl', NONE, 0, 0, 0],
  ['userfaultfd', NONE],
  ['vmsplice', NONE, 0, 0, 0],
  ['move_pages', NONE, 0, 0, 0, 0, 0],
  ['migrate_pages', NONE, 0, 0, 0],
  ['mbind', 0, 0, 99, 0, 0, 0],
  ['set_mempolicy', 99, 0, 0],
  ['process_vm_readv', NONE, 0, 0, 0, 0, 0],
  ['kcmp', NONE, NONE, 0, 0, 0],
  ['socket', 16, 3, 9],
  ['socket', 16, 3, 0],
  ['socket', 2, 1, 0],
  ['io_uring_setup', 0, 0],
  ['clone3', 0, 0],
  ['fanotify_init', NONE, 0],
  ['syslog', 99, 0, 0],
  ['chroot', BAD],
  ['getrandom', BAD, 16, 0],
  ['seccomp', 99, 0, 0],
  ['landlock_create_ruleset', 0, 0, 99],
  ['pidfd_getfd', NONE, NONE, 0],
  ['quotactl_fd', NONE, 0, 0, 0],
  ['futex_waitv', 0, 0, 0, 0, 0],
  ['fsopen', BAD, 0],
  ['open_tree', NONE, BAD, 0],
  ['mount_setattr', NONE, BAD, 0, 0, 0],
  ['memfd_secret', NONE],
  ['setuid', NONE],
  ['vhangup'],
]

/** Makes all of them and prints what they give, 8 bytes each. */
function probe(): Buffer {
  const program = new Program()
  const bytes = Buffer.alloc(CALLS.length * 8)
  for (const [index, [name, ...args]] of CALLS.entries())
    program.syscall(name, args, {
      ignore: true,
      resultAt: { bytes, offset: index * 8 },
    })
  program.write(1, bytes)
  program.exit_group(0)
  return toElf(program, { arch: ARCH })
}

/** Runs a bundle, and returns what the probe in it printed, by the calls. */
function resultsOf(command: readonly string[]): Record<string, string> {
  const [file = '', ...args] = command
  const { NODE_OPTIONS: _, ...env } = process.env
  const { stdout, stderr, status } = spawnSync(file, args, { env })
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
  return Object.fromEntries(
    CALLS.map(([name, ...words], index) => [
      `${index} ${name}(${words.join(', ')})`,
      `${stdout.readBigInt64LE(index * 8)}`,
    ]),
  )
}

t.test('podman’s profile is what runc makes of it', async (t) => {
  const { process: podman, linux } = podmanSpec(t)
  const { capabilities } = podman
  if (!linux.seccomp || !capabilities) throw new Error('no profile')
  const lists: Seccomp[] = [
    linux.seccomp,
    // Without an errno of its own, it is the runtime that knows what is newer.
    { ...linux.seccomp, defaultErrnoRet: 1 },
    { ...linux.seccomp, architectures: [] },
  ]
  for (const seccomp of lists)
    for (const noNewPrivileges of [false, true]) {
      const process = { args: ['/probe'], capabilities, noNewPrivileges }
      const box = boxWith(t, process, { seccomp })
      writeProgram(box, 'probe', probe())
      const root = join(box.bundle, 'runc')
      const id = `seccomp-${globalThis.process.pid}`
      const bundle = ['--bundle', box.bundle, id]
      const theirs = resultsOf(['runc', '--root', root, 'run', ...bundle])
      const program = [globalThis.process.execPath, await miniRuncProgram()]
      const ours = resultsOf([...program, '--root', root, 'run', ...bundle])
      t.same(ours, theirs)
      const answers = new Set(Object.values(theirs))
      t.ok(answers.has('-1') && answers.has('-22'), 'they differ')
    }
})

t.test('below podman’s profile a shell works', async (t) => {
  const { process, linux } = podmanSpec(t)
  if (!linux.seccomp || !process.capabilities) throw new Error('no profile')
  const { seccomp } = linux
  const script =
    'busybox grep ^Seccomp: /proc/self/status; (sleep 0 & wait); busybox hostname x'
  const { capabilities } = process
  const box = boxWith(t, { ...sh(script), capabilities }, { seccomp })
  t.match(await runBox(t, box), {
    stdout: 'Seccomp:\t2\n',
    stderr: /hostname: Operation not permitted/,
  })
})
