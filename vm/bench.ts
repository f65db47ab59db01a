/**
 * How long a template takes, and how long a start and a reset.
 *
 *     npx esbuild vm/bench.ts --bundle --platform=node --format=esm \
 *       --packages=external --outfile=.cache/bench.mjs && node .cache/bench.mjs
 *
 * `--template` builds the template anew first; `--runs N` (10) repeats;
 * `--nodes N` times clusters of N machines; `--load N` has N processes compute
 * meanwhile, as if others used the computer. Ready means: a command was run in
 * the guest, or in all of them.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { cacheDir } from './host/paths.ts'
import type { Cluster, Machine } from './provider.ts'
import { QemuProvider } from './qemu/provider.ts'

const quiet = () => undefined

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    template: { type: 'boolean', default: false },
    nodes: { type: 'string', default: '1' },
    load: { type: 'string', default: '0' },
  },
})

const base = mkdtempSync('/run/labs-bench-')
const share = join(base, 'share')
chmodSync(base, 0o755)
mkdirSync(share)
const others = startLoad(Number(values.load))
process.on('exit', () => {
  for (const child of others) child.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true })
})
await bench(Number(values.runs))
for (const child of others) child.kill('SIGKILL')

async function bench(runs: number): Promise<void> {
  if (values.template) {
    rmSync(join(cacheDir(), 'templates'), { recursive: true, force: true })
  }
  const provider = new QemuProvider({ run: join(base, 'vm') })
  const [building] = await timed(() => provider.prepare(progress))
  print('template', [building])

  const starts: number[] = []
  const resets: number[] = []
  const commands: number[] = []
  for (let run = 0; run < runs; run++) {
    const [startMs, machines] = await timed(() => start(provider))
    const [resetMs, fresh] = await timed(() => reset(machines))
    const [commandMs] = await timed(() => allReady(fresh.machines))
    starts.push(startMs)
    resets.push(resetMs)
    commands.push(commandMs)
    await fresh.stop()
  }
  print('start', starts)
  print('reset', resets)
  print('command', commands)
}

/** One machine, or a cluster of them. */
interface Machines {
  readonly machines: readonly Machine[]
  reset(): Promise<Machines>
  stop(): Promise<void>
}

async function start(provider: QemuProvider): Promise<Machines> {
  const count = Number(values.nodes)
  const nodes = Array.from({ length: count }, (_, n) => ({ name: `n${n}` }))
  const started =
    count === 1
      ? single(await provider.start({ share }, quiet))
      : several(await provider.startCluster({ share, nodes }, quiet))
  await allReady(started.machines)
  return started
}

function single(machine: Machine): Machines {
  const reset = async () => single(await machine.reset(quiet))
  return { machines: [machine], reset, stop: () => machine.stop() }
}

function several(cluster: Cluster): Machines {
  const machines = cluster.nodes.map(({ machine }) => machine)
  const reset = async () => several(await cluster.reset(quiet))
  return { machines, reset, stop: () => cluster.stop() }
}

async function reset(machines: Machines): Promise<Machines> {
  const fresh = await machines.reset()
  await allReady(fresh.machines)
  return fresh
}

function allReady(machines: readonly Machine[]) {
  return Promise.all(machines.map(ready))
}

function startLoad(count: number): ChildProcess[] {
  return Array.from({ length: count }, () =>
    spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' }),
  )
}

async function ready(machine: Machine): Promise<Machine> {
  const child = machine.spawn('true')
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`Expected status 0 but found ${code}`)
  return machine
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const start = performance.now()
  const value = await work()
  return [performance.now() - start, value]
}

function print(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) =>
    `${Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)} ms`
  const load = loadavg()[0]?.toFixed(1)
  process.stdout.write(
    `${name.padEnd(10)} median ${at(0.5)}  best ${at(0)}  worst ${at(1)}` +
      `  (${times.length} runs, load ${load})\n`,
  )
}

function progress(line: string): void {
  process.stdout.write(
    `  ${(performance.now() / 1000).toFixed(1)} s  ${line}\n`,
  )
}
