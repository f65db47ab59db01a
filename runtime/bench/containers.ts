/**
 * How long a container takes from `run` to the end of /bin/true, beside runc and crun.
 *
 *     node labs/cli/bin.js build --solution --out .cache/bin
 *     npx esbuild runtime/bench/containers.ts --bundle --platform=node \
 *       --format=esm --packages=external --outfile=.cache/containers.mjs
 *     sudo node .cache/containers.mjs --runs 30
 *
 * Cold is a program that is started for each container; the programs take turns.
 * Warm is one process that runs containers by the functions of `runtime/oci`, with
 * all that `run` does: claim, state, namespaces, mounts, signals, removal. Its turns
 * are between those of the others, in rounds of several containers, one after the
 * other and two at a time.
 *
 * Bundle and states lie on a tmpfs, as /run is one: no disk has a say.
 *
 * The bundle is the same for all: that of `mini-runc spec`, with a static /bin/true,
 * without limits. runc makes a cgroup for it nevertheless, in every hierarchy that
 * is mounted, and cannot be told not to; where `--cgroup` is given (only cgroup2
 * mounted), ours makes one as well. A runtime that does not run here is left out.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { loadBundle } from '../oci/bundle.ts'
import { runRecorded } from '../oci/run-recorded.ts'
import { defaultSpec } from '../spec/default-spec.ts'
import { MS_PRIVATE, MS_REC } from '../sys/constants/mounts.ts'
import { CLONE_NEWNS } from '../sys/constants/processes.ts'
import { toElf } from '../sys/elf.ts'
import { ARCH, syscall } from '../sys/libc.ts'
import { Program } from '../sys/program.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    program: { type: 'string', default: '.cache/bin/mini-runc' },
    cgroup: { type: 'boolean', default: false },
  },
})

/** Containers in one round of a process that stays. */
const ROUND = 10
/** Rounds before anything counts: such a process has been there for a while. */
const WARM_UP = 20

/** What was measured of one way to run containers, once each round. */
interface Sample {
  /** Milliseconds a container. */
  readonly wall: number
  /** Milliseconds a container, of the runtime and all its children. */
  readonly cpu: number
}

type Way = () => Promise<Sample>

const base = '/mnt'
const bundle = join(base, 'bundle')
const root = join(base, 'state')
// Nobody else sees it, and it is gone when we are.
syscall('unshare', CLONE_NEWNS)
syscall('mount', null, '/', null, MS_REC | MS_PRIVATE, null)
syscall('mount', 'tmpfs', base, 'tmpfs', 0, null)
makeBundle()
await compare(ways())

function makeBundle(): void {
  const spec = defaultSpec()
  const { process, mounts = [], linux } = spec
  const program = join(bundle, 'rootfs/bin/true')
  mkdirSync(join(program, '..'), { recursive: true })
  writeFileSync(program, toElf(new Program(), { arch: ARCH }))
  chmodSync(program, 0o755)
  const config = {
    ...spec,
    process: { ...process, args: ['/bin/true'] },
    mounts: mounts.filter(({ type }) => type !== 'cgroup'),
    linux: { ...linux, ...(values.cgroup && { resources: {} }) },
  }
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
}

function ways(): ReadonlyMap<string, Way> {
  const cold: Readonly<Record<string, readonly string[]>> = {
    'mini-runc': [resolve(values.program), '--root', root],
    runc: ['runc', '--root', join(base, 'runc')],
    crun: ['crun', '--root', join(base, 'crun')],
  }
  const programs = Object.entries(cold)
    .filter(([name, command]) => runs(name, command))
    .map(([name, command]) => [name, () => started(command)] as const)
  return new Map<string, Way>([
    ...programs,
    ['warm', () => kept(1)],
    ['warm, two at a time', () => kept(2)],
  ])
}

function runs(name: string, command: readonly string[]): boolean {
  const { status, stderr } = start(command)
  if (status === 0) return true
  print(`${name} does not run here: ${stderr.trim().split('\n').at(-1)}`)
  return false
}

function start([program = '', ...args]: readonly string[]) {
  const all = [...args, 'run', '--bundle', bundle, 'bench']
  return spawnSync(program, all, { encoding: 'utf8' })
}

async function started(command: readonly string[]): Promise<Sample> {
  return measured(1, async () => {
    if (start(command).status !== 0) throw new Error(`${command[0]} failed`)
  })
}

/** A round of containers in this process. */
async function kept(lanes: number): Promise<Sample> {
  return measured(ROUND, async () => {
    const lane = async (number: number) => {
      for (let turn = 0; turn < ROUND / lanes; turn++)
        await runHere(`bench-${number}`)
    }
    await Promise.all(
      Array.from({ length: lanes }, (_, number) => lane(number)),
    )
  })
}

async function runHere(id: string): Promise<void> {
  const ending = await runRecorded(loadBundle(bundle), { id, root }, {})
  const { kind } = ending
  if (kind !== 'exited' || ending.code !== 0)
    throw new Error(`Expected status 0 but found ${JSON.stringify(ending)}`)
}

async function measured(
  containers: number,
  work: () => Promise<void>,
): Promise<Sample> {
  const [began, before] = [performance.now(), cpuTime()]
  await work()
  const wall = (performance.now() - began) / containers
  return { wall, cpu: (cpuTime() - before) / containers }
}

/** Milliseconds of this process and of all its children that ended. */
function cpuTime(): number {
  const [SELF, CHILDREN] = [0, -1]
  return usageOf(SELF).cpu + usageOf(CHILDREN).cpu
}

/** @see getrusage(2) */
function usageOf(who: number): { cpu: number; peak: number } {
  const usage = Buffer.alloc(144)
  syscall('getrusage', who, usage)
  const time = (offset: number) =>
    Number(usage.readBigInt64LE(offset)) * 1e3 +
    Number(usage.readBigInt64LE(offset + 8)) / 1e3
  return { cpu: time(0) + time(16), peak: Number(usage.readBigInt64LE(32)) }
}

async function compare(all: ReadonlyMap<string, Way>): Promise<void> {
  const samples = new Map([...all.keys()].map((name) => [name, [] as Sample[]]))
  for (let turn = 0; turn < WARM_UP; turn++) await kept(1)
  for (let run = 0; run < Number(values.runs); run++)
    for (const [name, way] of all) samples.get(name)?.push(await way())
  print('milliseconds a container     wall   (min)     cpu   a second')
  for (const [name, list] of samples) print(row(name, list))
  const own = Math.round(usageOf(0).peak / 1024)
  print(`runs ${values.runs}; this process ${own} MB; load ${loadavg()[0]}`)
}

function row(name: string, samples: readonly Sample[]): string {
  const walls = samples.map(({ wall }) => wall)
  const wall = median(walls)
  const figures = [wall, Math.min(...walls), median(samples.map((s) => s.cpu))]
  const columns = [...figures, 1000 / wall].map((n) => n.toFixed(1).padStart(8))
  return name.padEnd(24) + columns.join('')
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
