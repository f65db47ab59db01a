// mini-cni as runtimes call it: environment, standard input, JSON, exit status.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundleProgram } from '#checker/bundle.ts'
import { directoryFor, sandboxFor } from '../linux/network/test/own-network.ts'
import { ownHost, stateOf } from '../network/test/host.ts'

ownHost()

interface Reply {
  readonly status: number | null
  /** What it printed, if that is JSON. */
  readonly json: Record<string, unknown>
  readonly stdout: string
  readonly stderr: string
}

type Environment = Readonly<Record<string, string>>

const outfile = join(t.testdir({}), 'mini-cni.cjs')
await bundleProgram({
  entry: join(import.meta.dirname, 'mini-cni.ts'),
  outfile,
})

/** Calls a plugin; it is killed after some milliseconds, if they are given. */
async function call(
  env: Environment,
  input: unknown,
  { command = [process.execPath, outfile], killAfter = 0 } = {},
): Promise<Reply> {
  const { PATH = '' } = process.env
  // tap has Node load more into each child, which takes longer than its work.
  const args = ['-u', 'NODE_OPTIONS', ...command]
  const child = spawn('/usr/bin/env', args, { env: { PATH, ...env } })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text
    })
  // It may not want to read all of it.
  child.stdin.on('error', () => {})
  child.stdin.end(typeof input === 'string' ? input : JSON.stringify(input))
  if (killAfter) setTimeout(() => child.kill('SIGKILL'), killAfter)
  const status = await new Promise<number | null>((resolve) =>
    child.on('close', resolve),
  )
  return { status, json: parse(output.stdout), ...output }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** A network with leases of its own, and a way to call for a container. */
function networkFor(t: Test, changes: Record<string, unknown> = {}) {
  const dataDir = directoryFor(t)
  const ranges = [[{ subnet: '10.1.0.0/24' }], [{ subnet: 'fd00:1::/64' }]]
  const config = {
    cniVersion: '1.0.0',
    name: 'blue',
    type: 'mini-cni',
    bridge: 'br-blue',
    isGateway: true,
    ipMasq: true,
    ipam: {
      type: 'host-local',
      dataDir,
      ranges,
      routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
    },
    ...changes,
  }
  const leases = () => {
    const directory = join(dataDir, config.name)
    const names = existsSync(directory) ? readdirSync(directory) : []
    return names.filter((name) => !name.startsWith('last_reserved_ip.'))
  }
  return { config, leases }
}

const envFor = (command: string, id: string, path = ''): Environment => ({
  CNI_COMMAND: command,
  CNI_CONTAINERID: id,
  CNI_NETNS: path,
  CNI_IFNAME: 'eth0',
  CNI_PATH: '/usr/lib/cni',
})

t.test('VERSION', async (t) => {
  const reply = await call({ CNI_COMMAND: 'VERSION' }, { cniVersion: '1.0.0' })
  t.match(reply, {
    status: 0,
    json: {
      cniVersion: '1.0.0',
      supportedVersions: ['0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'],
    },
  })
})

t.test('the life of an attachment', async (t) => {
  const before = stateOf()
  const { config, leases } = networkFor(t)
  const { path } = sandboxFor(t)
  const added = await call(envFor('ADD', 'one', path), config)
  t.match(added, { status: 0, stderr: '' })
  const prevResult = added.json
  const checked = { ...config, prevResult }
  t.match(await call(envFor('CHECK', 'one', path), checked), {
    status: 0,
    stdout: '',
  })
  t.match(await call(envFor('ADD', 'one', path), config), {
    status: 1,
    stderr: '',
    json: { cniVersion: '1.0.0', code: 105, msg: /call DEL first/ },
  })
  for (let again = 0; again < 2; again += 1)
    t.match(await call(envFor('DEL', 'one', path), config), {
      status: 0,
      stdout: '',
      stderr: '',
    })
  t.same(stateOf(), before)
  t.same(leases(), [])
  t.match(await call(envFor('CHECK', 'one', path), checked), {
    status: 1,
    json: { code: 106, details: /no lease.*no bridge.*no link/s },
  })
})

const NONE = { CNI_COMMAND: 'VERSION' }
const FLOOD = 'x'.repeat(2 * 1024 * 1024)

const WRONG: readonly (readonly [string, Environment, unknown, number])[] = [
  ['no command', {}, '{}', 4],
  ['an unknown command', { CNI_COMMAND: 'RUN' }, '{}', 4],
  ['no input', envFor('ADD', 'one', '/run/x'), '', 6],
  ['no JSON', envFor('ADD', 'one', '/run/x'), '{"cniVersion"', 6],
  ['a flood', envFor('ADD', 'one', '/run/x'), FLOOD, 6],
  ['a list', NONE, '[]', 7],
  ['no version', envFor('DEL', 'one'), {}, 1],
  ['an old version', envFor('DEL', 'one'), { cniVersion: '0.2.0' }, 1],
  ['GC of old', { CNI_COMMAND: 'GC' }, { cniVersion: '1.0.0' }, 1],
  ['no name', envFor('DEL', 'one'), { cniVersion: '1.0.0' }, 7],
  ['a hostile ID', envFor('DEL', '../../etc'), '{}', 4],
]

for (const [what, env, input, code] of WRONG)
  t.test(`refused: ${what}`, async (t) => {
    const { status, json, stderr } = await call(env, input)
    t.match({ status, json, stderr }, { status: 1, json: { code }, stderr: '' })
    t.type(json.msg, 'string')
    t.ok(JSON.stringify(json).length < 10_000)
  })

t.test('no namespace is code 3, and leaves nothing', async (t) => {
  const before = stateOf()
  const { config, leases } = networkFor(t)
  const reply = await call(envFor('ADD', 'one', '/run/netns/none'), config)
  t.match(reply, { status: 1, json: { code: 3, msg: /"\/run\/netns\/none"/ } })
  t.same(stateOf(), before)
  t.same(leases(), [])
})

t.test('older versions are told the family of addresses', async (t) => {
  const { config } = networkFor(t, { cniVersion: '0.4.0' })
  const { path } = sandboxFor(t)
  const added = await call(envFor('ADD', 'one', path), config)
  t.match(added.json, {
    cniVersion: '0.4.0',
    ips: [
      { version: '4', address: '10.1.0.2/24' },
      { version: '6', address: 'fd00:1::2/64' },
    ],
  })
  await call(envFor('DEL', 'one'), config)
})

/** Shapes of JSON: names of members, kinds of values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null) return typeof value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, at]) => [name, shapeOf(at)]))
}

for (const cniVersion of ['0.3.1', '0.4.0', '1.0.0'])
  t.test(`the result is as the bridge plugin’s: ${cniVersion}`, async (t) => {
    const results: Record<string, unknown>[] = []
    const { config } = networkFor(t, { cniVersion, isGateway: true })
    const bridge = ['/usr/lib/cni/bridge']
    for (const command of [bridge, [process.execPath, outfile]]) {
      const { path } = sandboxFor(t)
      const env = envFor('ADD', 'one', path)
      results.push((await call(env, config, { command })).json)
      await call(envFor('DEL', 'one', path), config, { command })
    }
    const [theirs = {}, ours = {}] = results
    t.match(theirs, { cniVersion, ips: [{ address: '10.1.0.2/24' }] })
    const routes = [{ dst: 'string', gw: 'string' }]
    t.match(shapeOf(ours), {
      ...(shapeOf(theirs) as object),
      // Ours say which gateway they lead by; that is for them to choose.
      routes,
    })
    const addresses = (result: Record<string, unknown>) =>
      (result.ips as { address: string; gateway: string }[]).map(
        ({ address, gateway }) => [address.replace(/.\//, 'x/'), gateway],
      )
    t.same(addresses(ours), addresses(theirs))
    const { execFileSync } = await import('node:child_process')
    execFileSync('ip', ['link', 'del', 'br-blue'])
  })

t.test('50 at once get 50 addresses', async (t) => {
  const before = stateOf()
  const { config, leases } = networkFor(t)
  const names = Array.from({ length: 50 }, (_, index) => `c${index}`)
  const boxes = names.map((id) => ({ id, ...sandboxFor(t) }))
  const added = await Promise.all(
    boxes.map(({ id, path }) => call(envFor('ADD', id, path), config)),
  )
  t.same(
    added.filter(({ status }) => status !== 0).map(({ stdout }) => stdout),
    [],
  )
  const addresses = added.flatMap(({ json }) =>
    (json.ips as { address: string }[]).map(({ address }) => address),
  )
  t.equal(new Set(addresses).size, 100)
  t.equal(leases().length, 100)
  const deleted = await Promise.all(
    boxes.map(({ id, path }) => call(envFor('DEL', id, path), config)),
  )
  t.ok(deleted.every(({ status }) => status === 0))
  t.same(stateOf(), before)
  t.same(leases(), [])
})

t.test('of 20 who want one port, one gets it', async (t) => {
  const mapping = { hostPort: 8080, containerPort: 80 }
  const { config, leases } = networkFor(t, {
    runtimeConfig: { portMappings: [mapping] },
  })
  const boxes = Array.from({ length: 20 }, (_, index) => ({
    id: `c${index}`,
    ...sandboxFor(t),
  }))
  const added = await Promise.all(
    boxes.map(({ id, path }) => call(envFor('ADD', id, path), config)),
  )
  t.equal(added.filter(({ status }) => status === 0).length, 1)
  t.equal(added.filter(({ json }) => json.code === 104).length, 19)
  t.equal(leases().length, 2)
  await Promise.all(boxes.map(({ id }) => call(envFor('DEL', id), config)))
  t.same(leases(), [])
})

t.test('DEL finds what an ADD that was killed has left', async (t) => {
  const before = stateOf()
  const { config, leases } = networkFor(t, {
    runtimeConfig: { portMappings: [{ hostPort: 8080, containerPort: 80 }] },
  })
  for (let killAfter = 40; killAfter < 240; killAfter += 10) {
    const { path } = sandboxFor(t)
    const id = `killed-${killAfter}`
    await call(envFor('ADD', id, path), config, { killAfter })
    t.match(await call(envFor('DEL', id), config), { status: 0 }, id)
    t.same(leases(), [])
    t.same(stateOf(), before)
  }
})

t.test('GC finds it as well', async (t) => {
  const before = stateOf()
  const cniVersion = '1.1.0'
  const { config, leases } = networkFor(t, { cniVersion })
  const { path } = sandboxFor(t)
  await call(envFor('ADD', 'one', path), config)
  t.not(leases().length, 0)
  const valid = { 'cni.dev/valid-attachments': [] }
  const collected = await call({ CNI_COMMAND: 'GC' }, { ...config, ...valid })
  t.match(collected, { status: 0, stdout: '' })
  t.same(leases(), [])
  t.same(stateOf(), before)
  t.match(await call({ CNI_COMMAND: 'STATUS' }, config), { status: 0 })
})

t.test('a person is told how it is called', async (t) => {
  const command = [process.execPath, outfile, '--help']
  t.match(await call({}, '', { command }), { status: 0, stdout: /CNI_NETNS/ })
  const version = [process.execPath, outfile, '--version']
  t.match(await call({}, '', { command: version }), { status: 0 })
})

t.test('what leads to nft is not believed', async (t) => {
  // A file "nft" in the working directory or in an empty PATH is not run.
  const folder = directoryFor(t)
  writeFileSync(join(folder, 'nft'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const { config } = networkFor(t, { cniVersion: '1.1.0' })
  const env = { CNI_COMMAND: 'STATUS', PATH: '' }
  t.match(await call(env, config), { status: 0 })
})
