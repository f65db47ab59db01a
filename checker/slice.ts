/**
 * Where a container's cgroup goes: below a cgroup of the kit's, which bounds
 * whatever the judged program forgets to bound.
 *
 *     <mount>/labs-<run>/               hands controllers down
 *     <mount>/labs-<run>/job-N/         the judged runtime itself
 *     <mount>/labs-<run>/slice-…/       a slice: bounded, hands nothing down
 *     <mount>/labs-<run>/slice-…/leaf-… linux.cgroupsPath
 *
 * What a slice counts is evidence that is there when the container's own cgroup
 * has gone: `memory.events`, `pids.events` and `cpu.stat` are hierarchical.
 */
import { basename } from 'node:path'
import type { Bench } from './bench.ts'

/** A cgroup of the kit's for containers. */
export interface Slice {
  /** Absolute path of its folder in the guest. */
  readonly path: string
  /** What the kit wrote into its files. */
  readonly settings: Readonly<Record<string, string>>
}

/** What of a container's request says where its cgroup is. */
interface Placed {
  readonly name?: string
  readonly slice?: Slice
  readonly leaf?: string
}

/**
 * Make a slice. Its name is drawn: no judged program has met it before.
 *
 * @param settings File → value, besides the bounds that every slice has.
 * @throws {AgentError} If this machine does not have the controllers.
 */
export async function makeSlice(
  bench: Bench,
  name: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Slice> {
  const hex = bench.seed.hex(`slice ${name}`, 3)
  const request = { name: `slice-${hex}`, settings }
  const { path } = await bench.call('slice', request)
  return { path, settings }
}

/** Folder of the cgroup that a container is to have; `null` if it asks for none. */
export function leafOf(bench: Bench, placed: Placed): string | null {
  const { slice, name = '' } = placed
  if (slice === undefined) return null
  const drawn = `leaf-${bench.seed.hex(`leaf of ${name}`, 3)}`
  return `${slice.path}/${placed.leaf ?? drawn}`
}

/** The same as `linux.cgroupsPath`: absolute, below the mount of cgroup2. */
export function cgroupsPathOf(bench: Bench, placed: Placed): string | null {
  const leaf = leafOf(bench, placed)
  const { cgroup } = bench.hello
  if (leaf === null || cgroup === null) return null
  return `/${basename(cgroup)}${leaf.slice(cgroup.length)}`
}

/** The whole of a slice that is for this container alone. */
export function jobCgroupOf(bench: Bench, placed: Placed): string | null {
  const leaf = leafOf(bench, placed)
  if (leaf === null || placed.slice === undefined) return null
  const { path } = placed.slice
  const [first = ''] = leaf.slice(path.length + 1).split('/')
  return `${path}/${first}`
}
