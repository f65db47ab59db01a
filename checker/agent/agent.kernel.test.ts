/** The agent on this computer's own kernel, with programs that misbehave. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nativeMachine } from '../native-machine.ts'
import type { Params, StartRequest } from './protocol.ts'
import { type RunningAgent, startAgent } from './start.ts'

t.jobs = 1

const MS = 20_000

/** An agent that is closed when the test is over. */
async function agentFor(t: Test, run?: string): Promise<RunningAgent> {
  const agent = await startAgent(nativeMachine(run))
  t.teardown(() => agent.client.close())
  return agent
}

const start = ({ client, hello }: RunningAgent, script: string, parts = {}) => {
  const request: StartRequest = {
    argv: ['/bin/sh', '-c', script],
    cwd: '/',
    folder: hello.base,
    env: { PATH: '/usr/bin:/bin' },
    descriptors: {},
    timeoutMs: 10_000,
    ...parts,
  }
  return client.call('start', request, MS)
}

/** Processes whose command line holds a text, after those that die have died. */
async function commandsWith(text: string): Promise<string[]> {
  let found: string[] = []
  for (let round = 0; round < 50; round++) {
    found = readdirSync('/proc').filter((pid) => holdsText(pid, text))
    if (found.length === 0) return []
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return found
}

function holdsText(pid: string, text: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text)
  } catch {
    // Gone by now, or no process at all.
    return false
  }
}

t.test('a program has exactly the surroundings it was given', async (t) => {
  const agent = await agentFor(t)
  const { job } = await start(
    agent,
    'env | sort; pwd; ls /proc/$$/fd; cat /proc/self/fd/120; echo oops >&2; exit 7',
    { cwd: '/usr', descriptors: { 120: '/etc/hostname' } },
  )
  const ending = await agent.client.call('wait', { job, timeoutMs: 5000 }, MS)
  t.match(ending, { code: 7, signal: null, timedOut: false, stderr: 'oops\n' })
  t.match(ending.stdout, /PATH=\/usr\/bin:\/bin/)
  t.notMatch(ending.stdout, /HOME=|NODE/)
  t.match(ending.stdout, /^\/usr$/m)
  t.ok(ending.stdout.includes(readFileSync('/etc/hostname', 'utf8')))
  // A shell blocks signals for moments; a program that it became does not.
  const masks = await start(agent, 'exec grep Sig /proc/self/status')
  const params = { job: masks.job, timeoutMs: 5000 }
  const { stdout } = await agent.client.call('wait', params, MS)
  t.match(stdout, /SigIgn:\s+0{16}/)
  t.match(stdout, /SigBlk:\s+0{16}/)
})

t.test('output is kept up to a bound, and a flood is ended', async (t) => {
  const agent = await agentFor(t)
  const { job } = await start(agent, 'yes; echo never')
  const ending = await agent.client.call('wait', { job, timeoutMs: 9000 }, MS)
  t.match(ending, { flooded: true, timedOut: false })
  t.equal(ending.stdout.length, 64 * 1024)
})

t.test('a hang ends when its time is over, with all it started', async (t) => {
  const agent = await agentFor(t)
  const nap = `1000.${process.pid}1`
  const { job } = await start(agent, `setsid sleep ${nap} & sleep ${nap}`, {
    timeoutMs: 300,
  })
  const ending = await agent.client.call('wait', { job, timeoutMs: 9000 }, MS)
  t.match(ending, { timedOut: true })
  await agent.client.call('kill', { job }, MS)
  t.same(await commandsWith(nap), [])
})

t.test(
  'a process that outlives its parent is a leftover, and is killed',
  async (t) => {
    const agent = await agentFor(t)
    const nap = `1000.${process.pid}2`
    const { job } = await start(
      agent,
      `(setsid setsid sleep ${nap} >/dev/null 2>&1 </dev/null &) ; exit 0`,
    )
    await agent.client.call('wait', { job, timeoutMs: 5000 }, MS)
    await agent.client.call('kill', { job }, MS)
    t.same(await commandsWith(nap), [])
    const left = await agent.client.call('leftovers', {}, MS)
    t.match(left, [/^process \d+ \(sleep\)$/])
  },
)

t.test('mounts, files and cgroups that stay are leftovers', async (t) => {
  const agent = await agentFor(t)
  const { job } = await start(
    agent,
    'mkdir /tmp/here /run/empty && mount -t tmpfs x /tmp/here && echo > /run/file',
  )
  await agent.client.call('wait', { job, timeoutMs: 5000 }, MS)
  const left = await agent.client.call('leftovers', {}, MS)
  t.same(left.sort(), ['file /run/file', 'mount /tmp/here (tmpfs)'])
})

t.test('killing one program leaves the others alone', async (t) => {
  const agent = await agentFor(t)
  const parts = { folder: `${agent.hello.base}/one` }
  const one = await start(agent, 'sleep 1000', parts)
  const two = await start(agent, 'sleep 0.5; echo done', {
    folder: `${agent.hello.base}/two`,
  })
  await agent.client.call('kill', { job: one.job }, MS)
  const params = { job: two.job, timeoutMs: 5000 }
  const ending = await agent.client.call('wait', params, MS)
  t.match(ending, { code: 0, stdout: 'done\n' })
})

t.test(
  'a FIFO is handed to the program that was named, and to no other',
  async (t) => {
    const agent = await agentFor(t)
    const { client, hello } = agent
    const path = join(hello.base, 'fifo')
    const entries = [{ kind: 'fifo' as const, path: 'fifo' }]
    await client.call('write', { entries }, MS)
    const [cat, head] = await client.call(
      'identify',
      { paths: ['/usr/bin/cat', '/usr/bin/head'] },
      MS,
    )
    const offer = (job: number, file: string): Params<'offer'> => ({
      job,
      path,
      text: 'secret\n',
      files: [file],
      timeoutMs: 3000,
    })
    const thief = await start(agent, `exec cat ${path}`)
    const refused = await client.call('offer', offer(thief.job, `${head}`), MS)
    t.match(refused, { because: 'stranger', reader: { pid: thief.pid } })
    const robbed = await client.call(
      'wait',
      { job: thief.job, timeoutMs: 3000 },
      MS,
    )
    t.equal(robbed.stdout, '')

    const wanted = await start(agent, `exec cat ${path}`)
    const read = await client.call('offer', offer(wanted.job, `${cat}`), MS)
    t.match(read, { because: 'read', reader: { exe: { identity: cat } } })
    const ending = await client.call(
      'wait',
      { job: wanted.job, timeoutMs: 3000 },
      MS,
    )
    t.equal(ending.stdout, 'secret\n')

    const nobody = await start(agent, 'exit 0')
    const none = await client.call('offer', offer(nobody.job, `${cat}`), MS)
    t.match(none, { because: 'ended', reader: null })
  },
)

t.test('observe() reads what execve was given, and masks', async (t) => {
  const agent = await agentFor(t)
  const { client } = agent
  const { job, pid } = await start(agent, 'exec sleep 1000')
  const [sleep] = await client.call(
    'identify',
    { paths: ['/usr/bin/sleep'] },
    MS,
  )
  const params = { job, files: [`${sleep}`], timeoutMs: 3000 }
  t.match(await client.call('find', params, MS), { pid, file: sleep })
  const seen = await client.call('observe', { pid }, MS)
  t.match(seen, {
    pid,
    argv: ['sleep', '1000'],
    exe: { identity: sleep, path: '/usr/bin/sleep', sha256: /^[0-9a-f]{64}$/ },
    root: { path: '/' },
    cwd: { path: '/' },
    ignored: [],
    blocked: [],
  })
  t.equal(await client.call('observe', { pid: 2 ** 30 }, MS), null)
})

t.test('find() says when there is nothing to come', async (t) => {
  const { client, ...agent } = await agentFor(t)
  const { job } = await start({ client, ...agent }, 'exit 0')
  const none = { job, files: ['inode 0 (device 0:0)'], timeoutMs: 5000 }
  t.same(await client.call('find', none, MS), { pid: null, because: 'ended' })
  const idle = await start({ client, ...agent }, 'sleep 1000')
  const late = { ...none, job: idle.job, timeoutMs: 100 }
  t.same(await client.call('find', late, MS), { pid: null, because: 'timeout' })
})

t.test('write() makes nothing outside the folder of the run', async (t) => {
  const { client } = await agentFor(t)
  for (const path of ['../x', '/tmp/x', 'a/../../x']) {
    const entries = [{ kind: 'text' as const, path, text: 'x' }]
    await t.rejects(
      client.call('write', { entries }, MS),
      /Expected a path below/,
    )
  }
})

t.test('a blob that was tampered with is not used', async (t) => {
  const agent = await agentFor(t)
  const { client } = agent
  const sha256 =
    'fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603'
  const blob = { kind: 'blob' as const, sha256, mode: 0o644 }
  t.same(await client.call('lacks', { sha256: [sha256] }, MS), [sha256])
  const base64 = Buffer.from('ab').toString('base64')
  await client.call('write', { entries: [{ ...blob, path: 'a', base64 }] }, MS)
  t.same(await client.call('lacks', { sha256: [sha256] }, MS), [])
  await client.call('write', { entries: [{ ...blob, path: 'b' }] }, MS)
  const { job } = await start(agent, `echo evil > /run/check/.blobs/${sha256}`)
  await client.call('wait', { job, timeoutMs: 3000 }, MS)
  t.same(await client.call('lacks', { sha256: [sha256] }, MS), [sha256])
})

t.test('a blob that is in use outlives many that are not', async (t) => {
  const { client } = await agentFor(t)
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const write = (text: string) => {
    const base64 = Buffer.from(text).toString('base64')
    const sha256 = hash(text)
    const blob = {
      kind: 'blob' as const,
      path: 'x',
      sha256,
      base64,
      mode: 0o644,
    }
    return client.call('write', { entries: [blob] }, MS)
  }
  await write('used')
  for (let edit = 0; edit < 40; edit++) {
    t.same(await client.call('lacks', { sha256: [hash('used')] }, MS), [])
    await write(`edit ${edit}`)
  }
  const old = await client.call('lacks', { sha256: [hash('edit 0')] }, MS)
  t.same(old, [hash('edit 0')], 'the others are forgotten')
})

t.test('nothing is left when the host goes away', async (t) => {
  const run = t.testdir()
  const nap = `1000.${process.pid}3`
  const agent = await startAgent(nativeMachine(run))
  await start(agent, `setsid sleep ${nap}`)
  await agent.client.close()
  t.same(await commandsWith(nap), [])
  t.same(readdirSync(join(run, 'check')), [])
})

t.test('the next agent cleans up after one that was killed', async (t) => {
  const run = t.testdir()
  const nap = `1000.${process.pid}4`
  const first = await startAgent(nativeMachine(run))
  await start(first, `setsid sleep ${nap} & sleep ${nap}`)
  process.kill(first.hello.pid, 'SIGKILL')
  await first.client.close()
  mkdirSync(join(run, 'check/not-a-run'))
  const second = await agentFor(t, run)
  t.same(await commandsWith(nap), [])
  t.same(readdirSync(join(run, 'check')), [second.hello.base.split('/').at(-1)])
})
