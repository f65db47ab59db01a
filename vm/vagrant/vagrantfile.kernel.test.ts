/** Vagrant itself reads the Vagrantfile; no hypervisor is needed for that. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import t, { type Test } from 'tap'

import { runProgram } from '../host/run-program.ts'
import { environment } from './vagrant.ts'

const here = import.meta.dirname

/** A copy of the Vagrantfile, changed, with the script where it looks for it. */
function copyOf(t: Test, change: (text: string) => string): string {
  const dir = t.testdir({ vagrant: {}, provision: {}, home: {} })
  const script = join('provision', 'provision.sh')
  cpSync(join(here, '..', script), join(dir, script))
  const text = readFileSync(join(here, 'Vagrantfile'), 'utf8')
  writeFileSync(join(dir, 'vagrant/Vagrantfile'), change(text))
  return join(dir, 'vagrant')
}

function validate(folder: string): Promise<string> {
  const env = { ...process.env, VAGRANT_HOME: join(folder, '../home') }
  return runProgram('vagrant', ['validate', '--ignore-provider'], {
    env: environment(env, folder),
    cwd: folder,
  })
}

const broken = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`No "${from}" in the Vagrantfile`)
  return text.replace(from, to)
}

t.test('vagrant has nothing to say against the Vagrantfile', async (t) => {
  t.match(await validate(copyOf(t, (text) => text)), /validated successfully/)
})

t.test('vagrant finds a misspelt setting', async (t) => {
  const folder = copyOf(t, broken('vm.boot_timeout', 'vm.boot_timeoutt'))
  await t.rejects(validate(folder), { message: /boot_timeoutt/ })
})

t.test('vagrant finds a script that is not there', async (t) => {
  const folder = copyOf(t, broken('provision.sh', 'provisions.sh'))
  await t.rejects(validate(folder), { message: /provisions\.sh/ })
})

/** Those whose plugins Debian has. */
const PROVIDERS = ['virtualbox', 'libvirt']

function providerFaults(folder: string): Promise<string> {
  const script = join(here, 'test/provider-settings.rb')
  const env = { ...process.env, VAGRANT_HOME: join(folder, '../home') }
  return runProgram('ruby', [script, folder, ...PROVIDERS], {
    env: environment(env, folder),
    cwd: folder,
  })
}

t.test('vagrant has nothing to say against the providers', async (t) => {
  t.equal(await providerFaults(copyOf(t, (text) => text)), '')
})

t.test('vagrant finds a misspelt setting of each provider', async (t) => {
  const spoil = (text: string) =>
    broken(
      'v.graphics_type',
      'v.graphics',
    )(broken('v.check_guest_additions', 'v.check_guests')(text))
  const faults = await providerFaults(copyOf(t, spoil))
  t.match(faults, /^virtualbox: .* check_guests\nlibvirt: .* graphics\n$/)
})
