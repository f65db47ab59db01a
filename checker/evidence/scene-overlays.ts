/**
 * What lies in the upper layer of each overlay, and what the layers below have
 * in its place: so one sees what was copied up, and what is hidden.
 *
 * The merged view is made here once more, by names alone: an entry stands for
 * what the topmost lower layer has there, a whiteout ends the search, and only
 * directories are merged with directories further down. That a directory is
 * opaque says an extended attribute, which Node cannot read; so it is asked
 * whether the mount shows a name that only a lower layer has.
 *
 * @see Documentation/filesystems/overlayfs.rst
 */
import { type Dir, lstatSync, opendirSync, type Stats } from 'node:fs'
import { type MountInfo, parseMountinfo } from './mountinfo.ts'
import { overlayLayers } from './overlay-options.ts'
import { trustedPath } from './own-proc.ts'
import type { MountTable } from './scene-mounts.ts'
import type { OverlayEntry, OverlayTexts } from './scene-texts.ts'

const MOST_OVERLAYS = 32
const MOST_ENTRIES = 200
const MOST_ENTRIES_OF_ALL = 2_000
const LONGEST_PATH = 256
/** Files that are asked for in one look, over all overlays. */
const MOST_ASKED = 8_000
const MOST_NAMES = 512
const MOST_LAYERS = 32

/** These ask a program or another machine, which may never answer. */
const ANSWERED_BY_OTHERS = /^(fuse|nfs|cifs|smb|ceph|autofs)/

type Mounts = readonly MountInfo[]

/** An overlay, and the table of mounts in which it was found first. */
interface Found {
  readonly mount: MountInfo
  readonly mounts: Mounts
  readonly pid: number
}

interface Layers {
  readonly upper: string
  readonly lower: readonly string[]
  /** The mount itself, as the agent reaches it. */
  readonly merged: string
  /** Where something else covers it, relative to it. */
  readonly covered: readonly string[]
  /** Every lower layer can be reached. */
  readonly isWhole: boolean
}

/** Read the upper layers of all overlays in some tables, the machine's first. */
export function overlayTexts(tables: readonly MountTable[]): {
  readonly overlays: OverlayTexts[]
  readonly cut: boolean
} {
  const found = new Map<string, Found>()
  for (const { pid, text } of tables) {
    if (!text.includes(' - overlay ')) continue
    const mounts = parseMountinfo(text)
    for (const mount of mounts.filter(({ type }) => type === 'overlay')) {
      const isKnown = found.has(mount.device)
      if (!isKnown) found.set(mount.device, { mount, mounts, pid })
    }
  }
  const [machine] = tables
  const look = new OverlayLook(parseMountinfo(machine?.text ?? ''))
  const overlays = [...found.values()]
    .slice(0, MOST_OVERLAYS)
    .map((one) => look.at(one))
  return { overlays, cut: found.size > MOST_OVERLAYS }
}

class OverlayLook {
  /** Where the agent is. */
  readonly #machine: Mounts
  #asked = 0
  #listed = 0

  constructor(machine: Mounts) {
    this.#machine = machine
  }

  at(found: Found): OverlayTexts {
    const { device } = found.mount
    const layers = this.#layersOf(found)
    if (layers === null) return { device, entries: [], cut: true }
    const entries: OverlayEntry[] = []
    const isWhole = this.#walk(layers, '', layers.lower, entries)
    entries.sort((a, b) => (a.path < b.path ? -1 : 1))
    return { device, entries, cut: !(isWhole && layers.isWhole) }
  }

  /** Where its layers are to be reached: `null` if the upper one is nowhere. */
  #layersOf({ mount, mounts, pid }: Found): Layers | null {
    const { lower, upper } = overlayLayers(mount.superOptions)
    if (upper === null || mount.root !== '/') return null
    // It was mounted from where we are, or from where its members are.
    const places = [
      { root: '', of: this.#machine },
      { root: `/proc/${pid}/root`, of: mounts },
    ]
    const place = places.find(
      ({ root, of }) =>
        isAnsweredHere(of, upper) &&
        this.#ask(`${root}${upper}`)?.isDirectory(),
    )
    if (place === undefined) return null
    const { root, of } = place
    const point = mount.mountPoint === '/' ? '' : mount.mountPoint
    // What was told from where somebody stood leads nowhere any more.
    const reached = lower
      .filter((path) => path.startsWith('/') && isAnsweredHere(of, path))
      .slice(0, MOST_LAYERS)
    return {
      upper: `${root}${upper}`,
      lower: reached.map((path) => `${root}${path}`),
      isWhole: reached.length === lower.length,
      merged: `/proc/${pid}/root${point}`,
      covered: mounts
        .filter((one) => one !== mount)
        .filter(({ mountPoint }) => mountPoint.startsWith(`${point}/`))
        .map(({ mountPoint }) => mountPoint.slice(point.length + 1)),
    }
  }

  /**
   * List a directory of the upper layer and all below it.
   *
   * @param lower Directories that are merged with it, the topmost first.
   * @returns False if there is more than anybody wants to see.
   */
  #walk(
    layers: Layers,
    path: string,
    lower: readonly string[],
    entries: OverlayEntry[],
  ): boolean {
    for (const name of namesIn(`${layers.upper}/${path}`)) {
      const inner = path === '' ? name : `${path}/${name}`
      if (this.#isEnough(entries) || inner.length > LONGEST_PATH) return false
      const stats = this.#ask(`${layers.upper}/${inner}`)
      if (stats === null) continue
      const { below, merged } = this.#below(lower, name)
      const kind = kindOf(stats)
      const isMerged = kind === 'directory' && below === 'directory'
      const isOpaque = isMerged && this.#isOpaque(layers, inner, merged)
      entries.push({ path: inner, kind, size: stats.size, below, isOpaque })
      this.#listed++
      if (kind !== 'directory') continue
      const isWhole = this.#walk(layers, inner, isOpaque ? [] : merged, entries)
      if (!isWhole) return false
    }
    return true
  }

  #isEnough(entries: readonly OverlayEntry[]): boolean {
    return (
      entries.length === MOST_ENTRIES ||
      this.#listed === MOST_ENTRIES_OF_ALL ||
      this.#asked > MOST_ASKED
    )
  }

  /** What lower layers show by a name, and which directories that is made of. */
  #below(
    lower: readonly string[],
    name: string,
  ): { readonly below: OverlayEntry['below']; readonly merged: string[] } {
    const merged: string[] = []
    for (const folder of lower) {
      const path = `${folder}/${name}`
      const stats = this.#ask(path)
      if (stats === null) continue
      const kind = kindOf(stats)
      if (kind === 'directory') {
        merged.push(path)
        continue
      }
      if (merged.length > 0) break
      return { below: kind === 'whiteout' ? null : 'other', merged }
    }
    return { below: merged.length > 0 ? 'directory' : null, merged }
  }

  #isOpaque(layers: Layers, path: string, merged: readonly string[]): boolean {
    if (layers.covered.some((one) => isAtOrAbove(one, path))) return false
    for (const folder of merged) {
      for (const name of namesIn(folder)) {
        const here = `${path}/${name}`
        if (layers.covered.some((one) => isAtOrAbove(one, here))) continue
        if (this.#ask(`${layers.upper}/${here}`) !== null) continue
        const stats = this.#ask(`${folder}/${name}`)
        if (stats === null || kindOf(stats) === 'whiteout') continue
        return this.#ask(`${layers.merged}/${here}`) === null
      }
    }
    return false
  }

  #ask(path: string): Stats | null {
    this.#asked++
    try {
      return lstatSync(trustedPath(path), { throwIfNoEntry: false }) ?? null
    } catch {
      // Not a directory on the way, or one that nobody may enter.
      return null
    }
  }
}

const isAtOrAbove = (point: string, path: string) =>
  path === point || path.startsWith(`${point}/`)

/** Whether a path of a namespace leads to a filesystem of this kernel's alone. */
function isAnsweredHere(mounts: Mounts, path: string): boolean {
  const above = mounts.filter(
    ({ mountPoint }) => mountPoint === '/' || isAtOrAbove(mountPoint, path),
  )
  return !above.some(({ type }) => ANSWERED_BY_OTHERS.test(type))
}

/** A whiteout is a character device with the number 0:0. */
function kindOf(stats: Stats): OverlayEntry['kind'] {
  if (stats.isDirectory()) return 'directory'
  return stats.isCharacterDevice() && stats.rdev === 0 ? 'whiteout' : 'other'
}

/** Names in a directory, the first some hundred of them. */
function namesIn(folder: string): string[] {
  let directory: Dir
  try {
    directory = opendirSync(trustedPath(folder))
  } catch {
    return []
  }
  const names: string[] = []
  try {
    for (
      let entry = directory.readSync();
      entry !== null && names.length < MOST_NAMES;
      entry = directory.readSync()
    ) {
      names.push(entry.name)
    }
  } catch {
    // Removed while we looked.
  } finally {
    directory.closeSync()
  }
  return names
}
