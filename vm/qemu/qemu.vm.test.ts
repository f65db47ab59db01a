/**
 * The built-in provider for real: QEMU, a guest, and what they leave behind.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { build } from 'esbuild'
import t, { type Test } from 'tap'

import type { Machine } from '../provider.ts'
import { QemuProvider } from './provider.ts'
import { place, processesOf, run } from './test/guests.ts'

const silent = () => undefined

async function started(t: Test, share: string, run: string): Promise<Machine> {
  const provider = new QemuProvider({ run })
  const machine = await provider.start({ share }, silent)
  t.teardown(async () => (await provider.find())?.stop())
  return machine
}

async function until(what: () => boolean): Promise<boolean> {
  const end = Date.now() + 10_000
  while (!what() && Date.now() < end) await pause(20)
  return what()
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

t.test('a machine', async (t) => {
  const { share, run: dir } = place(t)
  writeFileSync(join(share, 'hello'), 'from the host\n', { mode: 0o644 })
  const machine = await started(t, share, dir)

  t.test('runs commands as root, with stdio and status', async (t) => {
    t.same(await run(machine, 'id -u; cat; echo bad >&2; exit 7', 'text\n'), {
      code: 7,
      stdout: '0\ntext\n',
      stderr: 'bad\n',
    })
  })

  t.test('has the kernel it names, and not ours', async (t) => {
    const { stdout } = await run(machine, 'uname -r')
    t.equal(stdout.trim(), machine.info.kernel)
  })

  t.test('sees the shared folder', async (t) => {
    const { guest } = machine.shared
    t.match(await run(machine, `cat ${guest}/hello`), {
      stdout: 'from the host\n',
    })
    writeFileSync(join(share, 'later'), 'live\n', { mode: 0o644 })
    t.match(await run(machine, `cat ${guest}/later`), { stdout: 'live\n' })
  })

  t.test('cannot write to it, remounted or not', async (t) => {
    const { guest } = machine.shared
    const write = `echo x > ${guest}/new || echo x > ${guest}/hello`
    t.match(await run(machine, write), { code: 2, stderr: /Read-only/ })
    const again = `mount -o remount,rw ${guest}; ${write}; ln -s / ${guest}/l`
    t.not((await run(machine, again)).code, 0)
    t.same(readdirSync(share).sort(), ['hello', 'later'])
    t.equal(readFileSync(join(share, 'hello'), 'utf8'), 'from the host\n')
  })

  t.test('has the tools of the labs', async (t) => {
    const tools = `node busybox sh runc crun ip nft mount umount ps strace cat
      ls tar setpriv unshare nsenter lsns ipcs ipcmk ipcrm perl`.split(/\s+/)
    const which = tools.map((tool) => `command -v ${tool} || echo no ${tool}`)
    t.notMatch((await run(machine, which.join('\n'))).stdout, /^no /m)
    const versions = 'node --version && runc --version && nft list ruleset'
    t.match(await run(machine, versions), {
      code: 0,
      stdout: new RegExp(`^${process.version}\n`),
    })
  })

  t.test('has cgroup v2 with limits for children', async (t) => {
    const command = `cd /sys/fs/cgroup && mkdir a && cat a/pids.max a/cpu.max &&
      rmdir a && stat -fc %T .`
    t.match(await run(machine, command), {
      stdout: 'max\nmax 100000\ncgroup2fs\n',
    })
  })

  t.test(
    'has a little swap, which costs nothing until it is used',
    async (t) => {
      const command = "awk '/^Swap(Total|Free)/ { print $2 }' /proc/meminfo"
      const { stdout } = await run(machine, command)
      const [total = 0, free = 0] = stdout.trim().split('\n').map(Number)
      t.ok(total > 60 * 1024, stdout)
      t.equal(free, total)
    },
  )

  t.test('has namespaces, overlay, bridges and addresses', async (t) => {
    const command = `set -e
      unshare -mpuinf --mount-proc true
      ip link add br0 type bridge; ip link add v0 type veth peer v1
      mount -t tmpfs t /mnt; mkdir /mnt/l /mnt/u /mnt/w /mnt/m
      mount -t overlay -o lowerdir=/mnt/l,upperdir=/mnt/u,workdir=/mnt/w o /mnt/m
      umount /mnt/m /mnt; ip link del br0; ip link del v0; echo done`
    t.match(await run(machine, command), { code: 0, stdout: 'done\n' })
  })

  t.test('shares its mounts, as a system of systemd does', async (t) => {
    const command =
      'findmnt -no PROPAGATION / && findmnt -no FSTYPE /dev/mqueue'
    t.match(await run(machine, command), { stdout: 'shared\nmqueue\n' })
    const inside = 'findmnt -rno TARGET /run/labs'
    t.match(await run(machine, inside), { stdout: '/run/labs\n' })
  })

  t.test('gives a new network namespace lo and no tunnel', async (t) => {
    const command =
      'unshare -nm sh -c "mount -t sysfs s /sys; ls /sys/class/net"'
    t.match(await run(machine, command), { code: 0, stdout: 'lo\n' })
  })

  t.test('has a user who may hand out ids, and no more', async (t) => {
    const as = (command: string) => run(machine, `su student -c '${command}'`)
    t.match(await as('id -u; echo $HOME; cat /etc/shadow'), {
      code: 1,
      stdout: '1000\n/home/student\n',
    })
    t.match(await as('unshare --map-users=auto cat /proc/self/uid_map'), {
      code: 0,
      stdout: /^ +0 +100000 +65536\n$/,
    })
    const folders = 'stat -c "%a %u" /home/student /run/user/1000'
    t.match(await run(machine, folders), { stdout: '700 1000\n700 1000\n' })
    t.match(await as('su root -c id'), { code: 1, stdout: '' })
    t.match(await as('node -e "console.log(1)"'), { stdout: '1\n' })
  })

  t.test('runs scripts in Perl that make system calls', async (t) => {
    const script = 'use POSIX; use Socket; use Fcntl; print getppid() > 0'
    t.match(await run(machine, `perl -e '${script}'`), { stdout: '1' })
  })

  t.test('knows what time it is', async (t) => {
    const asked = Date.now() / 1000
    const { stdout } = await run(machine, 'date +%s')
    const answered = Date.now() / 1000
    // A busy machine is late with its answer, and right all the same.
    const off = Math.max(asked - Number(stdout), Number(stdout) - answered)
    t.ok(off < 3, `${off} seconds off`)
  })

  t.test('reaches no service of the host', async (t) => {
    const command = 'busybox timeout 2 busybox nc 10.0.2.2 22 < /dev/null'
    t.not((await run(machine, command)).code, 0)
  })

  t.test('gives ssh its configuration, and a terminal', async (t) => {
    const [program = '', ...args] = machine.terminal('tty; stty size')
    const words = ['-qec', [program, ...args].join(' '), '/dev/null']
    const child = spawn('script', words)
    const [text] = await once(child.stdout, 'data')
    t.match(String(text), /^\/dev\/pts\/\d+/)
    await once(child, 'close')
    const client = spawn('ssh', ['-F', machine.sshConfig ?? '', 'vm', 'exit 5'])
    t.same(await once(client, 'close'), [5, null])
  })

  t.test('ends a command whose client is killed', async (t) => {
    const child = machine.spawn('sleep 777 & sleep 778')
    const running = async () =>
      (await run(machine, "pgrep -xc -f 'sleep 77[78]'")).stdout.trim()
    for (let n = 0; n < 50 && (await running()) !== '2'; n++) await pause(50)
    t.equal(await running(), '2')
    child.kill('SIGTERM')
    for (let n = 0; n < 50 && (await running()) !== '0'; n++) await pause(50)
    t.equal(await running(), '0')
  })

  t.test('runs unprivileged and sandboxed', async (t) => {
    const pids = processesOf(dir).filter((pid) =>
      readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('qemu'),
    )
    t.equal(pids.length, 1)
    const status = readFileSync(`/proc/${pids[0]}/status`, 'utf8')
    t.notMatch(status, /^Uid:\t0\t/m)
    t.match(status, /^CapEff:\t0+$/m)
    t.match(status, /^Groups:\t\d* ?$/m)
    t.match(status, /^Seccomp:\t2$/m)
  })

  t.test('is found again, also without its connection', async (t) => {
    const found = await new QemuProvider({ run: dir }).find()
    t.equal(found?.info.pid, machine.info.pid)
    const record = JSON.parse(readFileSync(join(dir, 'machine.json'), 'utf8'))
    process.kill(record.ready.master.pid, 'SIGKILL')
    const again = await new QemuProvider({ run: dir }).start({ share }, silent)
    t.equal(again.info.pid, machine.info.pid)
    t.match(await run(again, 'echo back'), { stdout: 'back\n' })
  })

  t.test('forgets everything when it is reset', async (t) => {
    const spoil = 'touch /etc/spoilt; rm -rf /usr/bin/*; ip link del eth0'
    machine.spawn(`${spoil}; kill -9 -1`)
    await pause(500)
    const random = (fresh: Machine) =>
      run(fresh, 'head -c 16 /dev/urandom | od -An -tx1; ls /etc/spoilt')
    const one = await machine.reset(silent)
    t.not(one.info.pid, machine.info.pid)
    const first = await random(one)
    t.match(first, { code: 2, stderr: /No such file/ })
    const second = await random(await one.reset(silent))
    t.not(second.stdout, first.stdout, 'random numbers are drawn anew')
  })

  t.test('leaves nothing when it is stopped', async (t) => {
    await (await new QemuProvider({ run: dir }).find())?.stop()
    t.same(processesOf(dir), [])
    t.notOk(existsSync(dir))
    t.equal(await new QemuProvider({ run: dir }).find(), null)
  })
})

t.test('two machines run side by side', async (t) => {
  const places = [place(t), place(t)]
  const machines = await Promise.all(
    places.map(({ share, run }) => started(t, share, run)),
  )
  const [one, two] = machines as [Machine, Machine]
  await run(one, 'echo one > /tmp/name')
  t.match(await run(one, 'cat /tmp/name'), { stdout: 'one\n' })
  t.match(await run(two, 'cat /tmp/name'), { code: 1 })
  await one.stop()
  t.match(await run(two, 'echo still here'), { stdout: 'still here\n' })
})

t.test('two starts at once give one machine', async (t) => {
  const { share, run } = place(t)
  const both = await Promise.all([
    started(t, share, run),
    started(t, share, run),
  ])
  t.equal(both[0]?.info.pid, both[1]?.info.pid)
})

t.test('another share gives another machine', async (t) => {
  const { base, share, run: dir } = place(t)
  const machine = await started(t, share, dir)
  const other = join(base, 'other')
  mkdirSync(other, { mode: 0o755 })
  writeFileSync(join(other, 'file'), '', { mode: 0o644 })
  const second = await started(t, other, dir)
  t.not(second.info.pid, machine.info.pid)
  t.match(await run(second, 'ls /run/labs'), { stdout: 'file\n' })
})

t.test('a share below a folder the emulator cannot enter', async (t) => {
  const { base, run: dir } = place(t)
  const share = join(base, 'closed', 'share')
  mkdirSync(share, { recursive: true })
  writeFileSync(join(share, 'file'), 'seen\n', { mode: 0o644 })
  chmodSync(share, 0o755)
  chmodSync(join(base, 'closed'), 0o700)
  const machine = await started(t, share, dir)
  t.match(await run(machine, 'cat /run/labs/file'), { stdout: 'seen\n' })
})

t.test('a share the emulator may not read is refused, with why', async (t) => {
  const { share, run } = place(t)
  chmodSync(share, 0o700)
  await t.rejects(started(t, share, run), { message: /chmod -R a\+rX/ })
  t.notOk(existsSync(run))
})

t.test('a link in the share leads nowhere on the host', async (t) => {
  const { share, run: dir } = place(t)
  symlinkSync('/etc/hostname', join(share, 'link'))
  const machine = await started(t, share, dir)
  // The guest follows it to its own file.
  t.match(await run(machine, 'cat /run/labs/link'), { stdout: 'lab\n' })
})

/** Run a program that starts a machine, and end it in the middle. */
async function interrupted(
  t: Test,
  signal: NodeJS.Signals,
  when: RegExp,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const { share, run } = place(t)
  const script = join(t.testdir(), 'start.mjs')
  await build({
    stdin: {
      contents: `import { QemuProvider } from './provider.ts'
        const provider = new QemuProvider({ run: ${JSON.stringify(run)} })
        await provider.start({ share: ${JSON.stringify(share)} }, console.log)`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: script,
  })
  const argv = ['-u', 'NODE_OPTIONS', process.execPath, script]
  const child = spawn('env', argv, { env: { ...process.env, ...env } })
  await printed(child, when)
  await pause(60)
  child.kill(signal)
  await once(child, 'close')
  return run
}

async function printed(child: ChildProcess, pattern: RegExp): Promise<void> {
  let text = ''
  for await (const data of child.stdout ?? []) {
    text += data
    if (pattern.test(text)) return
  }
  throw new Error(`Expected ${pattern} but found ${text}`)
}

t.test('Ctrl-C while it starts leaves nothing', async (t) => {
  const run = await interrupted(t, 'SIGINT', /Starting/)
  t.ok(await until(() => processesOf(run).length === 0))
  t.notOk(existsSync(run))
})

t.test(
  'what SIGKILL leaves half-started, the next start removes',
  async (t) => {
    const dir = await interrupted(t, 'SIGKILL', /Starting/)
    const share = join(dir, '../share')
    const provider = new QemuProvider({ run: dir })
    t.equal(await provider.find(), null, 'half a machine is none')
    const machine = await started(t, share, dir)
    t.match(await run(machine, 'echo up'), { stdout: 'up\n' })
    const pids = processesOf(dir).filter((pid) =>
      readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('qemu'),
    )
    t.equal(pids.length, 1)
  },
)
