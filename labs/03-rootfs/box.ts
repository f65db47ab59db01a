/**
 * A container to look into: its program sleeps, and while it does, everything in
 * it is read from outside, by way of `/proc/<pid>/root`, or by a visitor.
 *
 *     <folder>/bundle/rootfs/bin-…/…   the sleeping program
 */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  type ContainerRequest,
  endOf,
  folderOf,
  killContainer,
  startContainer,
} from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import { type MountInfo, parseMountinfo } from '#checker/evidence/mountinfo.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGKILL } from '#checker/kernel.ts'
import { sleepingProbe } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'

/** An entry of `mounts[]`, as it stands in `config.json`. */
export interface MountEntry {
  readonly destination: string
  readonly type: string
  readonly source: string
  readonly options: readonly string[]
}

export interface BoxRequest {
  readonly name: string
  readonly spec: SpecPatch
  readonly entries?: readonly Entry[]
  /** `/` unless it is said. */
  readonly cwd?: string
  readonly descriptors?: NonNullable<ContainerRequest['descriptors']>
}

/** A container whose program sleeps. */
export interface Inside {
  readonly container: Container
  readonly seen: Observation
  /** Its table of mounts. */
  readonly mounts: readonly MountInfo[]
  /** The host's own table at the same time. */
  readonly host: readonly MountInfo[]
  /** What is in the host's table and was not before this container. */
  readonly addedToHost: readonly MountInfo[]
  /** Identity of the directory that has to be its root. */
  readonly rootfs: string | null
  /** Whether it has a mount namespace that is not the host's. */
  readonly isApart: boolean
  /** Path by which a place inside is reached from outside. Links lead astray. */
  at(path: string): string
}

/** A container that was looked into, and how it ended. */
export interface Box<T> {
  readonly container: Container
  readonly ending: Ending
  readonly inside: Inside | null
  /** What was found inside; `null` if nothing ran there. */
  readonly found: T | null
}

/** Start a container, look into it, end it. */
export async function openBox<T>(
  bench: Bench,
  request: BoxRequest,
  look: (inside: Inside) => Promise<T>,
): Promise<Box<T>> {
  const { container, inside } = await start(bench, requestOf(bench, request))
  const { seen, job } = container
  if (seen === null || inside === null) {
    const ending = await killContainer(bench, container)
    return { container, ending, inside: null, found: null }
  }
  const found = await look(inside)
  await bench.call('signal', { pid: seen.pid, signal: SIGKILL })
  const ending = await endOf(bench, container)
  await bench.call('kill', { job })
  return { container, ending, inside, found }
}

/** Start a container, and read what every look into one begins with. */
export async function start(
  bench: Bench,
  request: ContainerRequest,
): Promise<{ container: Container; inside: Inside | null }> {
  const before = await tableOf(bench, 'self')
  const profile = namespacedProfile(bench.program)
  const container = await startContainer(bench, request, profile)
  const { seen } = container
  if (seen === null) return { container, inside: null }
  const mounts = await tableOf(bench, seen.pid)
  const host = await tableOf(bench, 'self')
  const known = new Set(before.map(({ id }) => id))
  const addedToHost = host.filter(
    ({ id, mountPoint }) => !known.has(id) && !isOfKit(bench, mountPoint),
  )
  const at = (path: string) => `/proc/${seen.pid}/root${path}`
  const place = await placeOf(bench, container, seen)
  return {
    container,
    inside: { container, seen, mounts, host, addedToHost, ...place, at },
  }
}

async function placeOf(
  bench: Bench,
  { rootfs }: Container,
  { namespaces }: Observation,
): Promise<Pick<Inside, 'rootfs' | 'isApart'>> {
  const [identity = null] = await bench.call('identify', { paths: [rootfs] })
  const agent = await bench.call('observe', { pid: bench.hello.pid })
  const { mnt: own } = namespaces
  const isApart = own !== undefined && own !== agent?.namespaces.mnt
  return { rootfs: identity, isApart }
}

async function tableOf(
  bench: Bench,
  pid: number | 'self',
): Promise<MountInfo[]> {
  const paths = [`/proc/${pid}/mountinfo`]
  const [table] = await bench.call('read', { paths })
  return parseMountinfo(table ?? '')
}

/** The kit mounts something itself, for another container; see dock.ts. */
function isOfKit({ hello }: Bench, mountPoint: string): boolean {
  return new RegExp(`^${hello.base}/[^/]+/dock(/|$)`).test(mountPoint)
}

function requestOf(
  bench: Bench,
  { name, spec, entries = [], cwd = '/', descriptors = {} }: BoxRequest,
): ContainerRequest {
  const hex = bench.seed.hex(`${name} program`, 4)
  const program = `/bin-${hex}/probe`
  const { executable } = sleepingProbe(bench.hello.arch, `${hex} ${name}`)
  const path = `bundle/rootfs${program}`
  const folder = folderOf(bench, name)
  return {
    name,
    args: [program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd,
    descriptors,
    rootPath: `${folder}/bundle/rootfs`,
    entries: [programEntry(path, executable), ...entries],
    spec,
    programs: [`${folder}/${path}`],
  }
}
