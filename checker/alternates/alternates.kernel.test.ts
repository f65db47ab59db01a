/**
 * The other runtimes on a small bundle, on this computer's own kernel, each in a
 * mount namespace that is thrown away. That they pass the labs' checks is for
 * the gate; here is what no lab asks of them: images that mean harm.
 */
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkoutRoot } from '../checkout.ts'
import { alternates } from './index.ts'

t.jobs = 1

const NAMESPACES = ['pid', 'network', 'ipc', 'uts', 'mount', 'cgroup', 'time']
const PROC = { destination: '/proc', type: 'proc', source: 'proc' }
const DEV = {
  destination: '/dev',
  type: 'tmpfs',
  source: 'tmpfs',
  // Sticky, as it would be by itself, it would guard the nodes in it (EACCES).
  options: ['mode=755'],
}

interface Box {
  readonly folder: string
  readonly bundle: string
  readonly rootfs: string
}

/** A bundle whose root holds one busybox, and a directory outside of it. */
function box(t: Test): Box {
  const folder = mkdtempSync('/tmp/alternate-')
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const bundle = join(folder, 'bundle')
  const rootfs = join(bundle, 'rootfs')
  for (const path of ['bundle/rootfs/bin', 'bundle/rootfs/dev', 'outside']) {
    mkdirSync(join(folder, path), { recursive: true })
  }
  // Root of a user namespace is somebody else, who has to get in here.
  chmodSync(folder, 0o755)
  copyFileSync('/usr/bin/busybox', join(rootfs, 'bin/busybox'))
  symlinkSync('busybox', join(rootfs, 'bin/sh'))
  return { folder, bundle, rootfs }
}

/** A shell; `@` stands before the names of busybox's programs. */
const shell = (script: string) => ({
  user: { uid: 0, gid: 0 },
  args: ['sh', '-c', script.replace(/@/g, 'busybox ')],
  env: ['PATH=/bin', 'HOME=/'],
  cwd: '/',
})

function configure({ bundle }: Box, script: string, more: object = {}): void {
  const { linux, ...others } = more as { linux?: object }
  const config = {
    ociVersion: '1.0.2',
    root: { path: 'rootfs' },
    process: shell(script),
    mounts: [PROC, DEV],
    linux: { namespaces: NAMESPACES.map((type) => ({ type })), ...linux },
    ...others,
  }
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
}

/** Run a container; what the mount table gained stands at the end of `stderr`. */
function run(runtime: string, { bundle }: Box, open: number[] = []) {
  const script = `
    cat /proc/self/mountinfo > "$1/before"
    "$0" run --bundle "$1" box-${process.pid}; status=$?
    diff "$1/before" /proc/self/mountinfo >&2
    exit $status`
  const apart = ['-m', '--propagation', 'private', 'sh', '-c', script]
  const { status, stdout, stderr } = spawnSync(
    'unshare',
    [...apart, runtime, bundle],
    {
      encoding: 'utf8',
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'pipe', ...open],
    },
  )
  return { status, stdout, stderr }
}

for (const { program } of alternates) {
  const { name } = program
  const runtime = join(checkoutRoot(), 'checker/alternates', name)
  const states = `/run/${name.replace(/\.\w+$/, '')}`

  t.test(`${program.name} starts a container and cleans up`, async (t) => {
    const it = box(t)
    const script = `@hostname; @cat /proc/self/stat; @ls /proc/1/fd; @id -u
      @grep ' / ' /proc/self/mountinfo | @wc -l; @touch /x; exit 7`
    configure(it, script, {
      hostname: 'apart',
      root: { path: 'rootfs', readonly: true },
    })
    const { status, stdout, stderr } = run(runtime, it)
    t.match(stderr, /^touch: \/x: Read-only file system\n$/)
    t.equal(status, 7)
    t.match(stdout, /^apart\n\d+ \(busybox\) R 1 /)
    t.match(stdout, /\n0\n1\n2\n(3\n)?0\n\d\n$/)
    t.notOk(existsSync(states), 'it forgets its container')
    t.same(readdirSync(it.rootfs).sort(), ['bin', 'dev', 'proc'])
  })

  t.test(`${program.name} mounts inside, whatever links say`, async (t) => {
    const it = box(t)
    const outside = join(it.folder, 'outside')
    symlinkSync(outside, join(it.rootfs, 'absolute'))
    symlinkSync(`../../../../..${outside}`, join(it.rootfs, 'relative'))
    const tmpfs = { type: 'tmpfs', source: 'tmpfs' }
    const destinations = ['/absolute/a', '/relative/b', `/../..${outside}/c`]
    const mounts = destinations.map((destination) => {
      return { ...tmpfs, destination }
    })
    const file = { source: '/etc/hostname', destination: '/absolute/file' }
    const bind = { ...file, type: 'none', options: ['bind', 'ro'] }
    configure(it, `@ls ${outside}`, { mounts: [PROC, ...mounts, bind] })
    const { status, stdout, stderr } = run(runtime, it)
    t.match({ status, stderr }, { status: 0, stderr: '' })
    t.equal(stdout, 'a\nb\nc\nfile\n')
    t.same(readdirSync(outside), [], 'and nothing outside')
  })

  t.test(`${program.name} starts in no directory of the host`, async (t) => {
    const it = box(t)
    const outside = join(it.folder, 'outside')
    writeFileSync(join(outside, 'secret'), '')
    const fd = openSync(outside, 'r')
    t.teardown(() => closeSync(fd))
    for (const way of ['fd/3', 'fd/4', 'cwd', 'cwd/..']) {
      rmSync(join(it.rootfs, 'way'), { force: true })
      symlinkSync(`/proc/self/${way}`, join(it.rootfs, 'way'))
      const process = { ...shell('@pwd; @ls -a /proc/self/cwd/'), cwd: '/way' }
      configure(it, '', { process })
      const { status, stdout } = run(runtime, it, [fd, fd])
      const isIn = status === 0 && /^\/\n\.\n\.\.\nbin\ndev\n/.test(stdout)
      t.ok(isIn || stdout === '', `${way} leads inside, or is refused`)
    }
  })

  t.test(`${program.name} wants /proc to be no link`, async (t) => {
    const it = box(t)
    symlinkSync('/dev', join(it.rootfs, 'proc'))
    configure(it, 'exit 0')
    const { status, stderr } = run(runtime, it)
    t.equal(status, 1)
    t.match(stderr, /\/proc is (a|reached by a) link/)
    t.notOk(existsSync(states))
  })

  t.test(`${program.name} hides a file behind the host's null`, async (t) => {
    const it = box(t)
    writeFileSync(join(it.rootfs, 'secret'), 'secret\n')
    mkdirSync(join(it.rootfs, 'vault'))
    writeFileSync(join(it.rootfs, 'vault/secret'), 'secret\n')
    writeFileSync(join(it.rootfs, 'dev/null'), 'not what it seems\n')
    configure(
      it,
      '@cat /secret; @ls /vault; @touch /vault/x; @stat -c %F /dev/null',
      {
        mounts: [PROC],
        linux: { maskedPaths: ['/secret', '/vault', '/nothing'] },
      },
    )
    const { stdout, stderr } = run(runtime, it)
    t.equal(stdout, 'character special file\n')
    t.equal(stderr, 'touch: /vault/x: Read-only file system\n')
  })

  t.test(`${program.name} is root inside and nobody outside`, async (t) => {
    const it = box(t)
    const map = [{ containerID: 0, hostID: 100_000, size: 1000 }]
    chownSync(it.rootfs, 100_000, 100_000)
    configure(it, '@id -u; @cat /proc/self/uid_map; @echo > /dev/null', {
      linux: {
        namespaces: [...NAMESPACES, 'user'].map((type) => ({ type })),
        uidMappings: map,
        gidMappings: map,
      },
    })
    const { status, stdout, stderr } = run(runtime, it)
    t.match({ status, stderr }, { status: 0, stderr: '' })
    t.match(stdout, /^0\n\s+0\s+100000\s+1000\n$/)
  })

  t.test(`${program.name} lets one more in`, async (t) => {
    const it = box(t)
    configure(it, '@echo ready; read line; exit 3', { hostname: 'apart' })
    const id = `exec-${process.pid}`
    const child = spawn(runtime, ['run', '--bundle', it.bundle, id])
    const ended = new Promise((resolve) => child.on('close', resolve))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    const { status, stdout } = spawnSync(
      runtime,
      [
        'exec',
        id,
        'sh',
        '-c',
        'busybox hostname; busybox readlink /proc/1/exe; exit 4',
      ],
      { encoding: 'utf8' },
    )
    t.equal(status, 4)
    t.equal(stdout, 'apart\n/bin/busybox\n')
    child.stdin.end('go\n')
    t.equal(await ended, 3)
  })
}
