/** Networks of the kit's, and judged programs that will not stay in theirs. */
import t from 'tap'
import type { Bench } from '../bench.ts'
import {
  dropNetns,
  makeNetns,
  type Netns,
  netnsOf,
  networkOf,
  runIn,
} from '../network/namespaces.ts'
import { nativeBench } from '../test/native-bench.ts'

t.jobs = 1

const MS = 5_000

/** A judged program, started in a network of the kit's. */
async function startIn(bench: Bench, { handle }: Netns, script: string) {
  const { job } = await bench.call('start', {
    argv: ['/bin/sh', '-c', script],
    cwd: '/',
    folder: bench.path('script'),
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    descriptors: {},
    timeoutMs: MS,
    netns: handle,
  })
  const ending = await bench.call('wait', { job, timeoutMs: MS })
  await bench.call('kill', { job })
  return ending
}

t.test('what is made in one network is in no other', async (t) => {
  const bench = await nativeBench(t)
  const [one, two] = [await makeNetns(bench, '1'), await makeNetns(bench, '2')]
  t.not(one.inode, two.inode)
  const script = `ip link add d0 type bridge && readlink /proc/self/ns/net`
  const ending = await startIn(bench, one, script)
  t.match(ending, { code: 0, stdout: `net:[${one.inode}]\n` }, ending.stderr)
  const names = async (netns: Netns | null) =>
    (await networkOf(bench, netns)).links.map(({ name }) => name)
  t.same(await names(one), ['lo', 'd0'])
  t.same(await names(two), ['lo'])
  t.same(await names(null), ['lo'])
  const { links } = await networkOf(bench, two)
  t.match(links, [{ isUp: true }])
  t.same(await bench.call('leftovers', {}), [], 'they are nobody’s leftovers')
})

t.test('the network of a process is held until it is let go', async (t) => {
  const bench = await nativeBench(t)
  const host = await makeNetns(bench, 'host')
  const { job, pid } = await bench.call('start', {
    argv: ['unshare', '--net', 'sh', '-c', 'echo ready; read line'],
    cwd: '/',
    folder: bench.path('script'),
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    descriptors: {},
    timeoutMs: MS,
    netns: host.handle,
  })
  const text = 'ready'
  await bench.call('awaitOutput', { job, text, timeoutMs: MS })
  const held = await netnsOf(bench, pid)
  if (held === null) return t.fail('it is gone')
  t.not(held.inode, host.inode)
  await bench.call('kill', { job })
  t.equal(await netnsOf(bench, pid), null, 'nobody is in there')
  t.match((await networkOf(bench, held)).links, [{ name: 'lo', isUp: false }])
  await dropNetns(bench, held)
  await t.rejects(networkOf(bench, held), /a namespace of this run/)
  t.same(await bench.call('leftovers', {}), [])
})

t.test('who goes into the network of the machine is told of', async (t) => {
  const bench = await nativeBench(t)
  const netns = await makeNetns(bench, 'host')
  const out = `nsenter --net=/proc/${bench.hello.pid}/ns/net`
  const script = `${out} ip link add d0 type bridge &&
    ${out} nft add table inet mine && ${out} ip address add 10.9.9.9/24 dev d0`
  const ending = await startIn(bench, netns, script)
  t.equal(ending.code, 0, ending.stderr)
  t.same(await bench.call('leftovers', {}), [
    'link d0 (bridge)',
    'address 10.9.9.9/24 on d0',
    'nft table inet mine',
  ])
})

t.test('a file that is covered leads nobody elsewhere', async (t) => {
  const bench = await nativeBench(t)
  const [one, two] = [await makeNetns(bench, '1'), await makeNetns(bench, '2')]
  const cover = `mount --bind ${two.path} ${one.path}`
  t.equal((await startIn(bench, one, cover)).code, 0)
  await runIn(bench, one, ['ip', 'link', 'add', 'd0', 'type', 'bridge'])
  const { links } = await networkOf(bench, one)
  t.match(links, [{ name: 'lo' }, { name: 'd0' }])
  t.match((await networkOf(bench, two)).links, { length: 1 })
})

t.test('a tool that somebody put there is not believed', async (t) => {
  for (const lie of [
    'mount --bind /bin/true /usr/sbin/ip',
    'touch /tmp/x; mount -t tmpfs t /usr/sbin',
    'mkdir /tmp/u /tmp/w; mount -t overlay -o lowerdir=/etc,upperdir=/tmp/u,workdir=/tmp/w o /etc; echo /tmp/x > /etc/ld.so.preload',
  ]) {
    const bench = await nativeBench(t)
    const netns = await makeNetns(bench, '1')
    const ending = await startIn(bench, netns, lie)
    t.equal(ending.code, 0, `${lie}: ${ending.stderr}`)
    await t.rejects(networkOf(bench, netns), /Somebody changed "\/(usr|etc)\//)
    const left = await bench.call('leftovers', {})
    t.match(left.join('\n'), /^network: Somebody changed/m)
  }
})

t.test(
  'only networks of this run are entered, and only tools are run',
  async (t) => {
    const bench = await nativeBench(t)
    const netns = await makeNetns(bench, '1')
    const foreign = { ...netns, handle: '/proc/1/ns/net' }
    await t.rejects(networkOf(bench, foreign), /a namespace of this run/)
    await t.rejects(runIn(bench, netns, ['rm', '-r', '/']), /has no "rm"/)
    await t.rejects(
      runIn(bench, netns, ['ip', 'link', 'add']),
      /status \d+: \S/,
    )
    await t.rejects(makeNetns(bench, '1'), /EEXIST/)
  },
)
