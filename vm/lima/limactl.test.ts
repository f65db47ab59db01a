import t from 'tap'

import {
  clone,
  create,
  list,
  newsIn,
  parseInstances,
  parseVersion,
  remove,
  start,
  stop,
} from './limactl.ts'

/** Shortened, in the form of `limactl list --format=json`: an object a line. */
const LISTED = `{"name":"default","hostname":"lima-default","status":"Stopped","dir":"/Users/ada/.lima/default","vmType":"vz","arch":"aarch64","cpus":4,"memory":4294967296,"disk":107374182400,"sshLocalPort":0,"sshConfigFile":"/Users/ada/.lima/default/ssh.config","config":{"vmType":"vz","mounts":[{"location":"~","mountPoint":"/Users/ada","writable":false}]},"sshAddress":"127.0.0.1","protected":false,"limaVersion":"2.2.0","HostOS":"darwin","HostArch":"aarch64","LimaHome":"/Users/ada/.lima","IdentityFile":"/Users/ada/.lima/_config/user"}
{"name":"labs-0123456789","hostname":"lima-labs-0123456789","status":"Running","dir":"/Users/ada/.lima/labs-0123456789","vmType":"vz","arch":"aarch64","cpus":2,"memory":2147483648,"disk":10737418240,"sshLocalPort":52101,"sshConfigFile":"/Users/ada/.lima/labs-0123456789/ssh.config","hostAgentPID":4711,"driverPID":4711,"config":{"vmType":"vz","mounts":[{"location":"/Users/ada/kit/labs/work","mountPoint":"/mnt/labs","writable":false}],"env":{"LABS_RECIPE":"a1b2c3d4e5"}},"sshAddress":"127.0.0.1","protected":false,"limaVersion":"2.2.0"}
`

t.test('parseInstances() reads an object a line', async (t) => {
  const [other, ours] = parseInstances(LISTED)
  t.equal(other?.recipe, '', 'not made here')
  t.same(ours, {
    name: 'labs-0123456789',
    status: 'Running',
    vmType: 'vz',
    arch: 'aarch64',
    sshConfigFile: '/Users/ada/.lima/labs-0123456789/ssh.config',
    recipe: 'a1b2c3d4e5',
    share: '/Users/ada/kit/labs/work',
  })
  t.same(parseInstances(''), [])
})

t.test('parseInstances() shows what it could not read', async (t) => {
  t.throws(() => parseInstances('No instance found\n'), {
    name: 'MachineError',
    message: /^Expected limactl to list machines.*\n {2}\| No instance found/,
  })
  t.throws(() => parseInstances('{"name":"a"}'), {
    message: /"status" is no text/,
  })
})

t.test('limactl is told what to do, and never asks', async (t) => {
  const calls = [
    list(),
    create('a', '/tmp/a.yaml'),
    start('a'),
    stop('a'),
    clone('a', 'b'),
    remove('a'),
  ]
  t.same(
    calls.map(([verb]) => verb),
    ['list', 'start', 'start', 'stop', 'clone', 'delete'],
  )
  for (const call of calls) t.ok(call.includes('--tty=false'), call.join(' '))
  t.same(create('a', '/tmp/a.yaml').slice(2), [
    '--name=a',
    '--timeout=40m',
    '/tmp/a.yaml',
  ])
})

t.test('newsIn() finds what a person wants to know', async (t) => {
  const line = (level: string, message: string) =>
    `time="2026-11-22T10:00:00+01:00" level=${level} msg=${message}`
  t.equal(newsIn(line('info', '"Booting \\"vz\\""')), 'Booting "vz"')
  t.equal(newsIn(line('warning', 'slow')), 'slow')
  t.equal(newsIn(line('debug', '"a detail"')), null)
  t.equal(newsIn('{"name":"default"}'), null)
})

t.test('parseVersion() knows one', async (t) => {
  t.equal(parseVersion('limactl version 2.2.0\n'), '2.2.0')
  t.equal(parseVersion('limactl version v2.1.4-rc.0'), '2.1.4')
  t.equal(parseVersion('limactl version <unknown>'), null)
})
