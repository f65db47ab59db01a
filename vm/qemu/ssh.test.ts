import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { killNoted, sshConfig, wrapped } from './ssh.ts'

t.test('sshConfig() is read by ssh as it is meant', async (t) => {
  const dir = t.testdir({ config: sshConfig('/run/it', '/var/tpl', 2345) })
  const args = ['-F', join(dir, 'config'), '-G', 'vm']
  const settings = execFileSync('ssh', args, { encoding: 'utf8' }).split('\n')
  for (const line of [
    ...['hostname 127.0.0.1', 'port 2345', 'user root', 'batchmode yes'],
    ...['identityfile /var/tpl/id', 'userknownhostsfile /var/tpl/known_hosts'],
    ...['stricthostkeychecking true', 'hostkeyalias vm', 'controlmaster false'],
    'controlpath /run/it/cm',
  ]) {
    t.ok(settings.includes(line), line)
  }
})

t.test('wrapped() keeps the status, and notes the process', async (t) => {
  const note = join(t.testdir(), 'note')
  const command = wrapped("echo 'a  b'; exit 3", note, 'env')
  const { status, stdout } = spawnSync('sh', ['-c', command])
  t.equal(status, 3)
  t.equal(String(stdout), 'a  b\n')
  t.match(readFileSync(note, 'utf8'), /^\d+\n$/)
})

t.test('killNoted() ends the whole group', async (t) => {
  const note = join(t.testdir(), 'note')
  const child = spawn('sh', ['-c', wrapped('sleep 60', note, 'env')], {
    detached: true,
  })
  while (!existsSync(note)) await new Promise((go) => setTimeout(go, 10))
  // Written in two steps: the file, then the number.
  await new Promise((go) => setTimeout(go, 50))
  spawnSync('sh', ['-c', killNoted(note)])
  t.same(await once(child, 'exit'), [null, 'SIGKILL'])
})

t.test('killNoted() removes the note of a command that ended', async (t) => {
  const dir = t.testdir({ note: '999999999\n' })
  const note = join(dir, 'note')
  const run = () =>
    execFileSync('sh', ['-c', killNoted(note)], { stdio: 'pipe' })
  t.doesNotThrow(run)
  t.throws(() => readFileSync(note), { code: 'ENOENT' })
})
