import t from 'tap'
import { choose } from '#vm/choice.ts'
import type { Surroundings } from '#vm/fitness.ts'
import type { Chosen } from '#vm/providers.ts'
import { makeProvider } from '#vm/providers.ts'
import { NO_SETTINGS } from '#vm/settings.ts'
import { doctor } from './commands/doctor.ts'
import { providerTable } from './provider-table.ts'
import { choiceJson } from './provider-words.ts'
import { recordingIo } from './test/recording-io.ts'

const AROUND: Surroundings = {
  platform: 'linux',
  arch: 'x64',
  isRoot: true,
  qemu: '/usr/bin/qemu-system-x86_64',
  hasApt: true,
  hasLimactl: false,
  hasVagrant: false,
  hasSsh: true,
  localConsent: 'CI=true',
  sshHost: 'board',
  sshConsent: false,
}

function chosen(environment?: string): Chosen {
  const wishes = { option: undefined, environment, remembered: null }
  const choice = choose(wishes, AROUND)
  return { choice, provider: makeProvider(choice.name, {}, NO_SETTINGS) }
}

t.test('a line for each provider, and why the one', async (t) => {
  const lines = providerTable(recordingIo({}).io, chosen()).split('\n')
  t.same(lines, [
    '✓ qemu     QEMU is installed: /usr/bin/qemu-system-x86_64',
    '           chosen: the first that fits',
    '✗ lima     there is no limactl: lima-vm.io, on macOS brew install lima',
    '✗ vagrant  there is no vagrant',
    '✓ local    this machine may be broken (CI=true)',
    '✗ ssh      nobody said that board may be broken: labs vm use ssh board',
    '',
  ])
})

t.test(
  'what was chosen by name is marked though it does not fit',
  async (t) => {
    const { io } = recordingIo({ language: 'zh' })
    const lines = providerTable(io, chosen('lima')).split('\n')
    t.match(lines[1], /^✗ lima {5}没有 limactl/)
    t.match(lines[2], /由 LABS_PROVIDER 选定/)
  },
)

t.test('for programs there are codes beside the words', async (t) => {
  const { choice, providers } = choiceJson(chosen())
  t.same(choice, { name: 'qemu', by: 'fits' })
  t.same(providers[1], {
    name: 'lima',
    fit: false,
    code: 'lima.none',
    reason: 'there is no limactl: lima-vm.io, on macOS brew install lima',
  })
})

/** `labs doctor` with a provider that finds nothing to look at. */
async function examined(json: boolean) {
  const { io, out } = recordingIo({})
  const env = { LABS_PROVIDER: 'ssh' }
  const code = await doctor.run(
    { positionals: [], values: { json } },
    {
      ...io,
      env,
    },
  )
  return { code, out: out() }
}

t.test('doctor shows the providers, then what the one needs', async (t) => {
  const { code, out } = await examined(false)
  t.equal(code, 3)
  const [providers = '', needs = '', verdict = ''] = out.split('\n\n')
  t.match(providers, /^✓ qemu|^✗ qemu/)
  t.match(providers, /✗ ssh {6}no host was named.*\n +chosen by LABS_PROVIDER$/)
  t.match(needs, /^✓ node +v\d+/)
  t.match(needs, /✗ LABS_SSH_HOST +not set\n {4}Set it to a host/)
  t.equal(verdict, 'This machine cannot run the labs yet\n')
})

t.test('doctor keeps its schema, and adds to it', async (t) => {
  const { code, out } = await examined(true)
  t.equal(code, 3)
  const report = JSON.parse(out)
  t.match(report, { schema: 'labs.doctor/v1', provider: 'ssh', ok: false })
  t.match(report.requirements.at(-1), { name: 'LABS_SSH_HOST', ok: false })
  t.same(report.choice, { name: 'ssh', by: 'environment' })
  t.equal(report.providers.length, 5)
})
