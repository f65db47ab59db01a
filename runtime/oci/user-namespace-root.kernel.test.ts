// The root of a container whose root user is nobody outside.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Mount } from '../spec/runtime-spec.ts'
import { AT_FDCWD, O_RDONLY } from '../sys/constants/files.ts'
import { CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { Program } from '../sys/program.ts'
import { start } from '../sys/test/run.ts'
import {
  bind,
  FLAGS,
  makeRootfs,
  newDirectory,
  PROC,
  recordContainer,
  tmpfs,
  type Wishes,
} from './test/own-root.ts'

const USER = 100_000

/** Run a line of shell as a root that is user 100000 outside. */
async function runAsUser(t: Test, line: string, wishes: Wishes, ids: number) {
  const rootfs = makeRootfs(t)
  execFileSync('chown', ['-R', `${USER}:${USER}`, rootfs])
  const go = join(newDirectory(t), 'go')
  execFileSync('mkfifo', [go])
  const program = new Program()
  const fd = program.openat(AT_FDCWD, go, O_RDONLY)
  program.read(fd, Buffer.alloc(1))
  program.setresgid(0, 0, 0)
  program.setresuid(0, 0, 0)
  const linux = { namespaces: NAMESPACES, ...wishes.linux }
  recordContainer(program, rootfs, `exec 2>&1; ${line}`, { ...wishes, linux })
  const out = openSync(join(newDirectory(t), 'out'), 'w+')
  t.teardown(() => closeSync(out))
  const flags = FLAGS | CLONE_NEWUSER
  const child = start(program, { flags, stdio: [0, out, 2] })
  for (const map of ['uid_map', 'gid_map'])
    writeFileSync(`/proc/${child.pid}/${map}`, `0 ${USER} ${ids}\n`)
  writeFileSync(go, '.')
  await child.started
  await child.exited
  return readFileSync(`/proc/self/fd/${out}`, 'utf8')
}

const NAMESPACES = [{ type: 'mount' }, { type: 'user' }] as const

const MOUNTS: Mount[] = [
  PROC,
  tmpfs('/dev', 'nosuid', 'mode=755'),
  { destination: '/dev/pts', type: 'devpts', options: ['newinstance'] },
  { destination: '/dev/mqueue', type: 'mqueue', options: ['nosuid'] },
]

t.test('with one ID, or with many, all is there', async (t) => {
  for (const ids of [1, 65536]) {
    const line =
      'cd /dev; stat -c "%n %t:%T" null zero full random urandom tty;' +
      'echo x > null; touch /mine; ls -A /proc/acpi /dev/pts; touch /proc/sys/x'
    const linux = {
      maskedPaths: ['/proc/acpi', '/proc/keys'],
      readonlyPaths: ['/proc/sys'],
    }
    const stdout = await runAsUser(t, line, { mounts: MOUNTS, linux }, ids)
    t.match(stdout, /^null 1:3\nzero 1:5\nfull 1:7\nrandom 1:8\nurandom 1:9\n/)
    t.match(stdout, /pts:\nptmx\n\n\/proc\/acpi:\ntouch/)
    t.notMatch(stdout, 'Permission denied')
  }
})

t.test('a pipe is made, a device is the one of the host', async (t) => {
  const linux = {
    devices: [
      { path: '/dev/pipe', type: 'p', fileMode: 0o644 },
      { path: '/dev/null', type: 'c', major: 1, minor: 3 },
    ] as const,
  }
  const line =
    'stat -c "%F %a" /dev/pipe; grep -c " /dev/null " /proc/self/mountinfo'
  const stdout = await runAsUser(t, line, { mounts: MOUNTS, linux }, 1)
  t.equal(stdout, 'fifo 644\n1\n')
})

t.test('attributes that are locked are kept by a bind mount', async (t) => {
  // What a more privileged mount namespace has set, nobody in here may clear.
  const dev = bind('/dev/shm', '/shm', 'ro')
  const mounts = [...MOUNTS, dev, bind('/proc', '/host', 'rbind', 'rro')]
  const line = 'touch /shm/x; grep -E " (/shm|/host) " /proc/self/mountinfo'
  const stdout = await runAsUser(t, line, { mounts }, 1)
  t.match(stdout, /Read-only file system\n.* \/shm ro,.* \/host ro,/s)
})

t.test(
  'root is read-only, and so are paths with flags of their own',
  async (t) => {
    const mounts = [...MOUNTS, tmpfs('/data', 'nosuid', 'nodev', 'noexec')]
    const linux = { readonlyPaths: ['/data'] }
    const line = 'touch /x /data/x; grep " /data " /proc/self/mountinfo'
    const wishes = { mounts, linux, readonly: true }
    const stdout = await runAsUser(t, line, wishes, 1)
    t.match(stdout, /\/x: Read-only.*\/data\/x: Read-only/s)
    t.match(stdout, / \/data ro,nosuid,nodev,noexec/)
  },
)
