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
import {
  closeSync,
  openSync,
  readdirSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { wordsOf } from './cgroup-files.ts'
import { cgroupRoot } from './cgroups.ts'
import { trustedPath } from './own-proc.ts'

/** One cgroup at one time. */
export interface CgroupTexts {
  /** Path below the mount: `/mini-runc/web`. */
  readonly path: string
  /** One that is made anew at the same path has another. */
  readonly id: number
  /** CLOCK_MONOTONIC right before its files were read, in nanoseconds. */
  readonly atNs: number
  /** What its first process calls itself. @see proc_pid_comm(5) */
  readonly program: string | null
  /** File → text; `null` where there is none, as without its controller. */
  readonly texts: Readonly<Record<string, string | null>>
}

export interface CgroupLook {
  /** Where cgroup v2 is mounted; `null` if it is not. */
  readonly root: string | null
  /** Processors and bytes of memory that the machine has. */
  readonly cpus: number
  readonly memory: number
  readonly cgroups: readonly CgroupTexts[]
  /** How long looking took: who looks often can see what it costs. */
  readonly tookNs: number
  /** There are more cgroups than anybody could look at. */
  readonly cut: boolean
}

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
const LONGEST = 16 * 1024

/**
 * Look at all cgroups with processes, parents first.
 *
 * @param only Path below the mount: look at this one, whoever is in it.
 */
export function lookAtCgroups(only: string | null): CgroupLook {
  const began = now()
  const root = cgroupRoot()
  const paths = root === null ? [] : pathsBelow(root, only)
  const cgroups = paths.slice(0, MOST_READ).map((path) => `${root}${path}`)
  const looks = cgroups.flatMap((folder) => textsIn(root ?? '', folder))
  forgetOldSettings()
  return {
    root,
    cpus: availableParallelism(),
    memory: totalmem(),
    cgroups: looks,
    tookNs: now() - began,
    cut: paths.length > MOST_READ,
  }
}

function pathsBelow(root: string, only: string | null): string[] {
  if (only !== null) return [only]
  const found: string[] = []
  const waiting = [{ path: '', depth: 0 }]
  // A set of work that grows while it is walked: breadth first, and bounded.
  for (const { path, depth } of waiting) {
    if (path !== '' && !isKits(path)) found.push(path)
    if (depth === DEEPEST) continue
    for (const name of childrenOf(`${root}${path}`)) {
      if (waiting.length > MOST_VISITED) return found
      const child = `${path}/${name}`
      if (isInhabited(`${root}${child}`)) {
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
  textOf(`${folder}/cgroup.events`)?.includes('populated 1') === true

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
  const comm = first === undefined ? null : textOf(`/proc/${first}/comm`)
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
    names.map((name) => [name, textOf(`${folder}/${name}`)]),
  )
}

/** CLOCK_MONOTONIC, the clock that the kernel accounts by. */
const now = () => Number(process.hrtime.bigint())

function statsOf(folder: string): Stats | undefined {
  return statSync(trustedPath(folder), { throwIfNoEntry: false })
}

const buffer = Buffer.alloc(LONGEST)

/** Three system calls a file instead of five: it is done some hundred times a second. */
function textOf(path: string): string | null {
  try {
    const fd = openSync(trustedPath(path), 'r')
    try {
      const length = readSync(fd, buffer, 0, LONGEST, null)
      return buffer.toString('utf8', 0, length)
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
}
