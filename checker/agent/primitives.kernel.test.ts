/** What the agent reads and runs for the checks of later labs. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nativeMachine } from '../native-machine.ts'
import type { StartRequest } from './protocol.ts'
import { type RunningAgent, startAgent } from './start.ts'

t.jobs = 1

const MS = 20_000

async function agentFor(t: Test): Promise<RunningAgent> {
  const agent = await startAgent(nativeMachine())
  t.teardown(() => agent.client.close())
  return agent
}

const start = ({ client, hello }: RunningAgent, script: string) => {
  const request: StartRequest = {
    argv: ['/bin/sh', '-c', script],
    cwd: '/',
    folder: hello.base,
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' },
    descriptors: {},
    timeoutMs: 10_000,
  }
  return client.call('start', request, MS)
}

async function done(agent: RunningAgent, script: string): Promise<void> {
  const { job } = await start(agent, script)
  const ending = await agent.client.call('wait', { job, timeoutMs: 5000 }, MS)
  if (ending.code !== 0) throw new Error(ending.stderr)
}

t.test('read(), list() and stat() tell what is there, and null', async (t) => {
  const { client, hello } = await agentFor(t)
  const entries = [
    { kind: 'text' as const, path: 'some/file', text: 'text' },
    { kind: 'symlink' as const, path: 'some/link', target: 'away' },
  ]
  await client.call('write', { entries }, MS)
  const folder = join(hello.base, 'some')
  const paths = ['file', 'link', 'none'].map((name) => join(folder, name))
  t.same(await client.call('read', { paths }, MS), ['text', null, null])
  const lists = await client.call('list', { paths: [folder, '/none'] }, MS)
  t.same(lists, [['file', 'link'], null])
  const [file, link, none] = await client.call('stat', { paths }, MS)
  t.match(file, { kind: 'file', size: 4, device: null, target: null, uid: 0 })
  t.match(link, { kind: 'link', target: 'away' })
  t.equal(none, null)
  const [node] = await client.call('stat', { paths: ['/dev/null'] }, MS)
  t.match(node, { kind: 'character device', device: '1:3', mode: 0o666 })
})

t.test('write() makes links, modes and owners', async (t) => {
  const { client, hello } = await agentFor(t)
  const entries = [
    { kind: 'directory' as const, path: 'a', mode: 0o1777 },
    { kind: 'symlink' as const, path: 'a/link', target: '../../etc' },
    { kind: 'text' as const, path: 'a/text', text: 'x', owner: 1000 },
  ]
  await client.call('write', { entries }, MS)
  const paths = ['a', 'a/link', 'a/text'].map((name) => join(hello.base, name))
  const [directory, link, text] = await client.call('stat', { paths }, MS)
  t.match(directory, { kind: 'directory', mode: 0o1777 })
  t.match(link, { kind: 'link', target: '../../etc' })
  t.match(text, { uid: 1000, gid: 1000 })
})

t.test('find() passes over processes that are known', async (t) => {
  const agent = await agentFor(t)
  const { client } = agent
  // One of its own: whoever looks for long looks at everybody's processes.
  const own = join(t.testdir(), 'sleep')
  copyFileSync('/usr/bin/sleep', own)
  const { job } = await start(agent, `${own} 1000 & ${own} 1000`)
  const paths = [own]
  const files = (await client.call('identify', { paths }, MS)) as string[]
  const search = { job, files, timeoutMs: 3000 }
  const one = await client.call('find', search, MS)
  const except = [one.pid ?? 0]
  const other = await client.call('find', { ...search, except }, MS)
  t.ok(one.pid && other.pid)
  t.not(one.pid, other.pid)
  const both = {
    ...search,
    timeoutMs: 200,
    except: [...except, other.pid ?? 0],
  }
  t.match(await client.call('find', both, MS), { because: 'timeout' })
})

t.test('awaitEnd() tells a zombie from what is gone', async (t) => {
  const agent = await agentFor(t)
  const { client } = agent
  const script = 'sleep 0.3 & echo "$!."; exec sleep 1000'
  const { job, pid } = await start(agent, script)
  const said = { job, text: '.', timeoutMs: 3000 }
  const { stdout } = await client.call('awaitOutput', said, MS)
  const child = Number.parseInt(stdout, 10)
  const fate = (pid: number, timeoutMs: number) =>
    client.call('awaitEnd', { pid, timeoutMs }, MS)
  t.equal(await fate(pid, 0), 'alive')
  // The shell became a program that waits for no child.
  t.equal(await fate(child, 1500), 'zombie')
  await client.call('kill', { job }, MS)
  t.equal(await fate(pid, 3000), 'gone')
})

t.test(
  'observe() reads status, which holds numbers of all kinds',
  async (t) => {
    const agent = await agentFor(t)
    const { pid } = await start(agent, 'exec sleep 1000')
    const seen = await agent.client.call('observe', { pid }, MS)
    t.match(seen?.status, { Uid: '0\t0\t0\t0', NSpid: new RegExp(`^${pid}`) })
  },
)

t.test(
  'IPC objects, another name and a private "/" are leftovers',
  async (t) => {
    const agent = await agentFor(t)
    await done(agent, 'ipcmk -M 4096 -p 600 && hostname left-behind')
    await done(agent, 'mount --make-rprivate / && mkdir -p /run/netns/x/y')
    await done(agent, 'echo > /run/netns/mine')
    const left = await agent.client.call('leftovers', {}, MS)
    t.match(left.sort(), [
      '"/" is not shared',
      /^IPC shm \d+$/,
      /^file \/run\/netns/,
      /^file \/run\/netns\/mine$/,
      'hostname "left-behind"',
    ])
  },
)

t.test('close() gives the machine its names and its "/" back', async (t) => {
  const script = 'hostname; findmnt -no PROPAGATION /'
  const folder = t.testdir({ run: {} })
  mkdirSync(join(folder, 'run/check'))
  const result = join(folder, 'run/after')
  writeFileSync(result, '')
  const machine = nativeMachine(join(folder, 'run'))
  // What the agent leaves is read in its own namespaces, when it has ended.
  const looking = {
    ...machine,
    spawn: (command: string) =>
      machine.spawn(
        `sh -c '${command.replaceAll("'", `'"'"'`)}'; (${script}) > /run/after`,
      ),
  }
  const agent = await startAgent(looking)
  await done(agent, 'hostname left-behind && mount --make-rprivate /')
  await agent.client.close()
  t.match(readFileSync(result, 'utf8'), /^(?!left-behind).+\nshared\s*$/)
})
