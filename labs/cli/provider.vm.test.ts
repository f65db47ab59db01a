/** Choosing a provider, as a student does it: a real checkout, two real machines. */
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { QemuProvider } from '#vm/qemu/provider.ts'
import { CheckoutCopy } from './test/checkout-copy.ts'

t.setTimeout(10 * 60_000)

/** An ssh configuration that leads to a machine that may be broken. */
async function hostConfig(t: Test): Promise<string> {
  const base = mkdtempSync('/run/labs-test-')
  const share = join(base, 'share')
  mkdirSync(share)
  for (const path of [base, share]) chmodSync(path, 0o755)
  const provider = new QemuProvider({ run: join(base, 'vm') })
  t.teardown(async () => {
    await (await provider.find())?.stop()
    rmSync(base, { recursive: true, force: true })
  })
  return (await provider.start({ share }, () => {})).sshConfig ?? ''
}

t.test('one provider after the other', async (t) => {
  const config = await hostConfig(t)
  const copy = new CheckoutCopy(t)
  const status = async () =>
    JSON.parse((await copy.labs('vm', 'status', '--json')).out)

  await t.test('nobody chose: it says which and why', async (t) => {
    const { code, out, err } = await copy.labs('vm', 'up')
    t.equal(code, 0, err)
    t.match(out, /^Running: qemu, .*\n.*\nProvider: qemu \(chosen: the first/)
    t.match(await status(), { choice: { name: 'qemu', by: 'fits' } })
  })

  await t.test('a host is not used without consent', async (t) => {
    const use = ['vm', 'use', 'ssh', 'vm', '--config', config]
    const { code, err } = await copy.labs(...use)
    t.equal(code, 2)
    t.match(err, '--disposable')
    t.match(await status(), { running: true, provider: 'qemu' })
  })

  await t.test('use stops the machine that is left', async (t) => {
    const use = ['vm', 'use', 'ssh', 'vm', '--config', config, '--disposable']
    const { code, out, err } = await copy.labs(...use)
    t.equal(code, 0, err)
    t.match(err, 'The machine of qemu is stopped')
    t.match(out, /✓ ssh {6}vm may be broken\n +chosen by labs vm use/)
    t.same(copy.processes(), [], 'nothing runs')
    t.match(await status(), {
      running: false,
      choice: { name: 'ssh', by: 'remembered' },
    })
  })

  await t.test('who is interrupted is not logged in any more', async (t) => {
    const child = copy.spawn(['vm', 'up'])
    let said = ''
    child.stderr?.on('data', (data) => {
      said += data
    })
    while (!/Logging in/.test(said)) await setTimeout(20)
    // The preflight takes a guest seconds: it is in the middle of it.
    await setTimeout(1500)
    process.kill(-(child.pid ?? 0), 'SIGINT')
    const [code] = await once(child, 'close')
    t.equal(code, 130)
    t.same(copy.processes(), [])
    t.same(copy.sockets(), [])
  })

  await t.test('the host serves', async (t) => {
    const { out } = await copy.labs('vm', 'ssh', '--', 'id -un; hostname')
    t.equal(out, 'root\nlab\n')
    t.match(await status(), { running: true, provider: 'ssh', pid: null })
    const { code, err } = await copy.labs('vm', 'reset')
    t.equal(code, 0)
    t.match(err, 'this machine cannot be reset')
  })

  await t.test('up --provider goes back, and is remembered', async (t) => {
    const { code, err } = await copy.labs('vm', 'up', '--provider', 'qemu')
    t.equal(code, 0, err)
    t.match(err, 'The machine of ssh is stopped')
    t.match(await status(), {
      running: true,
      provider: 'qemu',
      choice: { by: 'remembered' },
    })
    t.equal((await copy.labs('vm', 'down')).code, 0)
    const { out } = await copy.labs('vm', 'use', 'auto')
    t.match(out, 'chosen: the first that fits')
    t.same(copy.sockets(), [])
    t.same(copy.processes(), [])
  })

  await t.test('options that say nothing are refused', async (t) => {
    for (const args of [
      ['up', 'qemu'],
      ['status', '--provider', 'qemu'],
      ['up', '--disposable'],
      ['use', 'ssh', 'vm', 'extra'],
      ['use', 'xen'],
      ['up', '--provider', 'xen'],
    ]) {
      t.equal((await copy.labs('vm', ...args)).code, 2, args.join(' '))
    }
  })
})
