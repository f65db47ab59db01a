/**
 * Several machines for real, and the network between them.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { build } from 'esbuild'
import t, { type Test } from 'tap'

import type { Cluster, ClusterNode } from '../provider.ts'
import { QemuProvider } from './provider.ts'
import { place, processesOf, run } from './test/guests.ts'

const silent = () => undefined

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Start nodes, and end them with the test. */
async function started(
  t: Test,
  dir: string,
  share: string,
  names: readonly string[],
  addresses: readonly string[] = [],
): Promise<Cluster> {
  const provider = new QemuProvider({ run: dir })
  t.teardown(async () => (await provider.findCluster())?.stop())
  const nodes = names.map((name, index) => ({
    name,
    address: addresses[index] ?? null,
  }))
  return provider.startCluster({ share, nodes }, silent)
}

async function stdout(node: ClusterNode | undefined, command: string) {
  if (node === undefined) throw new Error('Expected a node but found none')
  const { code, stdout, stderr } = await run(node.machine, command)
  if (code === 0) return stdout.trim()
  throw new Error(`Expected status 0 but found ${code}: ${stderr}`)
}

/** Of three, how many answer. A switch that has just seen an address may lose one. */
async function answers(node: ClusterNode | undefined, address: string) {
  const command = `ping -c 3 -i 0.3 -W 3 ${address} || true`
  const text = await stdout(node, command)
  return Number(/(\d) received/.exec(text)?.[1])
}

t.test('two machines', async (t) => {
  const { share, run: dir } = place(t)
  const cluster = await started(t, dir, share, ['node1', 'node2'])
  const [one, two] = cluster.nodes

  t.test('are two, and know which', async (t) => {
    const each = (command: string) =>
      Promise.all(cluster.nodes.map((node) => stdout(node, command)))
    t.same(await each('hostname'), ['node1', 'node2'])
    const boots = await each('cat /proc/sys/kernel/random/boot_id')
    t.not(boots[0], boots[1])
    const seeds = await each('head -c 16 /dev/urandom | od -An -tx1')
    t.not(seeds[0], seeds[1])
    const macs = await each('cat /sys/class/net/eth1/address')
    t.same(macs, [one?.mac, two?.mac])
    t.not(macs[0], macs[1])
  })

  t.test('have the link up, and no address', async (t) => {
    const link = await stdout(one, 'ip -br addr show dev eth1')
    t.match(link, /^eth1 +(UP|UNKNOWN)/)
    t.notMatch(link, /\d+\.\d+\.\d+\.\d+/)
    t.match(await stdout(one, 'ip -br link'), /^eth0 /m)
  })

  t.test('reach each other once a lab gives addresses', async (t) => {
    await stdout(one, 'ip addr add 10.1.0.1/24 dev eth1')
    t.equal(await answers(one, '10.1.0.2'), 0, 'nobody is there yet')
    await stdout(two, 'ip addr add 10.1.0.2/24 dev eth1')
    t.ok((await answers(one, '10.1.0.2')) >= 2)
    t.ok((await answers(two, '10.1.0.1')) >= 2)
    const text = await stdout(one, 'ip neigh show 10.1.0.2')
    t.match(text, new RegExp(`lladdr ${two?.mac}`))
  })

  t.test('carry large frames, and a stream of them', async (t) => {
    const size = 'ping -c 1 -W 3 -M do -s 1472 10.1.0.2'
    t.match(await stdout(one, size), / 0% packet loss/)
    // A listener with nothing more to say would hang up at once.
    const listen = 'mkfifo /tmp/f && timeout 60 busybox nc -l -p 9999 0<>/tmp/f'
    const sum = stdout(two, `${listen} | sha256sum`)
    await pause(500)
    const bytes = 'head -c 4000000 /dev/urandom > /tmp/b'
    const send = 'timeout 60 busybox nc 10.1.0.2 9999 < /tmp/b > /dev/null'
    const sent = await stdout(one, `${bytes} && ${send}; sha256sum < /tmp/b`)
    t.equal(await sum, sent)
  })

  t.test('carry a VXLAN', async (t) => {
    const tunnel = (local: number, remote: number) =>
      `ip link add vx0 type vxlan id 42 dstport 4789 dev eth1 \
        local 10.1.0.${local} remote 10.1.0.${remote} &&
        ip addr add 10.9.0.${local}/24 dev vx0 && ip link set vx0 up`
    await Promise.all([stdout(one, tunnel(1, 2)), stdout(two, tunnel(2, 1))])
    t.ok((await answers(one, '10.9.0.2')) >= 2)
    const counter = 'cat /sys/class/net/vx0/statistics/rx_packets'
    t.ok(Number(await stdout(two, counter)) >= 2)
  })

  t.test('hear nothing of their own frames', async (t) => {
    const count = async (node: typeof one, what: string) =>
      Number(await stdout(node, `cat /sys/class/net/eth1/statistics/${what}`))
    const sent = await count(one, 'tx_packets')
    const told = await count(two, 'tx_packets')
    const heard = await count(one, 'rx_packets')
    await answers(one, '10.1.0.77')
    const hears = (await count(one, 'rx_packets')) - heard
    t.ok((await count(one, 'tx_packets')) - sent >= 2)
    t.ok(hears <= (await count(two, 'tx_packets')) - told, `${hears} frames`)
  })

  t.test('keep the other when one is reset', async (t) => {
    await stdout(two, 'touch /tmp/here')
    const fresh = await (one as ClusterNode).machine.reset(silent)
    const again = { ...(one as ClusterNode), machine: fresh }
    t.equal(await stdout(again, 'hostname'), 'node1')
    t.equal(await stdout(two, 'ls /tmp/here'), '/tmp/here')
    t.notMatch(await stdout(again, 'ip addr show dev eth1'), /10\.1\.0\.1/)
    await stdout(again, 'ip addr add 10.1.0.1/24 dev eth1')
    t.ok((await answers(again, '10.1.0.2')) >= 2)
  })

  t.test('are found again, and started once', async (t) => {
    const provider = new QemuProvider({ run: dir })
    const found = await provider.findCluster()
    t.same(
      found?.nodes.map(({ name }) => name),
      ['node1', 'node2'],
    )
    const again = await started(t, dir, share, ['node1', 'node2'])
    t.same(
      again.nodes.map(({ machine }) => machine.info.pid),
      found?.nodes.map(({ machine }) => machine.info.pid),
    )
    t.equal(await provider.find(), null, 'they are not the single machine')
  })

  t.test('leave nothing when they are stopped', async (t) => {
    const found = await new QemuProvider({ run: dir }).findCluster()
    await found?.stop()
    t.same(processesOf(`${dir}.nodes`), [])
    t.notOk(existsSync(`${dir}.nodes`))
    t.equal(await new QemuProvider({ run: dir }).findCluster(), null)
  })
})

t.test('three machines with addresses of their own', async (t) => {
  const { share, run: dir } = place(t)
  const names = ['a', 'b', 'c']
  const addresses = names.map((_, index) => `10.2.0.${index + 1}/24`)
  const { nodes } = await started(t, dir, share, names, addresses)
  t.ok((await answers(nodes[0], '10.2.0.2')) >= 2)
  t.ok((await answers(nodes[1], '10.2.0.3')) >= 2)
  t.ok((await answers(nodes[2], '10.2.0.1')) >= 2)
})

t.test('a single machine sees nothing of such a network', async (t) => {
  const { share, run: dir } = place(t)
  const provider = new QemuProvider({ run: dir })
  const machine = await provider.start({ share }, silent)
  t.teardown(() => machine.stop())
  const { stdout } = await run(machine, 'ls /sys/class/net && hostname')
  t.match(stdout, /^eth0$[\s\S]*^lab$/m)
  t.notMatch(stdout, /eth1/)
})

t.test('a share that may not be read leaves no half cluster', async (t) => {
  const { base, share, run: dir } = place(t)
  chmodSync(share, 0o700)
  await t.rejects(started(t, dir, share, ['node1', 'node2']), {
    message: /chmod -R a\+rX/,
  })
  t.same(processesOf(`${dir}.nodes`), [])
  t.same(
    readdirSync(base).filter((name) => !name.endsWith('.lock')),
    ['share'],
  )
})

t.test('Ctrl-C while they start leaves nothing', async (t) => {
  const { share, run: dir } = place(t)
  const script = join(t.testdir(), 'start.mjs')
  await build({
    stdin: {
      contents: `import { QemuProvider } from './provider.ts'
        const provider = new QemuProvider({ run: ${JSON.stringify(dir)} })
        const nodes = [{ name: 'node1' }, { name: 'node2' }]
        const share = ${JSON.stringify(share)}
        await provider.startCluster({ share, nodes }, console.log)`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile: script,
  })
  for (const delay of [30, 400, 900]) {
    const argv = ['-u', 'NODE_OPTIONS', process.execPath, script]
    const child = spawn('env', argv)
    for await (const data of child.stdout) {
      if (String(data).includes('Starting')) break
    }
    await pause(delay)
    child.kill('SIGINT')
    await once(child, 'close')
    await pause(200)
    t.same(processesOf(dirname(dir)), [], `after ${delay} ms`)
    t.notOk(existsSync(`${dir}.nodes`))
  }
})
