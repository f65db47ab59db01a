/**
 * What stands in the files of every cgroup that somebody runs in, read at one
 * time. What the texts mean is said by usage.ts.
 *
 *     /sys/fs/cgroup                       the root: it has no limits
 *     /sys/fs/cgroup/labs-…/               the kit's own, and nobody runs in it:
 *     /sys/fs/cgroup/labs-…/slice-…/       neither is read
 *     /sys/fs/cgroup/labs-…/slice-…/leaf   a container
 *     /sys/fs/cgroup/mini-runc/web         another
 */
import { readdirSync, type Stats, statSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { wordsOf } from './cgroup-files.ts'
import type { CgroupLook, CgroupTexts } from './cgroup-texts.ts'
import { cgroupRoot } from './cgroups.ts'
import { trustedPath } from './own-proc.ts'
import { shortText } from './short-text.ts'

export type { CgroupLook, CgroupTexts } from './cgroup-texts.ts'

const COUNTERS = [
  ...['cgroup.events', 'cgroup.procs', 'cpu.stat'],
  ...['memory.current', 'memory.peak', 'memory.swap.current'],
  ...['memory.events', 'pids.current', 'io.stat'],
]
const SETTINGS = [
  ...['cpu.max', 'cpu.weight', 'memory.max', 'memory.high'],
  ...['memory.swap.max', 'pids.max', 'io.max'],
]
/** Settings hardly change, so they are read again only once a second. */
const SETTINGS_LAST_NS = 1e9

/** Judged code makes cgroups, and could make very many of them. */
const MOST_VISITED = 256
const MOST_READ = 32
const DEEPEST = 12

/**
 * Look at all cgroups with processes, parents first.
 *
 * @param only Path below the mount: look at this one, whoever is in it.
 */
export function lookAtCgroups(only: string | null): CgroupLook {
  const inhabited = (root: string) => pathsBelow(root, isInhabited)
  return lookAt((root) => (only === null ? inhabited(root) : [only]), MOST_READ)
}

/**
 * Look at those without processes, too; where there are too many, at those with
 * processes first.
 */
export function lookAtEveryCgroup(most: number): CgroupLook {
  return lookAt((root) => {
    const paths = pathsBelow(root, () => true)
    if (paths.length <= most) return paths
    const inhabited = new Set(pathsBelow(root, isInhabited))
    const empty = paths.filter((path) => !inhabited.has(path))
    return [...inhabited, ...empty]
  }, most)
}

function lookAt(find: (root: string) => string[], most: number): CgroupLook {
  const began = now()
  const root = cgroupRoot()
  const paths = root === null ? [] : find(root)
  const cgroups = paths.slice(0, most).map((path) => `${root}${path}`)
  const looks = cgroups.flatMap((folder) => textsIn(root ?? '', folder))
  forgetOldSettings()
  return {
    root,
    cpus: availableParallelism(),
    memory: totalmem(),
    cgroups: looks,
    tookNs: now() - began,
    cut: paths.length > most,
  }
}

/** @param wanted Tells by its folder whether to look at a cgroup and below it. */
function pathsBelow(
  root: string,
  wanted: (folder: string) => boolean,
): string[] {
  const found: string[] = []
  const waiting = [{ path: '', depth: 0 }]
  // A set of work that grows while it is walked: breadth first, and bounded.
  for (const { path, depth } of waiting) {
    if (path !== '' && !isKits(path)) found.push(path)
    if (depth === DEEPEST) continue
    for (const name of childrenOf(`${root}${path}`)) {
      if (waiting.length > MOST_VISITED) return found
      const child = `${path}/${name}`
      if (wanted(`${root}${child}`)) {
        waiting.push({ path: child, depth: depth + 1 })
      }
    }
  }
  return found
}

/** Cgroups of a run and its slices hold cgroups, never processes. */
const isKits = (path: string) =>
  /^\/labs-[0-9a-f]{8}(\/slice-[0-9a-f]+)?$/.test(path)

/** Somebody is in it or below. @see cgroups(7), "cgroup.events" */
const isInhabited = (folder: string) =>
  shortText(`${folder}/cgroup.events`)?.includes('populated 1') === true

/** Names of cgroups right below; a directory of cgroupfs counts them as links. */
function childrenOf(folder: string): string[] {
  if ((statsOf(folder)?.nlink ?? 0) <= 2) return []
  try {
    return readdirSync(trustedPath(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    // Removed by its owner while we looked.
    return []
  }
}

function textsIn(root: string, folder: string): CgroupTexts[] {
  const id = statsOf(folder)?.ino
  if (id === undefined) return []
  const atNs = now()
  const texts = { ...settingsOf(id, folder), ...textsOf(folder, COUNTERS) }
  const [first] = wordsOf(texts['cgroup.procs'] ?? null)
  const comm = first === undefined ? null : shortText(`/proc/${first}/comm`)
  const program = comm?.trimEnd() ?? null
  return [{ path: folder.slice(root.length), id, atNs, program, texts }]
}

type Texts = CgroupTexts['texts']

const settings = new Map<number, { readonly at: number; texts: Texts }>()

function settingsOf(id: number, folder: string): Texts {
  const known = settings.get(id)
  if (known !== undefined) return known.texts
  const texts = textsOf(folder, SETTINGS)
  settings.set(id, { at: now(), texts })
  return texts
}

function forgetOldSettings(): void {
  for (const [id, { at }] of settings) {
    if (now() - at > SETTINGS_LAST_NS) settings.delete(id)
  }
}

function textsOf(folder: string, names: readonly string[]): Texts {
  return Object.fromEntries(
    names.map((name) => [name, shortText(`${folder}/${name}`)]),
  )
}

/** CLOCK_MONOTONIC, the clock that the kernel accounts by. */
const now = () => Number(process.hrtime.bigint())

function statsOf(folder: string): Stats | undefined {
  return statSync(trustedPath(folder), { throwIfNoEntry: false })
}
