import t from 'tap'

import { choose } from './choice.ts'
import type { Surroundings } from './fitness.ts'
import { PROVIDER_NAMES } from './provider.ts'

/** A computer on which nothing is installed and nothing was said. */
const BARE: Surroundings = {
  platform: 'linux',
  arch: 'x64',
  isRoot: false,
  qemu: null,
  hasApt: false,
  hasLimactl: false,
  hasVagrant: false,
  hasSsh: true,
  localConsent: null,
  sshHost: null,
  sshConsent: false,
}
const NOBODY = { option: undefined, environment: undefined, remembered: null }
const QEMU = '/usr/bin/qemu-system-x86_64'
const CODESPACE = { localConsent: 'CODESPACES=true', isRoot: true }
const MAC = { platform: 'darwin', arch: 'arm64' }

/** What there is → who is chosen, by what, and its reason. */
const TABLE: readonly [Partial<Surroundings>, string, string, string][] = [
  [{ qemu: QEMU }, 'qemu', 'fits', 'qemu.installed'],
  [{ hasApt: true }, 'qemu', 'fits', 'qemu.unpacked'],
  [{ qemu: QEMU, ...CODESPACE }, 'qemu', 'fits', 'qemu.installed'],
  [{ qemu: QEMU, hasLimactl: true }, 'qemu', 'fits', 'qemu.installed'],
  [{ hasLimactl: true, hasVagrant: true }, 'lima', 'fits', 'lima.there'],
  [{ hasVagrant: true }, 'vagrant', 'fits', 'vagrant.there'],
  [CODESPACE, 'local', 'fits', 'local.there'],
  [{ sshHost: 'board', sshConsent: true }, 'ssh', 'fits', 'ssh.there'],
  [{ sshHost: 'board' }, 'qemu', 'nothing fits', 'qemu.none'],
  [{ localConsent: 'LABS_LOCAL=1' }, 'qemu', 'nothing fits', 'qemu.none'],
  [{ isRoot: true }, 'qemu', 'nothing fits', 'qemu.none'],
  [{ arch: 's390x', hasApt: true }, 'qemu', 'nothing fits', 'qemu.system'],
  [{ arch: 'arm64', qemu: QEMU }, 'qemu', 'fits', 'qemu.installed'],
  [{ ...MAC, hasLimactl: true }, 'lima', 'fits', 'lima.there'],
  [{ ...MAC, hasVagrant: true }, 'vagrant', 'fits', 'vagrant.there'],
  [{ ...MAC, qemu: QEMU }, 'lima', 'nothing fits', 'lima.none'],
  [{ ...MAC, ...CODESPACE }, 'lima', 'nothing fits', 'lima.none'],
  [
    { platform: 'win32', hasVagrant: true, sshHost: 'board', sshConsent: true },
    ...(['qemu', 'nothing fits', 'qemu.system'] as const),
  ],
  [{}, 'qemu', 'nothing fits', 'qemu.none'],
]

t.test('choose() takes the first that fits', async (t) => {
  for (const [there, name, by, reason] of TABLE) {
    const choice = choose(NOBODY, { ...BARE, ...there })
    const chosen = choice.fitness.find((one) => one.name === choice.name)
    const seen = { name: choice.name, by: choice.by, reason: chosen?.reason }
    t.same(seen, { name, by, reason }, JSON.stringify(there))
  }
})

t.test('choose() has a reason for every provider', async (t) => {
  const { fitness } = choose(NOBODY, BARE)
  t.same(
    fitness.map(({ name }) => name),
    PROVIDER_NAMES,
  )
  for (const { name, reason } of fitness) t.match(reason, `${name}.`)
  const windows = choose(NOBODY, { ...BARE, platform: 'win32' })
  t.same(windows.fitness.filter(({ reason }) => reason === 'windows').length, 3)
})

t.test('choose() heeds wishes: option, environment, memory', async (t) => {
  const around = { ...BARE, qemu: QEMU }
  const wishes = { option: 'ssh', environment: 'lima', remembered: 'local' }
  const all = { ...wishes, remembered: 'local' } as const
  t.match(choose(all, around), { name: 'ssh', by: 'option' })
  const two = { ...all, option: undefined }
  t.match(choose(two, around), { name: 'lima', by: 'environment' })
  const one = { ...two, environment: '' }
  t.match(choose(one, around), { name: 'local', by: 'remembered' })
})

t.test('choose() lists the names it knows', async (t) => {
  const message =
    /"LABS_PROVIDER".*"xen"\n {2}.*qemu, lima, vagrant, local, ssh/
  t.throws(() => choose({ ...NOBODY, environment: 'xen' }, BARE), {
    name: 'RequirementError',
    message,
  })
  t.throws(() => choose({ ...NOBODY, option: 'xen' }, BARE), {
    message: /"--provider"/,
  })
})
