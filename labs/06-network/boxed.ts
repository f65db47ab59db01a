/**
 * Containers of the judged runtime, on a host of their own with a world outside.
 * The runtime is started in the host's network; its program sleeps, and while it
 * does, its network is looked at from outside.
 */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  endOf,
  folderOf,
  killContainer,
  startContainer,
} from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import { parseMountinfo } from '#checker/evidence/mountinfo.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGKILL } from '#checker/kernel.ts'
import { makeLabNetwork } from '#checker/network/lab-network.ts'
import { dropNetns, type Netns, netnsOf } from '#checker/network/namespaces.ts'
import { sleepingProbe } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'

/** Where all of them are: what scenes of plugins leave behind is elsewhere. */
export const street = (bench: Bench) =>
  makeLabNetwork(bench, 'the host of boxes', 'the world of boxes')

export interface BoxWish {
  readonly name: string
  /** What stands after `--net`. */
  readonly net: string
  /** Whether the bundle asks for a network namespace: that has to make no difference. */
  readonly isInBundle: boolean
  readonly options?: readonly string[]
  readonly entries?: readonly Entry[]
}

/** What is to be seen of a container while its program sleeps. */
export interface Inside {
  readonly seen: Observation
  readonly netns: Netns
}

export interface Boxed {
  readonly net: string
  readonly container: Container
  /** `null` if nothing ran. */
  readonly inside: Inside | null
}

/** One that is over. */
export interface Ended extends Boxed {
  readonly ending: Ending
}

/** Start one; whoever asks has one of `bench.starts`. */
export async function openBoxed(bench: Bench, wish: BoxWish): Promise<Boxed> {
  const { host } = await bench.share(street)
  const { name, net, isInBundle, options = [], entries = [] } = wish
  const hex = bench.seed.hex(`${name} program`, 4)
  const { executable } = sleepingProbe(bench.hello.arch, `${hex} ${name}`)
  const path = `bundle/rootfs/bin-${hex}/probe`
  const types = ['pid', 'mount', ...(isInBundle ? ['network'] : [])]
  const request = {
    name,
    args: [`/bin-${hex}/probe`],
    env: ['PATH=/bin', 'HOME=/'],
    cwd: '/',
    rootPath: 'rootfs',
    entries: [programEntry(path, executable), ...entries],
    spec: { linux: { namespaces: types.map((type) => ({ type })) } },
    options: ['--net', net, ...options],
    root: statesOf(bench),
    netns: host,
    isInSlot: true,
    programs: [`${folderOf(bench, name)}/${path}`],
  }
  const profile = namespacedProfile(bench.program)
  const container = await startContainer(bench, request, profile)
  return { net, container, inside: await look(bench, container) }
}

async function look(bench: Bench, { seen }: Container): Promise<Inside | null> {
  const netns = seen && (await netnsOf(bench, seen.pid))
  return seen && netns && { seen, netns }
}

/** End one, and wait until the runtime has done all that it wants to do. */
export async function closeBoxed(bench: Bench, boxed: Boxed): Promise<Ended> {
  const { container, inside } = boxed
  if (inside === null) {
    return { ...boxed, ending: await killContainer(bench, container) }
  }
  const { seen, netns } = inside
  // Whoever holds it would keep what is in it.
  await dropNetns(bench, netns)
  await bench.call('signal', { pid: seen.pid, signal: SIGKILL })
  const ending = await endOf(bench, container)
  await bench.call('kill', { job: container.job })
  return { ...boxed, ending }
}

/** Folder of the states; what somebody forgets in there goes with the run. */
function statesOf(bench: Bench): string {
  return bench.path(`states-${bench.seed.hex('states of the boxes', 3)}`)
}

/** What is left of a container where the runtime keeps its states. */
export async function leftOfState(
  bench: Bench,
  { container: { id } }: Boxed,
): Promise<readonly string[]> {
  const root = statesOf(bench)
  const [names] = await bench.call('list', { paths: [root] })
  const paths = ['/proc/self/mountinfo']
  const [table] = await bench.call('read', { paths })
  const mounts = parseMountinfo(table ?? '')
    .map(({ mountPoint }) => mountPoint)
    .filter((path) => path.startsWith(`${root}/`))
  return [
    ...(names ?? []).map((name) => `its state, ${name}`),
    ...mounts.map((path) => `mount ${path.slice(root.length + 1)}`),
  ].filter((line) => line.includes(id))
}
