/** Programs that lie to the agent: root may mount anything over any path. */
import t, { type Test } from 'tap'
import { nativeMachine } from '../native-machine.ts'
import { type RunningAgent, startAgent } from './start.ts'

t.jobs = 1

const MS = 20_000

async function agentFor(t: Test): Promise<RunningAgent> {
  const agent = await startAgent(nativeMachine())
  t.teardown(() => agent.client.close())
  return agent
}

/** Run a script to its end; its `$$` is the number that comes back. */
async function run({ client, hello }: RunningAgent, script: string) {
  const { job, pid } = await client.call(
    'start',
    {
      argv: ['/bin/sh', '-c', `${script}; echo done; exec sleep 10`],
      cwd: '/',
      folder: hello.base,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      descriptors: {},
      timeoutMs: 10_000,
    },
    MS,
  )
  const wanted = { job, text: 'done', timeoutMs: 5000 }
  const { stderr } = await client.call('awaitOutput', wanted, MS)
  return { pid, stderr }
}

t.test('what is mounted over /proc is not seen', async (t) => {
  const agent = await agentFor(t)
  const { pid, stderr } = await run(
    agent,
    `echo '0 4711 1' > /tmp/lie
    mount --bind /tmp/lie /proc/$$/uid_map
    mount --bind /tmp/lie /proc/$$/status
    grep -q 4711 /proc/$$/uid_map || echo 'nothing is deceived' >&2`,
  )
  t.equal(stderr, '')
  const paths = ['uid_map', 'status'].map((name) => `/proc/${pid}/${name}`)
  const [map, status] = await agent.client.call('read', { paths }, MS)
  t.match(map, /^\s+0\s+0\s/)
  t.match(status, /^Name:\t(sh|sleep)\n/)
  const seen = await agent.client.call('observe', { pid }, MS)
  t.match(seen?.status.Name, /^(sh|sleep)$/)
})

t.test('nor is a whole /proc that is another one', async (t) => {
  const agent = await agentFor(t)
  // Longer than the agent goes without a look at how crowded the machine is.
  const { pid } = await run(agent, 'mount -t tmpfs lie /proc; sleep 0.6')
  const seen = await agent.client.call('observe', { pid }, MS)
  t.equal(seen?.root.path, '/')
  const left = await agent.client.call('leftovers', {}, MS)
  t.ok(left.includes('mount /proc (tmpfs)'), 'and it is noticed')
})

t.test('what the agent made is what it was then', async (t) => {
  const agent = await agentFor(t)
  const { client, hello } = agent
  const entries = [{ kind: 'text' as const, path: 'box/rootfs/file', text: '' }]
  await client.call('write', { entries }, MS)
  const paths = ['rootfs', 'rootfs/file'].map(
    (name) => `${hello.base}/box/${name}`,
  )
  const before = await client.call('identify', { paths }, MS)
  const { stderr } = await run(
    agent,
    `cd ${hello.base}/box; mount --bind /etc/hostname rootfs/file
    mount --bind / rootfs`,
  )
  t.equal(stderr, '')
  t.same(await client.call('identify', { paths }, MS), before)
  t.not(before[0], null)
  const root = await client.call('identify', { paths: ['/'] }, MS)
  t.not(before[0], root[0])
})
