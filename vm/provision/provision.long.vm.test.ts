/**
 * The script, run for real: on a Debian (or Ubuntu) made from packages, in a
 * container, twice; and in the built-in VM, where it may also change cgroups.
 */
import {
  chmodSync,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import t, { type Test } from 'tap'

import { userId } from '../host/paths.ts'
import { quoted } from '../host/quoted.ts'
import { runProgram } from '../host/run-program.ts'
import { linuxPreflight } from '../linux-preflight.ts'
import type { Machine } from '../provider.ts'
import { CNI_PLUGINS, OPTIONAL_TOOLS, REQUIRED_TOOLS } from '../qemu/guest.ts'
import { QemuProvider } from '../qemu/provider.ts'
import { type Output, textOf } from '../ssh/output.ts'
import { provisionScript } from './provision.ts'
import { Container, enterScript, makeRoot } from './test/container.ts'

t.setTimeout(900_000)

const base = mkdtempSync('/var/tmp/labs-provision-')
const root = join(base, 'root')
t.teardown(() => rmSync(base, { recursive: true, force: true }))

/** The package of Node for this computer, got by npm. */
async function packedNode(): Promise<string> {
  const version = /^NODE=(\S+)$/m.exec(provisionScript())?.[1]
  const name = `node-linux-${process.arch}@${version}`
  const args = ['pack', '--silent', `--pack-destination=${base}`, name]
  const file = await runProgram('npm', args, { cwd: base })
  return join(base, file.trim())
}

/** A registry on the loopback; the container is in the same network. */
async function registry(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

/** Path → what it is, for all files of a root. @see find(1), -printf */
async function treeOf(folder: string): Promise<Map<string, string>> {
  const find = ['find', '.', '-xdev']
  const facts = await lines(folder, [
    ...[...find, '-path', './dev', '-prune', '-o'],
    ...['-printf', '%p\t%y %m %U %G %T@ %l\n'],
  ])
  const sums = await lines(folder, [
    ...[...find, '-type', 'f', '-exec', 'sha256sum', '{}', '+'],
  ])
  return new Map([
    ...facts.map((line) => line.split('\t') as [string, string]),
    ...sums.map((line): [string, string] => [
      `content of ${line.slice(66)}`,
      line.slice(0, 64),
    ]),
  ])
}

async function lines(cwd: string, [program = '', ...args]: string[]) {
  const text = await runProgram(program, args, { cwd })
  return text.split('\n').filter((line) => line !== '')
}

function changes(before: Map<string, string>, after: Map<string, string>) {
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter((path) => before.get(path) !== after.get(path))
}

/** What a script of a container prints; it must succeed. */
async function output(container: Container, script: string): Promise<string> {
  const { code, stdout, stderr } = await container.run(script)
  if (code === 0) return stdout
  throw new Error(`"${script}" ended with ${code}: ${stderr}`)
}

/** What these programs lack. */
const lacking = (names: readonly string[]) =>
  `for name in ${names.map((name) => `'${name}'`).join(' ')}; do
    command -v "$name" > /dev/null || echo "$name"
  done`

/** Optional ones that no lab asks for: a new one is noticed. */
const EXPENDABLE =
  'file hexdump ipset lsof pstree readelf tcpdump vi vim.tiny'.split(' ')

/** Those about cgroups: the container has none of its own. */
const ofCgroups = ({ name }: { name: string }) => name.includes('cgroup')

t.before(async () => {
  await makeRoot(root)
  mkdirSync(join(root, 'kit'))
  cpSync(
    join(import.meta.dirname, 'provision.sh'),
    join(root, 'kit/provision.sh'),
  )
})

t.test('a Node that is not the expected one is refused', async (t) => {
  const LABS_NPM_REGISTRY = await registry(t, (_, to) => to.end('something'))
  const container = await Container.start(root)
  t.teardown(() => container.stop())
  const run = await container.run('sh /kit/provision.sh', { LABS_NPM_REGISTRY })
  t.equal(run.code, 3)
  t.match(run.stderr, /\nprovision: What http:\S+ has as node-linux-\S+ 22/)
  t.notOk(existsSync(join(root, 'usr/local/bin/node')))
  t.same(readdirSync(join(root, 'tmp')), [])
  t.notOk(existsSync(join(root, 'usr/sbin/policy-rc.d')))
})

t.test('a fresh system becomes a machine for the labs', async (t) => {
  const file = await packedNode()
  const asked: string[] = []
  const LABS_NPM_REGISTRY = await registry(t, ({ url = '' }, to) => {
    asked.push(url)
    createReadStream(file).pipe(to)
  })
  const container = await Container.start(root)
  t.teardown(() => container.stop())
  const run = await container.run('sh /kit/provision.sh', { LABS_NPM_REGISTRY })
  t.equal(run.code, 0, run.stderr)
  t.match(asked, [/^\/(node-linux-\w+)\/-\/node-linux-\w+-22[.\d]+\.tgz$/])

  t.test('that has all the programs of the built-in VM', async (t) => {
    const required = REQUIRED_TOOLS.filter((name) => name !== 'dropbear')
    t.equal(await output(container, lacking(required)), '')
    t.equal(await output(container, lacking(CNI_PLUGINS)), '')
    const optional = await output(container, lacking(OPTIONAL_TOOLS))
    t.same(optional.split('\n').filter(Boolean).sort(), EXPENDABLE)
  })

  t.test('that passes the preflight', async (t) => {
    const found = await linuxPreflight(
      async (script) => (await container.run(script)).stdout,
    )
    const failed = found.filter(({ ok }) => !ok).filter((it) => !ofCgroups(it))
    t.same(failed, [])
    t.ok(found.length > 15)
  })

  t.test('whose Node runs, and whose engine does not', async (t) => {
    const version = await output(container, 'node -p process.version')
    t.match(version, /^v22\./)
    const units = ['docker.service', 'docker.socket', 'containerd.service']
    for (const unit of units) {
      const link = join(root, 'etc/systemd/system', unit)
      t.equal(readlinkSync(link), '/dev/null')
    }
    t.equal(await output(container, 'pgrep -l dockerd || :'), '')
  })
})

t.test('a second run changes nothing', async (t) => {
  const before = await treeOf(root)
  const container = await Container.start(root)
  t.teardown(() => container.stop())
  const mounts = 'cat /proc/self/mountinfo'
  const run = () => output(container, 'sh /kit/provision.sh 2>&1')

  // It was started anew, so what is only in memory is made again.
  const first = await run()
  const mounted = await output(container, mounts)
  t.equal(first, await run())
  t.equal(await output(container, mounts), mounted)
  t.match(mounted, / \/dev\/mqueue /)
  t.same(changes(before, await treeOf(root)), [])
})

/** The container in a guest, over the root that is in its share. */
async function enterGuest(machine: Machine): Promise<Say> {
  const inGuest: Say = async (script) => textOf(machine.spawn(script), 120_000)
  const { code, stdout, stderr } = await inGuest(guestScript())
  if (code !== 0) throw new Error(`No container in the guest: ${stderr}`)
  const enter = `nsenter -t ${stdout.trim()} --mount --pid --cgroup --root --wd`
  return (script) => inGuest(`exec ${enter} sh -c ${quoted(script)}`)
}

type Say = (script: string) => Promise<Output>

/** Who is outside of its processes cannot be moved by it. */
const ENTER = `echo 0 > /sys/fs/cgroup/kit-test/cgroup.procs
  exec unshare --cgroup sh -c "$0" "$1"`

/** What is written goes to memory; the cgroup of the container is its root. */
const guestScript = () => `set -e
mkdir -p /run/kit-test/lower /run/kit-test/over /sys/fs/cgroup/kit-test
cd /run/kit-test
mount -o loop,ro /run/labs/root.ext4 lower
mount -t tmpfs tmpfs over
mkdir over/upper over/work over/root
mount -t overlay -o lowerdir=lower,upperdir=over/upper,workdir=over/work \\
  overlay over/root
unshare --mount --pid --fork sh -c ${quoted(ENTER)} \\
  ${quoted(enterScript('rw'))} /run/kit-test/over/root \\
  > said 2>&1 < /dev/null &
until grep -q ready said; do
  kill -0 $! || { cat said >&2; exit 1; }
  sleep 0.1
done
cat /proc/$!/task/$!/children`

t.test('in the VM it hands cgroups down, and passes all', async (t) => {
  const machine = await guest(t)
  const say = await enterGuest(machine)
  const controllers = () => say('cat /sys/fs/cgroup/cgroup.subtree_control')
  t.equal((await controllers()).stdout.trim(), '')

  for (const time of ['first', 'second']) {
    const { code, stderr } = await say('sh /kit/provision.sh')
    t.equal(code, 0, `the ${time} time: ${stderr}`)
    t.equal(stderr, 'provision: this machine is ready for the labs\n')
    const { stdout } = await controllers()
    t.same(stdout.trim().split(' ').sort(), CONTROLLERS)
  }
  const found = await linuxPreflight(async (it) => (await say(it)).stdout)
  t.same(
    found.filter(({ ok }) => !ok),
    [],
  )
})

const CONTROLLERS = ['cpu', 'cpuset', 'io', 'memory', 'pids']

/** A guest that has the root in its share, as the image of a disk. */
async function guest(t: Test): Promise<Machine> {
  const parent = userId() === 0 ? '/run' : '/tmp'
  const dir = mkdtempSync(join(parent, 'labs-test-'))
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  const share = join(base, 'share')
  mkdirSync(share)
  await runProgram('mke2fs', [
    ...['-q', '-t', 'ext4', '-O', '^has_journal', '-m', '0'],
    ...['-d', root, join(share, 'root.ext4'), '1500M'],
  ])
  for (const path of [base, share]) chmodSync(path, 0o755)
  const provider = new QemuProvider({ run: join(dir, 'vm') })
  const machine = await provider.start({ share }, () => undefined)
  t.teardown(() => machine.stop())
  return machine
}
