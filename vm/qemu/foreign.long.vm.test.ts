/**
 * A guest with another processor than this computer's, made of packages and
 * emulated: the kernel, the tools, Node, a start from the template and a reset.
 */
import t from 'tap'

import { ARCHITECTURES, type Architecture } from './architecture.ts'
import { QemuProvider } from './provider.ts'
import { place, run } from './test/guests.ts'

// Packages of a whole system are downloaded the first time.
t.setTimeout(15 * 60_000)

const arch: Architecture = process.arch === 'x64' ? 'arm64' : 'x64'
const machineOf = { x64: 'x86_64', arm64: 'aarch64' }

t.test('a guest with the other processor', async (t) => {
  process.env.LABS_ARCH = arch
  t.teardown(() => {
    delete process.env.LABS_ARCH
  })
  const { share, run: dir } = place(t)
  const provider = new QemuProvider({ run: dir })
  const progress = (line: string) => t.comment(line)
  const machine = await provider.start({ share }, progress)
  t.teardown(async () => (await provider.find())?.stop())

  t.test('is one, and emulated', async (t) => {
    const { stdout } = await run(machine, 'uname -m')
    t.equal(stdout.trim(), machineOf[arch])
    t.equal(machine.info.accel, 'tcg')
    t.match(machine.info.kernel, new RegExp(ARCHITECTURES[arch].debian))
  })

  t.test('has the same Node, of its own kind', async (t) => {
    const command = 'node -p "process.arch + process.version"'
    const { stdout, stderr } = await run(machine, command)
    t.equal(stdout.trim(), `${arch}${process.version}`, stderr)
  })

  t.test('has the tools of the labs, and they start', async (t) => {
    const tools = ['runc --version', 'crun --version', 'docker --version']
    const more = ['iptables --version', 'nft --version', 'umoci --version']
    const rest = ['strace --version', 'tcpdump --version', 'jq --version']
    const all = [...tools, ...more, ...rest, 'awk 1 /dev/null', 'ip link']
    const each = all.map((tool) => `${tool} > /dev/null || echo no ${tool}`)
    t.match(await run(machine, each.join('\n')), { code: 0, stdout: '' })
  })

  t.test('has namespaces, overlay and a VXLAN', async (t) => {
    const command = `set -e
      unshare -mpuinf --mount-proc true
      mount -t tmpfs t /mnt; mkdir /mnt/l /mnt/u /mnt/w /mnt/m
      mount -t overlay -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w o /mnt/m
      umount /mnt/m /mnt
      ip link add vx0 type vxlan id 1 dstport 4789 dev eth0; ip link del vx0
      echo done`
    t.match(await run(machine, command), { code: 0, stdout: 'done\n' })
  })

  t.test('forgets, and draws anew, when it is reset', async (t) => {
    const draw = 'head -c 16 /dev/urandom | od -An -tx1; ls /etc/spoilt'
    await run(machine, 'touch /etc/spoilt')
    const one = await machine.reset(() => undefined)
    const first = await run(one, draw)
    t.match(first, { code: 2, stderr: /No such file/ })
    const second = await run(await one.reset(() => undefined), draw)
    t.not(second.stdout, first.stdout)
  })
})
