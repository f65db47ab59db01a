/**
 * Docker's own engine, with the judged program as one of its runtimes:
 *
 *     docker ─▶ dockerd ─▶ containerd ─▶ shim ─▶ judged program ─▶ container
 *
 * It is started in a network and a mount namespace of the kit's, and everything
 * it writes is below a folder of the run: when it ends, its bridges, rules,
 * sockets and mounts are gone with it, and the guest is as it was before.
 *
 * Daemons and containers go into cgroups below a slice:
 *
 *     <slice>/<leaf>/daemons            dockerd, containerd, shims, runtimes
 *     <slice>/<leaf>/containers/<id>    what the kernel is asked about
 *
 * @see dockerd(8)
 */
import type { Ending, Entry } from '../agent/protocol.ts'
import type { Bench } from '../bench.ts'
import { HOST_ENV } from '../container.ts'
import { type LabNetwork, makeLabNetwork } from '../network/lab-network.ts'
import { cgroupsPathOf, leafOf, makeSlice } from '../slice.ts'

/** What `docker run --runtime` is given, whatever program is judged. */
export const RUNTIME = 'mini-runc'

/** Programs of the guest without which there is no engine. */
export const PROGRAMS_OF_DOCKER = [
  ...['/usr/bin/docker', '/usr/sbin/dockerd'],
  ...['/usr/bin/containerd', '/usr/bin/containerd-shim-runc-v2'],
]

/** It says so when it can be talked to. */
const READY = 'API listen on'
const START_MS = 12_000
const STOP_MS = 4_000
/** All checks of a lab, and some patience. */
const LIFE_MS = 180_000

export interface Engine {
  /** Folder of all that it writes. */
  readonly folder: string
  readonly socket: string
  readonly job: number
  readonly network: LabNetwork
  /** Folder of the cgroup in which there is one for each container. */
  readonly cgroup: string
}

/** What a person would look at if it does not come up. */
export class EngineError extends Error {
  constructor(log: string) {
    super(`Docker does not start on this machine: ${log.slice(-1000)}`)
    this.name = 'EngineError'
  }
}

/**
 * Start an engine; it ends with the run.
 *
 * @throws {EngineError} If it does not come up: nobody judged has had a say yet.
 * @throws {AgentError} If this machine lacks what a slice needs.
 */
export async function startEngine(bench: Bench): Promise<Engine> {
  const name = `docker-${bench.seed.hex('folder of docker', 3)}`
  const folder = bench.path(name)
  const slice = await makeSlice(bench, 'docker', BOUNDS)
  const placed = { name: 'docker', slice }
  const leaf = leafOf(bench, placed) ?? ''
  const network = await makeLabNetwork(bench, 'host of docker', 'its world')
  await bench.call('write', { entries: entriesOf(name, folder) })
  const socket = `${folder}/socket`
  const { job } = await bench.call('start', {
    argv: argvOf(bench, folder, leaf, cgroupsPathOf(bench, placed) ?? ''),
    cwd: folder,
    folder,
    env: engineEnv(folder),
    descriptors: {},
    netns: network.host.handle,
    cgroup: leaf,
    timeoutMs: bench.patience(LIFE_MS),
  })
  const cgroup = `${leaf}/containers`
  const engine = { folder, socket, job, network, cgroup }
  bench.atEnd(() => stopEngine(bench, engine))
  await awaitEngine(bench, engine)
  return engine
}

function entriesOf(name: string, folder: string): Entry[] {
  const text = containerdConfig(folder)
  return [
    { kind: 'text', path: `${name}/containerd.toml`, text },
    { kind: 'directory', path: `${name}/tmp` },
    { kind: 'directory', path: `${name}/home` },
  ]
}

/** Programs in Go have a thread for everything, and Node some more. */
const BOUNDS = { 'memory.max': `${416 * 1024 * 1024}`, 'pids.max': '400' }

export function engineEnv(folder: string): Record<string, string> {
  return { ...HOST_ENV, HOME: `${folder}/home`, TMPDIR: `${folder}/tmp` }
}

async function awaitEngine(bench: Bench, { job }: Engine): Promise<void> {
  const { stdout, stderr } = await bench.call('awaitOutput', {
    job,
    text: READY,
    timeoutMs: bench.patience(START_MS),
  })
  if (!stdout.includes(READY)) throw new EngineError(`${stdout}${stderr}`)
}

/**
 * Containers that are left are killed by the daemon, which then ends; what the
 * script waits for is the end of its input.
 */
async function stopEngine(bench: Bench, { job }: Engine): Promise<Ending> {
  await bench.call('send', { job, text: '', end: true })
  const timeoutMs = bench.patience(STOP_MS)
  const ending = await bench.call('wait', { job, timeoutMs })
  await bench.call('kill', { job })
  return ending
}

/**
 * The folders that daemons and shims have by name are covered by ones that end
 * with the mount namespace. A containerd that dockerd starts has fifteen seconds,
 * which an emulated guest may need for less: it is started first. The cgroup is
 * removed by whoever made it: us.
 */
const SCRIPT = `
cgroup=$0 folder=$1; shift
job=/sys/fs/cgroup$(cut -d: -f3 /proc/self/cgroup)
mkdir -p "$cgroup/daemons" && echo 0 > "$cgroup/daemons/cgroup.procs" || exit 3
for path in /etc/docker /run/containerd /run/docker; do
  mkdir -p $path && mount -t tmpfs none $path || exit 3
done
containerd --config "$folder/containerd.toml" > "$folder/containerd.log" 2>&1 \\
  < /dev/null & first=$!
until grep -q "successfully booted" "$folder/containerd.log"; do
  kill -0 $first || { cat "$folder/containerd.log"; exit 4; }
  sleep 0.1
done
"$@" 2>&1 < /dev/null & second=$!
read -r _
kill $second
wait $second
kill $first
wait $first
echo 0 > "$job/cgroup.procs"
rmdir "$cgroup/containers" "$cgroup/daemons" "$cgroup" 2> /dev/null
exit 0
`

/** What an engine has no use for takes its time to find that out. */
const UNUSED = [
  'grpc.v1.cri',
  ...['aufs', 'btrfs', 'devmapper', 'zfs'].map(
    (name) => `snapshotter.v1.${name}`,
  ),
].map((name) => `"io.containerd.${name}"`)

function containerdConfig(folder: string): string {
  return `version = 2
root = "${folder}/containerd"
state = "${folder}/tasks"
disabled_plugins = [${UNUSED.join(', ')}]
[grpc]
address = "${folder}/containerd.socket"
`
}

function argvOf(
  bench: Bench,
  folder: string,
  leaf: string,
  cgroupsPath: string,
): string[] {
  const judged = bench.programPath(bench.program.runtime)
  return [
    ...['unshare', '--mount', '--propagation', 'private'],
    ...['sh', '-c', SCRIPT, leaf, folder],
    ...['dockerd', '--containerd', `${folder}/containerd.socket`],
    ...['--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`],
    ...['--host', `unix://${folder}/socket`, '--pidfile', `${folder}/pid`],
    ...['--cgroup-parent', `${cgroupsPath}/containers`],
    ...['--storage-driver', 'overlay2'],
    ...['--add-runtime', `${RUNTIME}=${judged}`],
    ...['--shutdown-timeout', '5', '--bip', bridgeOf(bench)],
  ]
}

/** Address of `docker0`: not one that the network around it has. */
function bridgeOf({ seed }: Bench): string {
  const third = seed.int('network of docker', 1, 250)
  return `10.77.${third}.1/24`
}
