import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import t, { type Test } from 'tap'

import {
  connect,
  disconnect,
  isConnected,
  masterArgs,
  riderConfig,
} from './connection.ts'

/** What ssh makes of arguments, without doing it. @see ssh(1), -G */
function understood(args: readonly string[]): string[] {
  return execFileSync('ssh', ['-G', ...args], { encoding: 'utf8' }).split('\n')
}

const CONFIG = `Host board
  HostName 192.0.2.7
  User ada
  ForwardAgent yes
  RemoteCommand tmux
  LocalForward 8080 localhost:80
  ControlMaster auto
  ControlPath /elsewhere/%r@%h
`

t.test('masterArgs() keeps the way, and takes nothing along', async (t) => {
  const config = join(t.testdir({ config: CONFIG }), 'config')
  const settings = understood(masterArgs({ config, host: 'board' }, '/run/it'))
  for (const line of [
    ...['hostname 192.0.2.7', 'user ada', 'controlpath /run/it/cm'],
    ...['controlmaster true', 'controlpersist 3600', 'batchmode yes'],
    ...['forwardagent no', 'clearallforwardings yes', 'tunnel false'],
  ]) {
    t.ok(settings.includes(line), line)
  }
  t.notOk(settings.some((line) => /^(remotecommand|localforward) /.test(line)))
})

t.test('masterArgs() never takes a host for an option', async (t) => {
  const args = masterArgs({ config: null, host: '-oProxyCommand=x' }, '/run/it')
  t.same(args.slice(-2), ['--', '-oProxyCommand=x'])
  t.notOk(args.includes('-F'), 'the own configuration of the user')
})

t.test('riderConfig() goes over the master or nowhere', async (t) => {
  const route = { config: null, host: 'board' }
  const dir = t.testdir({ config: riderConfig(route, '/run/it') })
  const settings = understood(['-F', join(dir, 'config'), 'vm'])
  for (const line of ['controlpath /run/it/cm', 'controlmaster false']) {
    t.ok(settings.includes(line), line)
  }
  t.ok(settings.some((line) => /^proxycommand .*exit 1$/.test(line)))
})

/** A folder with a name short enough for a socket. */
function folder(t: Test): string {
  const base = mkdtempSync(join(tmpdir(), 'labs-ssh-'))
  t.teardown(() => rmSync(base, { recursive: true, force: true }))
  return join(base, 'it')
}

t.test('connect() says which host refused and why', async (t) => {
  const run = folder(t)
  const config = `${run}.config`
  writeFileSync(config, 'Host board\n  ProxyCommand false\n')
  await t.rejects(connect({ config, host: 'board' }, run), {
    name: 'MachineError',
    message: /^Cannot log in to "board": .+\n {2}Try it by hand.* board$/,
  })
  t.notOk(existsSync(run), 'nothing is left')
})

t.test('disconnect() minds nothing that is not there', async (t) => {
  const run = folder(t)
  t.equal(await isConnected({ config: null, host: 'board' }, run), false)
  await disconnect(run)
  t.notOk(existsSync(run))
})
