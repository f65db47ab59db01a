/**
 * Cgroups of the kit's, on this computer: no controller is needed for who is
 * where, who is killed, and whom to believe.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import t, { type Test } from 'tap'
import { nativeMachine } from '../native-machine.ts'
import type { StartRequest } from './protocol.ts'
import { type RunningAgent, startAgent } from './start.ts'

t.jobs = 1

const MS = 20_000

const made: string[] = []

async function agentFor(t: Test): Promise<RunningAgent> {
  const agent = await startAgent(nativeMachine())
  made.push(agent.hello.cgroup ?? 'none')
  t.teardown(() => agent.client.close())
  return agent
}

/** Start a script that has the leaf as `$1`. */
const start = (
  { client, hello }: RunningAgent,
  script: string,
  cgroup: string,
  own = hello.base,
) => {
  const request: StartRequest = {
    argv: ['/bin/sh', '-c', script, 'sh', cgroup],
    cwd: '/',
    folder: own,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    descriptors: {},
    timeoutMs: 10_000,
    cgroup,
  }
  return client.call('start', request, MS)
}

const slice = ({ client }: RunningAgent, settings = {}) =>
  client.call('slice', { name: 'slice-test', settings }, MS)

const said = ({ client }: RunningAgent, job: number, text: string) =>
  client.call('awaitOutput', { job, text, timeoutMs: 5_000 }, MS)

const MOVE = 'mkdir -p "$1" && echo $$ > "$1/cgroup.procs"'

t.test('a slice is below the run, and goes with it', async (t) => {
  const agent = await agentFor(t)
  const { path } = await slice(agent)
  t.ok(path.startsWith(`${agent.hello.cgroup}/`))
  t.same(await agent.client.call('leftovers', {}, MS), [])
  await agent.client.close()
  t.notOk(existsSync(path))
})

t.test('what a machine refuses is an error, and says which', async (t) => {
  const agent = await agentFor(t)
  await t.rejects(slice(agent, { 'cgroup.type': 'round' }), {
    message: /slice-test\/cgroup\.type" be "round"/,
  })
})

t.test(
  'who is in the cgroup belongs to the job, and dies with it',
  async (t) => {
    const agent = await agentFor(t)
    const { client, hello } = agent
    const leaf = `${(await slice(agent)).path}/leaf`
    // A session of its own, an orphan: only its cgroup tells whose it is.
    const script = `(${MOVE}; setsid sh -c "echo \\$\\$; exec sleep 1000" &) | cat`
    await client.call(
      'write',
      { entries: [{ kind: 'directory', path: 'x' }] },
      MS,
    )
    const { job } = await start(agent, script, leaf, `${hello.base}/x`)
    const pid = Number((await said(agent, job, '\n')).stdout)
    const paths = ['/usr/bin/sleep']
    const files = (await client.call('identify', { paths }, MS)) as string[]
    const found = await client.call('find', { job, files, timeoutMs: 3000 }, MS)
    t.equal(found.pid, pid)
    await client.call('kill', { job }, MS)
    t.equal(await client.call('awaitEnd', { pid, timeoutMs: 2000 }, MS), 'gone')
    t.notOk(existsSync(leaf), 'its runtime was killed, so we tidy up')
  },
)

t.test('a cgroup that stays after its runtime is a leftover', async (t) => {
  const agent = await agentFor(t)
  const { client } = agent
  const leaf = `${(await slice(agent)).path}/leaf`
  const { job } = await start(agent, 'mkdir -p "$1/below"', leaf)
  await client.call('wait', { job, timeoutMs: 5000 }, MS)
  await client.call('kill', { job }, MS)
  t.same(await client.call('leftovers', {}, MS), [
    `cgroup ${leaf}`,
    `cgroup ${leaf}/below`,
  ])
})

t.test(
  'put() writes in the cgroups of the run, and nowhere else',
  async (t) => {
    const agent = await agentFor(t)
    const { client } = agent
    const { path } = await slice(agent)
    const put = (path: string, text: string) =>
      client.call('put', { path, text }, MS)
    t.equal(await put(`${path}/cgroup.freeze`, '1'), null)
    t.equal(readFileSync(`${path}/cgroup.freeze`, 'utf8'), '1\n')
    t.match(await put(`${path}/cgroup.freeze`, 'ice'), /^E/)
    t.match(await put(`${path}/none`, '1'), /^E/)
    const elsewhere = `${agent.hello.cgroup}/../x`
    await t.rejects(put(elsewhere, '1'), { message: /Expected a file below/ })
  },
)

t.test('a change of a slice by somebody else is noticed', async (t) => {
  const agent = await agentFor(t)
  const { client } = agent
  const { path } = await slice(agent)
  const { job } = await start(
    agent,
    'echo 3 > "$(dirname "$1")/cgroup.max.depth"',
    `${path}/leaf`,
  )
  await client.call('wait', { job, timeoutMs: 5000 }, MS)
  const left = await client.call('leftovers', {}, MS)
  t.same(left, [`${path}/cgroup.max.depth: max → 3`])
})

t.test('what is mounted over a cgroup is not seen', async (t) => {
  const agent = await agentFor(t)
  const { client } = agent
  const { path } = await slice(agent)
  const { job } = await start(
    agent,
    `mkdir "$1" && mount -t tmpfs lie "$1" && echo 7 > "$1/pids.max" &&
     echo 4711 > "$1/cgroup.procs"; echo done; sleep 1000`,
    `${path}/leaf`,
  )
  t.equal((await said(agent, job, 'done')).stderr, '')
  const paths = ['pids.max', 'cgroup.procs'].map(
    (name) => `${path}/leaf/${name}`,
  )
  const [, procs] = await client.call('read', { paths }, MS)
  t.equal(procs, '')
  const [names] = await client.call('list', { paths: [`${path}/leaf`] }, MS)
  t.ok(names?.includes('cgroup.freeze'))
  await client.call('kill', { job }, MS)
})

t.test('a visitor goes into a cgroup', async (t) => {
  const agent = await agentFor(t)
  const { path } = await slice(agent)
  const script = '#!/bin/sh\nsed -n s/^0:://p /proc/self/cgroup\n'
  const visit = (cgroup: string) =>
    agent.client.call(
      'visit',
      {
        base64: Buffer.from(script).toString('base64'),
        timeoutMs: 5000,
        cgroup,
      },
      MS,
    )
  const { base64 } = await visit(path)
  const run = basename(agent.hello.cgroup ?? '')
  const inside = `/${run}/${basename(path)}\n`
  t.equal(Buffer.from(base64, 'base64').toString(), inside)
  t.equal((await visit(`${path}/none`)).code, 125)
})

t.test('sample() tells the time beside the texts', async (t) => {
  const { client } = await agentFor(t)
  const request = {
    paths: ['/proc/uptime', '/none'],
    times: 3,
    everyMs: 60,
    timeoutMs: 1000,
  }
  const samples = await client.call('sample', request, MS)
  t.equal(samples.length, 3)
  const [first, second, third] = samples
  t.equal(first?.texts[1], null)
  t.match(first?.texts[0], /^\d+\.\d\d \d+/)
  const [begin = 0, middle = 0, end = 0] = [first, second, third].map(
    (sample) => sample?.atNs,
  )
  t.ok(begin < middle && middle < end)
  // One that is late is not made up for: only from end to end it is so long.
  t.ok((end - begin) / 1e6 > 60, `${end - begin} ns`)
})

t.test('awaitText() waits for a text, and tells what is there', async (t) => {
  const agent = await agentFor(t)
  const { path } = await slice(agent)
  const { client } = agent
  const wanted = { path: `${path}/cgroup.events`, text: 'frozen 1' }
  const call = () => client.call('awaitText', { ...wanted, timeoutMs: 300 }, MS)
  t.match(await call(), 'frozen 0')
  const put = { path: `${path}/cgroup.freeze`, text: '1' }
  const [text] = await Promise.all([call(), client.call('put', put, MS)])
  t.match(text, 'frozen 1')
})

t.test('nothing of all this is left', async (t) => {
  t.ok(made.length > 5)
  t.same(made.filter(existsSync), [])
})
