// mini-runc as the runtime of podman: conmon calls it, on a host of the test's own.
// This computer may have both kinds of cgroups, so these containers have none;
// with cgroups, containers of others are run by the finale of lab 07.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundleProgram } from '#checker/bundle.ts'
import { directoryFor } from '../linux/network/test/own-network.ts'
import { ownHost } from '../network/test/host.ts'
import { makeBox, statusField } from './box.kernel.test.ts'
import { podmanIn } from './test/podman.ts'

ownHost()

/** In that /run: it goes away with the processes of this test. */
const HOME = '/run/podman-test'
const CONF = join(HOME, 'containers.conf')
const HOOKS = join(HOME, 'hooks')
mkdirSync(HOOKS, { recursive: true })

// Where a package.json says that all are modules, no program without a suffix
// starts.
const MINI_RUNC = join(directoryFor(t), 'mini-runc')
await bundleProgram({
  entry: join(import.meta.dirname, 'mini-runc.ts'),
  outfile: MINI_RUNC,
})

// Security modules and journals are machines' own; filters, capabilities and
// hidden paths are podman's defaults.
writeFileSync(
  CONF,
  `[containers]
apparmor_profile = "unconfined"
cgroups = "disabled"
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
conmon_env_vars = ["PATH=${process.env.PATH}"]
events_logger = "file"
runtime = "mini-runc"
runtime_supports_json = ["mini-runc"]
runtime_supports_nocgroup = ["mini-runc"]
[engine.runtimes]
mini-runc = ["${MINI_RUNC}"]
`,
)

const OPTIONS = [
  ...['--root', join(HOME, 'root'), '--runroot', join(HOME, 'run')],
  ...['--tmpdir', join(HOME, 'tmp'), '--storage-driver', 'vfs'],
  ...['--hooks-dir', HOOKS],
]

const { call, podman } = podmanIn({
  home: HOME,
  config: CONF,
  options: OPTIONS,
})

/** Arguments that make a container of busybox; it has a network of its own. */
function containerArgs(t: Test, ...options: readonly string[]): string[] {
  const { rootfs } = makeBox(t)
  return ['--network', 'none', ...options, '--rootfs', rootfs]
}

/** A container that sleeps in the background, and its first process. */
function sleeper(t: Test, name: string, ...options: readonly string[]) {
  const args = containerArgs(t, '--name', name, ...options)
  t.teardown(() => podman('rm', '-f', '-t', '0', '-i', name))
  podman('run', '-d', ...args, 'sleep', '1000')
  return { pid: pidOf(name) }
}

function pidOf(name: string): number {
  return Number(podman('inspect', '--format', '{{.State.Pid}}', name))
}

/** Where mini-runc keeps its states if nobody says otherwise. */
const STATES = '/run/mini-runc'

/** All that a container could leave. */
const everything = () => ({
  containers: podman('ps', '-a', '--format', '{{.Names}}'),
  states: existsSync(STATES) ? readdirSync(STATES) : [],
  mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length,
})

/** Processes that were started with these words. */
function processesOf(...words: readonly string[]): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      return line === `${words.join('\0')}\0`
    } catch {
      // It ended while the list was read.
      return false
    }
  })
}

function namespacesOf(pid: number): string[] {
  const names = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts']
  return names.map((name) => readlinkSync(`/proc/${pid}/ns/${name}`))
}

t.test('output and exit status come through, and nothing stays', (t) => {
  const before = everything()
  const script = 'echo hello; echo sorry >&2; exit 7'
  const args = [...containerArgs(t, '--rm'), 'sh', '-c', script]
  const { status, stdout, stderr } = call('run', ...args)
  t.match({ status, stdout, stderr }, { stdout: 'hello\n', stderr: 'sorry\n' })
  t.equal(status, 7)
  t.same(everything(), before)
  t.end()
})

t.test('standard input comes through', (t) => {
  const args = containerArgs(t, '--rm', '-i')
  const command = [...OPTIONS, 'run', ...args, 'cat']
  const { stdout } = spawnSync(
    'env',
    ['-u', 'NODE_OPTIONS', 'podman', ...command],
    {
      env: { PATH: process.env.PATH, HOME, CONTAINERS_CONF: CONF },
      input: 'a line\n',
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  t.equal(stdout, 'a line\n')
  t.end()
})

/** The fourteen that containers of podman have. @see capabilities(7) */
const DEFAULT_CAPABILITIES = '00000000a80425fb'

t.test('a container in the background is as podman wants it', (t) => {
  const before = everything()
  const { pid } = sleeper(t, 'one')
  const [own, others] = [namespacesOf(process.pid), namespacesOf(pid)]
  for (const [index, namespace] of others.entries()) {
    // Without a cgroup there is no namespace for it.
    if (index === 0) continue
    t.not(namespace, own[index])
  }
  t.equal(statusField(pid, 'Seccomp'), '2')
  t.equal(statusField(pid, 'CapEff'), DEFAULT_CAPABILITIES)
  t.equal(statusField(pid, 'CapBnd'), DEFAULT_CAPABILITIES)
  t.equal(statusField(pid, 'CapAmb'), '0000000000000000')
  const mounts = readFileSync(`/proc/${pid}/mounts`, 'utf8')
  t.match(mounts, /^tmpfs \/dev tmpfs rw,nosuid,noexec/m)
  t.match(mounts, / \/proc\/keys /, 'hidden')
  t.match(mounts, / \/proc\/sys proc ro,/, 'read-only')
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8')
  t.match(limits, /^Max open files +1024 +1024 /m)
  podman('rm', '-f', '-t', '0', 'one')
  t.same(everything(), before)
  t.end()
})

t.test('options of run become what the kernel shows', (t) => {
  const data = directoryFor(t)
  const { pid } = sleeper(
    ...([t, 'one'] as const),
    ...['--user', '1234:2345', '--group-add', '3456'],
    ...['--cap-drop', 'all', '--cap-add', 'kill'],
    ...['--security-opt', 'no-new-privileges'],
    ...['--read-only', '--volume', `${data}:/data`],
    ...['--hostname', 'box', '--sysctl', 'net.ipv4.ip_forward=1'],
    ...['--ulimit', 'nofile=77:88', '--ulimit', 'nproc=99:99'],
    ...['--env', 'COLOUR=blue'],
    ...['--workdir', '/tmp', '--oom-score-adj', '500'],
  )
  t.equal(statusField(pid, 'Uid'), '1234\t1234\t1234\t1234')
  t.equal(statusField(pid, 'Gid'), '2345\t2345\t2345\t2345')
  t.match(statusField(pid, 'Groups').split(' '), new Set(['3456']))
  t.equal(statusField(pid, 'CapBnd'), '0000000000000020')
  t.equal(statusField(pid, 'NoNewPrivs'), '1')
  const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8')
  t.match(read('mounts'), /^\S+ \/ \S+ ro[, ]/m)
  t.match(read('mounts'), / \/data \S+ rw[, ]/)
  t.match(read('limits'), /^Max open files +77 +88 /m)
  t.match(read('environ').split('\0'), new Set(['COLOUR=blue']))
  t.equal(read('oom_score_adj').trim(), '500')
  t.equal(readlinkSync(`/proc/${pid}/cwd`), '/tmp')
  const inside = podman(
    'exec',
    'one',
    'sh',
    '-c',
    'hostname; cat /proc/sys/net/ipv4/ip_forward',
  )
  t.equal(inside, 'box\n1')
  t.end()
})

t.test('exec comes into the same namespaces, under the same rules', (t) => {
  const { pid } = sleeper(t, 'one', '--cap-drop', 'net_raw')
  podman('exec', '-d', 'one', 'sleep', '2000')
  const [other = 0] = processesOf('sleep', '2000')
  t.same(namespacesOf(other), namespacesOf(pid))
  t.equal(statusField(other, 'Seccomp'), '2')
  t.equal(statusField(other, 'CapEff'), statusField(pid, 'CapEff'))
  t.equal(call('exec', 'one', 'sh', '-c', 'exit 9').status, 9)
  t.equal(
    podman('exec', '--user', '1:2', 'one', 'sh', '-c', 'id -u; id -g'),
    '1\n2',
  )
  t.match(call('exec', 'one', 'nosuch'), {
    status: 127,
    stderr: /executable file .*not found in \$PATH/,
  })
  t.match(call('exec', 'one', '/etc'), { status: /126|127/ })
  t.end()
})

t.test('a terminal is one, for run and for exec', (t) => {
  const args = containerArgs(t, '--rm', '--tty')
  const script = 'busybox tty; busybox stat -L -c %t:%F /dev/console'
  const printed = podman('run', ...args, 'sh', '-c', script)
  const [name, device] = printed.split(/\r?\n/)
  t.match(name, /^\/dev\/(pts\/0|console)$/)
  t.equal(device, '88:character special file')
  const { pid } = sleeper(t, 'one', '--tty')
  for (const fd of [0, 1, 2])
    t.match(readlinkSync(`/proc/${pid}/fd/${fd}`), /^\/dev\/(pts\/0|console)$/)
  t.match(podman('exec', '--tty', 'one', 'busybox', 'tty'), /^\/dev\/pts\/1/)
  t.end()
})

t.test('signals, logs and restarts', (t) => {
  const before = everything()
  const args = containerArgs(t, '--name', 'one')
  t.teardown(() => podman('rm', '-f', '-t', '0', '-i', 'one'))
  const script =
    'trap "echo told; exit 3" USR1; echo ready; while :; do sleep 0.1; done'
  podman('run', '-d', ...args, 'sh', '-c', script)
  while (!podman('logs', 'one').includes('ready'));
  podman('kill', '--signal', 'USR1', 'one')
  t.equal(podman('wait', 'one'), '3')
  t.equal(podman('logs', 'one'), 'ready\ntold')
  podman('start', 'one')
  t.ok(pidOf('one') > 0)
  podman('stop', '-t', '0', 'one')
  t.equal(podman('inspect', '--format', '{{.State.ExitCode}}', 'one'), '137')
  podman('rm', 'one')
  t.same(everything(), before)
  t.end()
})

t.test('a program that cannot be run is told, and leaves nothing', (t) => {
  const before = everything()
  const args = containerArgs(t, '--rm')
  t.match(call('run', ...args, 'nosuch'), {
    status: 127,
    stderr: /executable file .*not found in \$PATH/,
  })
  t.match(call('run', ...args, '/tmp'), {
    status: 126,
    stderr: /permission denied/i,
  })
  t.same(everything(), before)
  t.end()
})

t.test('hooks of podman’s are called, with the state', (t) => {
  const before = everything()
  const told = join(directoryFor(t), 'told')
  const hook = join(directoryFor(t), 'hook')
  writeFileSync(hook, `#!/bin/sh\necho "$1 $(cat)" >> ${told}\n`)
  chmodSync(hook, 0o755)
  const stages = ['prestart', 'createRuntime', 'poststart', 'poststop']
  for (const stage of stages) {
    const text = JSON.stringify({
      version: '1.0.0',
      hook: { path: hook, args: ['hook', stage] },
      when: { always: true },
      stages: [stage],
    })
    writeFileSync(join(HOOKS, `${stage}.json`), text)
    t.teardown(() => rmSync(join(HOOKS, `${stage}.json`)))
  }
  podman('run', ...containerArgs(t, '--rm'), 'true')
  const lines = readFileSync(told, 'utf8').trim().split('\n')
  t.same(
    lines.map((line) => line.split(' ')[0]),
    stages,
  )
  const states = lines.map((line) => JSON.parse(line.slice(line.indexOf(' '))))
  t.same(states.map(({ status }) => status).slice(0, 2), [
    'creating',
    'creating',
  ])
  t.ok(states.slice(0, 3).every(({ pid }) => pid > 0))
  t.equal(new Set(states.map(({ id }) => id)).size, 1)
  t.same(everything(), before)
  t.end()
})
