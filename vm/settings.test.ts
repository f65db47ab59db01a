import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import {
  NO_SETTINGS,
  parseSettings,
  readSettings,
  type Settings,
  writeSettings,
} from './settings.ts'
import { sshWish } from './surroundings.ts'

const SSH = { host: 'board', config: '/etc/it', disposable: true }
const CHOSEN: Settings = {
  provider: 'ssh',
  ssh: SSH,
  disposableHere: 'laptop',
}

t.test('what is written is read again', async (t) => {
  const checkout = t.testdir()
  t.same(readSettings(checkout), NO_SETTINGS)
  writeSettings(CHOSEN, checkout)
  t.same(readSettings(checkout), CHOSEN)
  t.same(readdirSync(join(checkout, '.cache')), ['provider.json'])
})

t.test('parseSettings() takes nothing of another shape', async (t) => {
  for (const text of ['', '{', 'null', '[]', '"ssh"', '{"provider":"xen"}']) {
    t.same(parseSettings(text), NO_SETTINGS, text)
  }
  const odd = { provider: 'local', ssh: { host: 7 }, disposableHere: true }
  t.same(parseSettings(JSON.stringify(odd)), {
    ...NO_SETTINGS,
    provider: 'local',
  })
  const yes = parseSettings('{"ssh":{"host":"b","disposable":"yes"}}')
  t.same(yes.ssh, { host: 'b', config: null, disposable: false })
})

t.test('sshWish() gives consent to the host it was given for', async (t) => {
  t.same(sshWish({}, CHOSEN), SSH)
  t.equal(sshWish({}, NO_SETTINGS), null)
  t.same(sshWish({ LABS_SSH_HOST: 'other' }, CHOSEN), {
    host: 'other',
    config: null,
    disposable: false,
  })
  t.match(sshWish({ LABS_SSH_CONFIG: '/mine' }, CHOSEN), { disposable: false })
  const env = { LABS_SSH_HOST: 'other', LABS_SSH_DISPOSABLE: '1' }
  t.match(sshWish(env, CHOSEN), { host: 'other', disposable: true })
})
