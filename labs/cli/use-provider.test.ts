import { hostname } from 'node:os'
import { resolve } from 'node:path'
import t from 'tap'
import { NO_SETTINGS, type Settings } from '#vm/settings.ts'
import { recordingIo } from './test/recording-io.ts'
import { settingsAfter, type Use } from './use-provider.ts'

/** Nobody is there to answer. */
const after = (use: Partial<Use> & { name: string }, before: Settings) => {
  const words = { host: undefined, config: undefined, disposable: false }
  return settingsAfter(recordingIo({}).io, { ...words, ...use }, before)
}

t.test('a name is remembered, and forgotten', async (t) => {
  const lima = await after({ name: 'lima' }, NO_SETTINGS)
  t.same(lima, { ...NO_SETTINGS, provider: 'lima' })
  t.same(await after({ name: 'auto' }, lima), NO_SETTINGS)
  await t.rejects(after({ name: 'xen' }, NO_SETTINGS), {
    name: 'UsageError',
    message: /qemu, lima, vagrant, local, ssh, auto.*"xen"/,
  })
})

t.test('this machine is broken by consent alone', async (t) => {
  await t.rejects(after({ name: 'local' }, NO_SETTINGS), {
    name: 'UsageError',
    message: /--disposable/,
  })
  const use = { name: 'local', disposable: true }
  const local = await after(use, NO_SETTINGS)
  t.equal(local.disposableHere, hostname())
  t.same(await after({ name: 'local' }, local), local, 'asked once')
  const moved = { ...local, disposableHere: 'another computer' }
  await t.rejects(after({ name: 'local' }, moved), { name: 'UsageError' })
})

t.test('consent is for one host of one configuration', async (t) => {
  await t.rejects(after({ name: 'ssh' }, NO_SETTINGS), {
    message: /^Which host\?/,
  })
  const use = { name: 'ssh', host: 'board', config: 'c', disposable: true }
  const ssh = await after(use, NO_SETTINGS)
  const config = resolve('c')
  t.same(ssh.ssh, { host: 'board', config, disposable: true })
  t.same(await after({ name: 'ssh' }, ssh), ssh, 'the same host again')
  for (const other of [{ host: 'other' }, { config: 'd' }]) {
    await t.rejects(after({ name: 'ssh', ...other }, ssh), {
      name: 'UsageError',
      message: /--disposable/,
    })
  }
})
