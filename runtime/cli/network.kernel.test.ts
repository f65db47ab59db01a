// A container with a network, on a host of the test's own.
import { once } from 'node:events'
import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { bundleProgram } from '#checker/bundle.ts'
import { removeLink } from '../linux/network/change-link.ts'
import { ipIn } from '../linux/network/test/own-network.ts'
import { leasesIn, nsfsMounts, ownHost, stateOf } from '../network/test/host.ts'
import { withNetlink } from '../sys/netlink-socket.ts'
import {
  type Box,
  inBox,
  killed,
  makeBox,
  miniRuncProgram,
  newDirectory,
  processesIn,
  runArgs,
  runBox,
  startMiniRunc,
  startSleeper,
  until,
} from './box.kernel.test.ts'

ownHost()

const beside = dirname(await miniRuncProgram())
const entry = join(import.meta.dirname, 'mini-cni.ts')
await bundleProgram({ entry, outfile: join(beside, 'mini-cni.cjs') })

/** Of the network that is there without a file. */
const leases = () => leasesIn('/var/lib/mini-cni/mini')

/** All that a container could leave on its host. */
const everything = () => ({
  ...stateOf(),
  leases: leases(),
  mounts: nsfsMounts(),
})

const nothing = everything()

function nothingLeft(t: Test, { root }: Box): void {
  t.same(everything(), nothing)
  t.same(existsSync(root) ? readdirSync(root) : [], [])
}

const netnsOf = (pid: number | 'self') => statSync(`/proc/${pid}/ns/net`).ino

const linksOf = (pid: number) =>
  ipIn(`/proc/${pid}/ns/net`, 'addr').map(({ ifname, flags, addr_info }) => ({
    ifname,
    isUp: (flags as string[]).includes('UP'),
    ipv4: (addr_info as { family: string; local: string }[])
      .filter(({ family }) => family === 'inet')
      .map(({ local }) => local),
  }))

const sleeper = (t: Test, ...runOptions: string[]) =>
  startSleeper(t, {}, { runOptions })

async function ended(run: Awaited<ReturnType<typeof sleeper>>) {
  process.kill(run.pid, 'SIGKILL')
  return run.ended
}

t.test('none is lo and nothing else', async (t) => {
  const run = await sleeper(t, '--net', 'none')
  t.not(netnsOf(run.pid), netnsOf('self'))
  t.same(linksOf(run.pid), [{ ifname: 'lo', isUp: true, ipv4: ['127.0.0.1'] }])
  t.match(await ended(run), { status: 137, stderr: '' })
  nothingLeft(t, run)
})

t.test('host is that of the host, whatever the bundle says', async (t) => {
  const linux = { namespaces: [{ type: 'network' as const }] }
  const runOptions = ['--net', 'host']
  const run = await startSleeper(t, {}, { spec: { linux }, runOptions })
  t.equal(netnsOf(run.pid), netnsOf('self'))
  await ended(run)
  nothingLeft(t, run)
})

t.test('container:ID is that of another, even when it is gone', async (t) => {
  const one = await sleeper(t, '--net', 'none')
  const other = makeBox(t, { args: ['sleep', '60'] })
  const command = ['run', '--bundle', other.bundle, '--net', 'container:box']
  const args = ['--root', one.root, ...command, 'other']
  const run = await startMiniRunc(t, args)
  const pid = await until('it', () => processesIn(other.rootfs)[0])
  const netns = netnsOf(one.pid)
  t.equal(netnsOf(pid), netns)
  await ended(one)
  t.equal(netnsOf(pid), netns)
  process.kill(pid, 'SIGKILL')
  t.match(await run.ended, { status: 137, stderr: '' })
  nothingLeft(t, one)
})

t.test('container:ID of nobody', async (t) => {
  const box = makeBox(t)
  const ended = await runBox(t, box, ['--net', 'container:other'])
  t.match(ended, { status: 1, stderr: /a container "other" in/ })
  nothingLeft(t, box)
})

/** What a server of the host's port says. */
async function heardAt(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', timeout: 3000 })
  socket.on('timeout', () => socket.destroy())
  const heard: Buffer[] = []
  socket.on('data', (chunk) => heard.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(heard).toString()
}

t.test('bridge: connected from the first instruction on', async (t) => {
  const box = makeBox(t, { args: ['busybox', 'ip', '-4', 'addr'] })
  const { stdout, ...rest } = await runBox(t, box, ['--net', 'bridge'])
  t.match(rest, { status: 0, stderr: '' })
  t.match(stdout, /eth0.*\n.*inet 10\.89\.0\.\d+\/16/)
  t.match(stdout, /lo: <LOOPBACK,UP/)
  nothingLeft(t, box)
})

const SERVE = 'echo from inside | busybox nc -l -p 80; sleep 60'

t.test('a published port leads into the container', async (t) => {
  const box = makeBox(t, { args: ['sh', '-c', SERVE] })
  const options = ['--net', 'bridge', '-p', '8080:80', '-p', '5353:53/udp']
  const run = await startMiniRunc(t, runArgs(box, options))
  await until('it', () => processesIn(box.rootfs)[0])
  await sleep(300)
  t.equal(await heardAt(8080), 'from inside\n')
  t.match(JSON.stringify(stateOf().rules), /udp.*5353/)
  const second = makeBox(t, { args: ['true'] })
  const taken = ['--net', 'bridge', '-p', '8080:80']
  const before = everything()
  t.match(await runBox(t, second, taken), {
    status: 1,
    stderr: /CNI plugin "mini-cni" failed at ADD: .*8080.* \(code 104\)/,
  })
  t.same(everything(), before)
  run.process.kill('SIGTERM')
  await inBox(t, box, ['delete', '--force', 'box'])
  await run.ended
  nothingLeft(t, box)
})

t.test('two containers of one network reach each other', async (t) => {
  const one = makeBox(t, { args: ['sh', '-c', SERVE] })
  const run = await startMiniRunc(t, runArgs(one, ['--net', 'bridge']))
  const pid = await until('it', () => processesIn(one.rootfs)[0])
  await sleep(300)
  const [, eth0] = linksOf(pid)
  const args = ['busybox', 'nc', '-w', '3', `${eth0?.ipv4[0]}`, '80']
  const other = makeBox(t, { args })
  const heard = await runBox(t, other, ['--net', 'bridge'])
  t.match(heard, { status: 0, stdout: 'from inside\n' })
  for (const left of processesIn(one.rootfs)) process.kill(left, 'SIGKILL')
  await run.ended
  nothingLeft(t, one)
})

t.test('what one that was killed leaves, delete --force undoes', async (t) => {
  const run = await sleeper(t, '--net', 'bridge', '-p', '8080:80')
  await killed(run.process)
  t.equal(leases().length, 1)
  const deleted = await inBox(t, run, ['delete', '--force', 'box'])
  t.match(deleted, { status: 0, stderr: '' })
  nothingLeft(t, run)
})

t.test('and so does the next run', async (t) => {
  const run = await sleeper(t, '--net', 'bridge', '-p', '8080:80')
  await killed(run.process)
  process.kill(run.pid, 'SIGKILL')
  await until('its end', () => processesIn(run.rootfs).length === 0)
  t.equal(nsfsMounts().length, nothing.mounts.length + 1)
  writeFileSync(
    join(run.bundle, 'config.json'),
    readFileSync(join(run.bundle, 'config.json'), 'utf8').replace(
      '["sleep","60"]',
      '["true"]',
    ),
  )
  const again = await runBox(t, run, ['--net', 'bridge', '-p', '8080:80'])
  t.match(again, { status: 0, stderr: '' })
  nothingLeft(t, run)
})

t.test('killed at whatever moment, it can be deleted', async (t) => {
  const box = makeBox(t, { args: ['sleep', '60'] })
  for (let delay = 50; delay <= 400; delay += 50) {
    const options = ['--net', 'bridge', '-p', '8080:80']
    const run = await startMiniRunc(t, runArgs(box, options))
    await sleep(delay)
    await killed(run.process)
    const deleted = await inBox(t, box, ['delete', '--force', 'box'])
    t.match(deleted, { status: 0, stderr: '' }, `after ${delay} ms`)
    t.same(everything(), nothing, `after ${delay} ms`)
  }
  nothingLeft(t, box)
})

t.test('a signal at whatever moment leaves nothing', async (t) => {
  const box = makeBox(t, { args: ['sleep', '60'] })
  for (let delay = 50; delay <= 450; delay += 80) {
    const run = await startMiniRunc(t, runArgs(box, ['--net', 'bridge']))
    await sleep(delay)
    run.process.kill('SIGTERM')
    await run.ended
    t.same(everything(), nothing, `after ${delay} ms`)
  }
  nothingLeft(t, box)
})

/** Plugins that write down what they are told, and a network of them. */
function recorders(t: Test, scripts: Record<string, string>) {
  const directory = newDirectory(t)
  const log = join(directory, 'log')
  for (const [name, script] of Object.entries(scripts)) {
    const lines = [
      '#!/bin/sh',
      `{ echo "$CNI_COMMAND ${name} $CNI_CONTAINERID $CNI_IFNAME $CNI_NETNS"`,
      `cat; echo; } >> ${log}`,
      script,
    ]
    writeFileSync(join(directory, name), lines.join('\n'), { mode: 0o755 })
  }
  const file = join(directory, 'net.conflist')
  const plugins = Object.keys(scripts).map((type) => ({
    type,
    own: type,
    capabilities: { portMappings: type === 'first' },
  }))
  const network = { cniVersion: '1.0.0', name: 'recorded', plugins }
  writeFileSync(file, JSON.stringify(network))
  const calls = () => {
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
    return lines
      .filter((_, index) => index % 2 === 0)
      .map((line, index) => {
        const [command, type, id, ifname, netns] = line.split(' ')
        const config = JSON.parse(lines[index * 2 + 1] ?? '')
        return { command, type, id, ifname, netns, config }
      })
  }
  const path = `${directory}:${beside}`
  return { options: ['--net', file, '--cni-path', path], calls, file }
}

const SAYS = (text: string) => `printf %s '${text}'`
const RESULT = SAYS('{"cniVersion":"1.0.0","ips":[]}')
const FAILS = `${SAYS(
  '{"cniVersion":"1.0.0","code":142,"msg":"no such thing","details":"line 1\\nline 2"}',
)}; exit 1`

t.test('plugins of a list are called in its order, and back', async (t) => {
  const { options, calls } = recorders(t, { first: RESULT, second: RESULT })
  const box = makeBox(t, { args: ['true'] })
  const ended = await runBox(t, box, [...options, '-p', '127.0.0.1:80:81'])
  t.match(ended, { status: 0, stdout: '', stderr: '' })
  const made = calls()
  const order = made.map(({ command, type }) => `${command} ${type}`)
  t.same(order, ['ADD first', 'ADD second', 'DEL second', 'DEL first'])
  const portMappings = [
    { hostPort: 80, containerPort: 81, protocol: 'tcp', hostIP: '127.0.0.1' },
  ]
  const prevResult = { cniVersion: '1.0.0', ips: [] }
  const base = { cniVersion: '1.0.0', name: 'recorded' }
  const first = { ...base, type: 'first', own: 'first' }
  const second = { ...base, type: 'second', own: 'second', prevResult }
  t.same(
    made.map(({ config }) => config),
    [
      { ...first, runtimeConfig: { portMappings } },
      second,
      second,
      { ...first, runtimeConfig: { portMappings }, prevResult },
    ],
  )
  for (const { id, ifname, netns } of made) {
    t.match(id, /^box-[0-9a-f]{16}$/)
    t.equal(ifname, 'eth0')
    t.equal(netns, join(box.root, 'box/netns'))
  }
  nothingLeft(t, box)
})

t.test('a plugin that fails is quoted, and all is taken back', async (t) => {
  const { options, calls } = recorders(t, { first: RESULT, second: FAILS })
  const box = makeBox(t, { args: ['true'] })
  const { status, stderr } = await runBox(t, box, options)
  t.equal(status, 1)
  t.match(
    stderr,
    /^mini-runc: CNI plugin "second" failed at ADD: no such thing \(code 142\)\n {2}said {2}line 1\n {8}line 2\n$/,
  )
  const order = calls().map(({ command, type }) => `${command} ${type}`)
  t.same(order.slice(0, 2), ['ADD first', 'ADD second'])
  t.same(order.slice(2), ['DEL second', 'DEL first'], 'each is asked')
  // DEL of the second one fails, so it can be called again.
  t.match(await inBox(t, box, ['state', 'box']), { stdout: /stopped/ })
})

for (const [what, script, stderr] of [
  [
    'a crash',
    'echo oops >&2; kill -9 $$',
    /ended with SIGKILL\n {2}said {2}oops/,
  ],
  ['no JSON', SAYS('hello'), /answer to be JSON .*\n {2}said {2}hello/],
  ['too much', 'yes 1 | head -c 2000000', /answer to be JSON/],
] as const)
  t.test(`a plugin that ends with ${what}`, async (t) => {
    const dying = `[ $CNI_COMMAND = DEL ] || { ${script}; }`
    const { options } = recorders(t, { first: dying })
    const box = makeBox(t, { args: ['true'] })
    t.match(await runBox(t, box, options), { status: 1, stderr })
    nothingLeft(t, box)
  })

t.test('after mini-cni somebody fails: its work is undone', async (t) => {
  const failing = `[ $CNI_COMMAND = DEL ] || { ${FAILS}; }`
  const { options, file } = recorders(t, { second: failing })
  const network = JSON.parse(readFileSync(file, 'utf8'))
  const ipam = { type: 'host-local', ranges: [[{ subnet: '10.5.0.0/24' }]] }
  const bridge = { type: 'mini-cni', bridge: 'br5', isGateway: true, ipam }
  network.name = 'mini'
  network.plugins.unshift(bridge)
  writeFileSync(file, JSON.stringify(network))
  const box = makeBox(t, { args: ['true'] })
  t.match(await runBox(t, box, options), { status: 1, stderr: /code 142/ })
  nothingLeft(t, box)
})

t.test(
  'what cannot be asked for is told before anything is made',
  async (t) => {
    const { options, file } = recorders(t, { second: RESULT })
    const box = makeBox(t, { args: ['true'] })
    const wrong = join(newDirectory(t), 'wrong.conf')
    writeFileSync(
      wrong,
      '{"cniVersion": "1.0.0", "name": "a", "type": "../sh"}',
    )
    const cases: readonly (readonly [string[], RegExp])[] = [
      [[...options, '-p', '80:80'], /"recorded" to be able to publish ports/],
      [
        ['--net', file, '--cni-path', '/none'],
        /"second" to be a program in "\/none"/,
      ],
      [['--net', '/none.conf'], /ENOENT/],
      [
        ['--net', wrong],
        /"\/type" in ".*wrong.conf" to be the name of a program/,
      ],
      [['--net', '/bin/busybox'], /to be JSON/],
    ]
    for (const [words, stderr] of cases)
      t.match(await runBox(t, box, words), { status: 1, stderr }, `${stderr}`)
    nothingLeft(t, box)
  },
)

t.test('the plugins of others', async (t) => {
  const dataDir = newDirectory(t)
  const file = join(newDirectory(t), 'net.conf')
  const ipam = { type: 'host-local', subnet: '10.6.0.0/24', dataDir }
  const bridge = { type: 'bridge', bridge: 'br6', isGateway: true, ipam }
  const network = { cniVersion: '1.0.0', name: 'theirs', ...bridge }
  writeFileSync(file, JSON.stringify(network))
  const box = makeBox(t, { args: ['busybox', 'ip', 'addr'] })
  const { stdout, ...rest } = await runBox(t, box, ['--net', file])
  t.match(rest, { status: 0, stderr: '' })
  t.match(stdout, /eth0@.*\n.*\n.*inet 10\.6\.0\.2\/24/)
  t.same(nsfsMounts(), nothing.mounts)
  // Their bridge stays, as with everybody.
  withNetlink(undefined, (socket) => t.ok(removeLink(socket, 'br6')))
  nothingLeft(t, box)
})

t.test('--explain shows how it comes about', async (t) => {
  const box = makeBox(t, { args: ['true'] })
  const options = ['--net', 'bridge', '--explain', '--dry-run']
  const { stdout, status } = await runBox(t, box, options)
  t.equal(status, 0)
  t.match(stdout, /unshare\(CLONE_NEWNET\)/)
  t.match(stdout, /execve\("mini-cni", .*"CNI_COMMAND=ADD"/)
  t.match(stdout, /setns\(/)
  nothingLeft(t, box)
})
