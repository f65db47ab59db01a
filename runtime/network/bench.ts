/**
 * How long ADD and DEL take, beside the plugins of the CNI project.
 *
 *     for name in network/bench cli/mini-cni; do
 *       npx esbuild runtime/$name.ts --bundle --platform=node --format=cjs \
 *         --packages=external --outfile=.cache/$(basename $name).cjs
 *     done
 *     sudo node .cache/bench.cjs --runs 20
 *
 * Each run attaches a container and detaches it again: with `mini-cni`, which
 * does all in one process, and with the chain of `bridge` (which starts
 * `host-local`), `portmap` and `firewall`. They take turns, and work for a
 * network and a /run of their own. One port is published.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeNetns, removeNetns } from '../linux/network/netns.ts'
import { MS_PRIVATE, MS_REC } from '../sys/constants/mounts.ts'
import { CLONE_NEWNET, CLONE_NEWNS } from '../sys/constants/processes.ts'
import { syscall } from '../sys/libc.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    plugins: { type: 'string', default: '/usr/lib/cni' },
  },
})

/** A plugin: how it is started, and what only its configuration says. */
interface Plugin {
  readonly command: readonly string[]
  readonly config: Record<string, unknown>
}

const base = mkdtempSync(join(tmpdir(), 'labs-bench-'))
process.on('exit', () => rmSync(base, { recursive: true, force: true }))

const NETWORK = {
  bridge: 'br-bench',
  isDefaultGateway: true,
  ipMasq: true,
  ipam: {
    type: 'host-local',
    dataDir: join(base, 'leases'),
    ranges: [[{ subnet: '10.99.0.0/16' }]],
  },
}
const PORTS = {
  runtimeConfig: {
    portMappings: [{ hostPort: 18080, containerPort: 80, protocol: 'tcp' }],
  },
}

const debian = (name: string, config: Record<string, unknown>): Plugin => ({
  command: [join(values.plugins, name)],
  config,
})

const CANDIDATES: Readonly<Record<string, readonly Plugin[]>> = {
  'mini-cni': [
    {
      command: [
        process.execPath,
        join(dirname(process.argv[1] ?? ''), 'mini-cni.cjs'),
      ],
      config: { ...NETWORK, ...PORTS },
    },
  ],
  'bridge + portmap + firewall': [
    debian('bridge', NETWORK),
    debian('portmap', { capabilities: { portMappings: true }, ...PORTS }),
    debian('firewall', { backend: 'iptables' }),
  ],
}

/** Calls plugins one after the other; each gets the result of the one before. */
function callAll(
  plugins: readonly Plugin[],
  command: string,
  netns: string,
  result?: unknown,
): unknown {
  let prevResult = result
  for (const { command: argv, config } of plugins) {
    const [file = '', ...args] = argv
    const { stdout, status } = spawnSync(file, args, {
      input: JSON.stringify({
        cniVersion: '1.0.0',
        name: 'bench',
        ...config,
        prevResult,
      }),
      env: {
        PATH: process.env.PATH,
        NODE_PATH: process.env.NODE_PATH,
        CNI_COMMAND: command,
        CNI_CONTAINERID: 'bench',
        CNI_NETNS: netns,
        CNI_IFNAME: 'eth0',
        CNI_PATH: values.plugins,
      },
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    if (status !== 0) throw new Error(`${file} ${command}: ${stdout}`)
    if (command === 'ADD') prevResult = JSON.parse(stdout)
  }
  return prevResult
}

/** Milliseconds of one ADD and of one DEL. */
function measure(plugins: readonly Plugin[], netns: string) {
  const began = performance.now()
  const result = callAll(plugins, 'ADD', netns)
  const added = performance.now()
  callAll(plugins.toReversed(), 'DEL', netns, result)
  return { ADD: added - began, DEL: performance.now() - added }
}

syscall('unshare', CLONE_NEWNET | CLONE_NEWNS)
syscall('mount', null, '/', null, MS_REC | MS_PRIVATE, null)
syscall('mount', 'tmpfs', '/run', 'tmpfs', 0, null)
const netns = '/run/bench'
makeNetns(netns)
const samples = new Map<string, ReturnType<typeof measure>[]>()
// The first run of each fills the caches, and does not count.
for (let run = 0; run <= Number(values.runs); run += 1)
  for (const [name, plugins] of Object.entries(CANDIDATES)) {
    const sample = measure(plugins, netns)
    if (run > 0) samples.set(name, [...(samples.get(name) ?? []), sample])
  }
removeNetns(netns)
for (const [name, taken] of samples)
  for (const command of ['ADD', 'DEL'] as const) {
    const sorted = taken
      .map((sample) => sample[command])
      .toSorted((a, b) => a - b)
    const [low = 0, high = 0] = [sorted[0], sorted.at(-1)]
    const middle = sorted[sorted.length >> 1] ?? 0
    const figures = [low, middle, high].map((ms) =>
      String(Math.round(ms)).padStart(6),
    )
    process.stdout.write(`${figures.join('')} ms  ${command}  ${name}\n`)
  }
process.stdout.write(
  `min median max of ${values.runs}; load ${loadavg()[0]?.toFixed(1)}\n`,
)
