import t, { type Test } from 'tap'
import type { Bench } from '../bench.ts'
import { nativeBench } from '../test/native-bench.ts'
import { exchange } from './exchange.ts'
import { makeNetns, type Netns, runIn } from './namespaces.ts'

t.jobs = 1

interface Pair {
  readonly bench: Bench
  readonly near: Netns
  readonly far: Netns
}

/** Two networks with a cable between them. */
async function pair(t: Test): Promise<Pair> {
  const bench = await nativeBench(t)
  const near = await makeNetns(bench, 'near')
  const far = await makeNetns(bench, 'far')
  const cable = `link add eth0 type veth peer name eth0 netns ${far.path}`
  await runIn(bench, near, ['ip', ...cable.split(' ')])
  const ends = [
    [near, 1],
    [far, 2],
  ] as const
  for (const [netns] of ends) {
    await runIn(bench, netns, ['ip', 'link', 'set', 'eth0', 'up'])
  }
  for (const [netns, number] of ends) {
    const lines = `address add 10.0.0.${number}/24 dev eth0
      address add fd00::${number}/64 dev eth0 nodad`
    await runIn(bench, netns, ['ip', '-batch', '-'], lines)
  }
  return { bench, near, far }
}

t.test('tokens go both ways, and both ends are known', async (t) => {
  const { bench, near, far } = await pair(t)
  for (const protocol of ['tcp', 'udp'] as const)
    for (const [any, there, here] of [
      ['0.0.0.0', '10.0.0.2', '10.0.0.1'],
      ['::', 'fd00::2', 'fd00::1'],
    ] as const) {
      const seen = await exchange(bench, {
        from: near,
        to: far,
        protocol,
        connect: { address: there, port: 8080 },
        listen: { address: any, port: 8080 },
      })
      t.match(seen, { works: true, error: null, seenFrom: { address: here } })
      t.same(seen.local, seen.seenFrom)
    }
})

t.test('whatever is in the way has a name', async (t) => {
  const { bench, near, far } = await pair(t)
  const ask = (protocol: 'tcp' | 'udp', address: string, port = 80) =>
    exchange(bench, {
      from: near,
      to: far,
      protocol,
      connect: { address, port },
      listen: { address: '0.0.0.0', port: 80 },
      timeoutMs: 200,
    })
  const refused = { works: false, there: false, back: false, seenFrom: null }
  const error = (step: string, code: string) => ({ error: { step, code } })
  t.match(await ask('tcp', '10.0.0.2', 81), refused)
  t.match(await ask('tcp', '10.0.0.2', 81), error('connect', 'ECONNREFUSED'))
  t.match(await ask('udp', '10.0.0.2', 81), error('receive', 'ECONNREFUSED'))
  t.match(await ask('tcp', '10.9.9.9'), error('connect', 'ENETUNREACH'))
  t.match(await ask('udp', '10.9.9.9'), error('connect', 'ENETUNREACH'))
  const rules = `table inet t { chain c { type filter hook input priority 0
    tcp dport 80 drop
    udp sport 80 drop
  }; }`
  await runIn(bench, far, ['nft', '-f', '-'], rules)
  t.match(await ask('tcp', '10.0.0.2'), error('connect', 'TIMEOUT'))
  await runIn(bench, near, ['nft', '-f', '-'], rules)
  const oneWay = await ask('udp', '10.0.0.2')
  t.match(oneWay, { there: true, back: false, works: false })
  t.match(oneWay, error('answer', 'TIMEOUT'))
})

t.test(
  'a network talks to itself, and where a port is taken says so',
  async (t) => {
    const { bench, near } = await pair(t)
    const itself = {
      from: near,
      to: near,
      protocol: 'tcp' as const,
      connect: { address: '127.0.0.1', port: 80 },
      listen: { address: '127.0.0.1', port: 80 },
    }
    t.match(await exchange(bench, itself), { works: true })
    const nowhere = { ...itself, listen: { address: '10.1.1.1', port: 80 } }
    t.match(await exchange(bench, nowhere), {
      error: { step: 'bind', code: 'EADDRNOTAVAIL' },
    })
  },
)
