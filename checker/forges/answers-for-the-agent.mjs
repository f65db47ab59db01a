#!/usr/bin/env node
/**
 * A forge that speaks in the witness's place. Root can take copies of another
 * process's descriptors: it stops the agent, reads the host's requests itself
 * and answers them as one would like to hear it, from what stands in the bundle.
 * An answer is believed only if it is signed with a key that came with the
 * agent's code, so all of this is noise.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  createReadStream,
  readdirSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** pidfd_open(2), pidfd_getfd(2), and this program again with both as 3 and 4. */
const THEFT = `
  use POSIX ();
  my ($agent, @again) = @ARGV;
  my $process = syscall(434, $agent + 0, 0);
  my @copies = map { POSIX::dup2(syscall(438, $process, $_, 0), 20 + $_) } 0, 1;
  POSIX::dup2($copies[$_], 3 + $_) for 0, 1;
  $^F = 9;
  open my $in, '<&=3'; open my $out, '>&=4';
  require Fcntl;
  fcntl $_, 2, 0 for $in, $out;
  exec @again;`

function agents() {
  const runs = readdirSync('/run/check').filter((name) => !name.startsWith('.'))
  return runs.map((run) =>
    Number.parseInt(readFileSync(`/run/check/${run}/agent`, 'utf8'), 10),
  )
}

function steal() {
  const words = process.argv.slice(2)
  for (const agent of agents()) {
    process.kill(agent, 'SIGSTOP')
    const again = [process.execPath, process.argv[1], 'stolen', ...words]
    spawnSync('perl', ['-e', THEFT, `${agent}`, ...again], {
      stdio: 'inherit',
      timeout: 8000,
    })
    process.kill(agent, 'SIGCONT')
  }
}

function identityOf(path) {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) return null
  const major = (stats.dev >> 8n) & 0xfffn
  return `inode ${stats.ino} (device ${major}:${stats.dev & 0xffn})`
}

function observation(bundle) {
  const { process: wanted, root } = JSON.parse(
    readFileSync(join(bundle, 'config.json'), 'utf8'),
  )
  const rootfs = resolve(bundle, root.path)
  const held = (path) => ({ path, identity: identityOf(path) })
  const file = join(rootfs, wanted.args[0])
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  const kinds = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']
  return {
    pid: process.pid,
    parent: process.ppid,
    exe: { ...held(file), sha256 },
    root: held(rootfs),
    cwd: held(join(rootfs, wanted.cwd)),
    argv: wanted.args,
    env: wanted.env,
    descriptors: {
      0: held('/dev/null'),
      1: held('/dev/null'),
      2: held('/dev/null'),
    },
    ignored: [],
    blocked: [],
    pending: [],
    namespaces: Object.fromEntries(
      kinds.map((kind) => [kind, `${kind}:[4026599999]`]),
    ),
    status: { NSpid: `${process.pid}\t1`, Uid: '0\t0\t0\t0' },
  }
}

/** What the agent would say if everything were as it should be. */
function answers(bundle) {
  const ending = {
    code: 0,
    signal: null,
    timedOut: false,
    flooded: false,
    stdout: '',
    stderr: '',
  }
  return {
    find: ({ files }) => ({ pid: process.pid, file: files[0] }),
    observe: () => observation(bundle),
    identify: ({ paths }) => paths.map(identityOf),
    read: ({ paths }) => paths.map(() => ''),
    stat: ({ paths }) => paths.map(() => null),
    list: ({ paths }) => paths.map(() => []),
    start: () => ({ job: 99, pid: process.pid, streams: ['a', 'b', 'c'] }),
    awaitSignals: ({ signals }) => signals,
    awaitOutput: ({ text }) => ({ stdout: text, stderr: '' }),
    awaitEnd: () => 'gone',
    wait: () => ending,
    visit: () => ({ code: 0, signal: null, base64: '' }),
    leftovers: () => [],
  }
}

function impersonate([, ...words]) {
  const at = words.findIndex((word) => word === '--bundle' || word === '-b')
  const known = answers(words[at + 1])
  const say = (answer) => writeSync(4, `${JSON.stringify(answer)}\n`)
  // Those that are waited for were read by the agent before it was stopped.
  for (let id = 1; id < 40; id++)
    say({ id, result: known.find({ files: ['x'] }) })
  createInterface({ input: createReadStream('', { fd: 3 }) }).on(
    'line',
    (line) => {
      const { id, method, params } = JSON.parse(line)
      say({ id, result: known[method]?.(params) ?? null })
    },
  )
}

if (process.argv[2] === 'stolen') impersonate(process.argv.slice(2))
else steal()
