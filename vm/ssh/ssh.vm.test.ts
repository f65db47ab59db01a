/**
 * The provider for any host, on a host that may be broken: a guest of the
 * built-in one, which is reached by its own ssh configuration.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

import t, { type Test } from 'tap'

import { checkoutDir, userId } from '../host/paths.ts'
import { quoted } from '../host/quoted.ts'
import type { Machine } from '../provider.ts'
import { QemuProvider } from '../qemu/provider.ts'
import type { SshSettings } from '../settings.ts'
import { textOf } from './output.ts'
import { SshProvider } from './provider.ts'

t.setTimeout(10 * 60_000)

const silent = () => undefined

interface Place {
  /** Folder to share. */
  readonly share: string
  /** Folder of the connection. */
  readonly run: string
  /** Parent of every folder for sockets. */
  readonly base: string
  readonly guest: Machine
  readonly settings: SshSettings
}

/** A guest, and what one says of it to reach it as a host. */
async function place(t: Test): Promise<Place> {
  const parent =
    userId() === 0 ? '/run' : (process.env.XDG_RUNTIME_DIR ?? '/tmp')
  const base = mkdtempSync(join(parent, 'labs-test-'))
  const share = join(base, 'share')
  mkdirSync(join(share, 'bin'), { recursive: true })
  for (const path of [base, share]) chmodSync(path, 0o755)
  const provider = new QemuProvider({ run: join(base, 'vm') })
  t.teardown(async () => {
    await (await provider.find())?.stop()
    rmSync(base, { recursive: true, force: true })
  })
  const guest = await provider.start({ share }, silent)
  const settings = { host: 'vm', config: guest.sshConfig, disposable: true }
  return { base, share, run: join(base, 'it'), guest, settings }
}

const run = (machine: Machine, command: string) =>
  textOf(machine.spawn(command), 60_000)

/** What a host has that was not there before. */
const TRACES =
  'ls -d /run/labs-spawned-* /run/labs-work-* /run/check* ' +
  '/sys/fs/cgroup/labs* /run/labs-preflight* 2>&-; pgrep -a sleep; true'

/** That, looked at without what the provider adds. */
async function traces(guest: Machine): Promise<string> {
  return (await run(guest, TRACES)).stdout
}

t.test('a host serves as a machine, and is left as it was', async (t) => {
  const { guest, run: folder, settings, share } = await place(t)
  t.equal(await traces(guest), '', 'a fresh guest')
  const provider = new SshProvider(settings, { run: folder })
  t.equal(await provider.find(), null)
  const machine = await provider.start({ share }, silent)
  t.teardown(() => machine.stop())

  await t.test('it runs commands as root', async (t) => {
    const { code, stdout, stderr } = await run(
      machine,
      'id -u; pwd; echo bad >&2; exit 5',
    )
    t.same(
      { code, stdout, stderr },
      { code: 5, stdout: '0\n/\n', stderr: 'bad\n' },
    )
    t.match(machine.info, {
      provider: 'ssh',
      kernel: guest.info.kernel,
      accel: 'none',
    })
  })

  await t.test('bytes go through as they are', async (t) => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, i) => i % 256))
    const child = machine.spawn('cat')
    const received: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => received.push(chunk))
    child.stdin?.end(bytes)
    await once(child, 'close')
    t.ok(Buffer.concat(received).equals(bytes))
  })

  await t.test('a command whose client is killed ends', async (t) => {
    const child = machine.spawn('echo on; sleep 321')
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
    t.match(await traces(guest), 'sleep 321')
    child.kill('SIGKILL')
    t.ok(await becomesClean(guest))
  })

  await t.test('the next command finds the connection', async (t) => {
    const began = performance.now()
    const again = await new SshProvider(settings, { run: folder }).find()
    t.ok(again)
    t.comment(`found in ${Math.round(performance.now() - began)} ms`)
    t.equal((await run(again as Machine, 'echo here')).stdout, 'here\n')
  })

  await t.test('ssh -F its configuration vm leads there', async (t) => {
    const args = ['-F', machine.sshConfig ?? '', 'vm', 'id -un']
    const { stdout } = await promisify(execFile)('ssh', args)
    t.equal(stdout, 'root\n')
  })

  await t.test('a person gets a terminal', async (t) => {
    const words = machine.terminal('test -t 0 && tty; exit 4')
    // script(1) is the terminal of the person.
    const line = words.map(quoted)
    const child = spawn('script', ['-qec', line.join(' '), '/dev/null'])
    const { code, stdout } = await textOf(child)
    t.match(stdout, /\/dev\/pts\/\d+/)
    t.equal(code, 4)
  })

  await t.test('the shared folder is a copy that follows', async (t) => {
    const path = join(machine.shared.guest, 'bin/hello')
    const program = join(share, 'bin/hello')
    for (const word of ['one', 'another']) {
      writeFileSync(program, `#!/bin/sh\necho ${word}\n`, { mode: 0o755 })
      await machine.refreshShare?.()
      t.equal((await run(machine, path)).stdout, `${word}\n`)
    }
    t.equal((await run(machine, `stat -c %a:%u ${path}`)).stdout, '755:0\n')
  })

  await t.test('what still runs is ended, and nothing stays', async (t) => {
    const child = machine.spawn(`trap '' TERM; echo on; sleep 654; sleep 654`)
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
    const closed = once(child, 'close')
    await machine.stop()
    await closed
    t.equal(await traces(guest), '')
    t.notOk(existsSync(folder), 'nor here')
    t.equal(await provider.find(), null)
  })
})

/** A killed client's command is ended by another connection: soon. */
async function becomesClean(guest: Machine): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    if ((await traces(guest)) === '') return true
    await setTimeout(100)
  }
  return false
}

/**
 * No guest has sudo(8). This does what we want of it: a program that is root's,
 * called as `sudo -n PROGRAM ARGUMENT…`.
 */
const SUDO = `cp /bin/bash /usr/bin/as-root && chmod 4755 /usr/bin/as-root
cat > /usr/bin/sudo <<'END'
#!/bin/sh
[ "$1" = -n ] && shift || exit 1
exec /usr/bin/as-root -p -c 'exec setpriv --reuid 0 --regid 0 --clear-groups "$@"' sudo "$@"
END
chmod 755 /usr/bin/sudo
mkdir -m 700 /home/student/.ssh
cp /root/.ssh/authorized_keys /home/student/.ssh/
chown -R student:student /home/student/.ssh`

t.test('whoever is no root there becomes it by sudo', async (t) => {
  const { base, guest, run: folder, settings, share } = await place(t)
  const config = join(base, 'config')
  const text = readFileSync(settings.config ?? '', 'utf8')
  writeFileSync(config, text.replace('User root', 'User student'))
  const there = { ...settings, config }

  const provider = new SshProvider(there, { run: folder })
  const refused = provider.start({ share }, silent)
  await t.rejects(refused, { message: /student/ }, 'no key, no way')

  t.equal((await run(guest, SUDO)).code, 0)
  const machine = await provider.start({ share }, silent)
  t.teardown(() => machine.stop())
  const id = 'id -u; id -ru; cat /proc/self/loginuid 2>&-; true'
  t.match((await run(machine, id)).stdout, /^0\n0\n/)
  const [, ...words] = machine.terminal('id -u')
  t.equal((await textOf(spawn('ssh', words))).stdout.trim(), '0')
  await machine.refreshShare?.()
  const child = machine.spawn('echo on; sleep 321')
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
  child.kill('SIGKILL')
  await once(child, 'close')
  await machine.stop()
  t.ok(await becomesClean(guest))
})

t.test('a host lacks something: all of it is named', async (t) => {
  const { guest, run: folder, settings, share } = await place(t)
  await run(guest, 'rm /usr/sbin/nft; mount --make-private /')
  const provider = new SshProvider(settings, { run: folder })
  await t.rejects(provider.start({ share }, silent), {
    name: 'RequirementError',
    message:
      /"a shared root mount" is .* private\n {2}On "vm": Run: mount(.|\n)*"nft" is needed/,
  })
  t.notOk(existsSync(folder), 'and nobody stays logged in')
  const found = await provider.preflight()
  const named = (name: string) => found.find((one) => one.name === name)
  t.match(named('a quick answer'), { ok: true, found: /^\d+ ms/ })
  t.comment(named('a quick answer')?.found)
  t.match(named('node 20.19 or newer, for root'), { ok: true })
  t.notOk(existsSync(folder), 'nor after a look')
})

t.test('labs check says the same over ssh', async (t) => {
  const { base, guest, settings } = await place(t)
  const before = await traces(guest)
  const own = await verdicts(base, { LABS_PROVIDER: 'qemu' })
  const there = await verdicts(base, {
    LABS_PROVIDER: 'ssh',
    LABS_SSH_HOST: 'vm',
    LABS_SSH_CONFIG: settings.config ?? '',
    LABS_SSH_DISPOSABLE: '1',
  })
  t.same(there, own)
  t.ok(own.length > 3)
  t.ok(
    own.every(({ verdict }) => verdict === 'pass'),
    'the reference is right',
  )
  t.equal(await traces(guest), before)
})

/** What `labs check 01-chroot --solution` says; its machine is taken down. */
async function verdicts(
  base: string,
  more: NodeJS.ProcessEnv,
): Promise<{ id: string; verdict: string }[]> {
  const bin = join(checkoutDir(), 'labs/cli/bin.js')
  const env = { ...clean(), ...more, LABS_RUN_DIR: join(base, 'r') }
  const labs = (...args: string[]) =>
    textOf(spawn(process.execPath, [bin, ...args], { env }), 300_000)
  const { stdout, stderr } = await labs('check', '1', '--solution', '--json')
  await labs('vm', 'down')
  if (stdout === '') throw new Error(stderr)
  const { checks } = JSON.parse(stdout)
  return checks.map(({ id, verdict }: { id: string; verdict: string }) => ({
    id,
    verdict,
  }))
}

/** Without what the test runner adds. */
function clean(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...rest } = process.env
  return rest
}
