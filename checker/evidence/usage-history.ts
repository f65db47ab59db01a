/**
 * What cgroups used in the last minute, and which of them are worth looking at.
 *
 *     look ─▶ subjects ─▶ tracks: usage of each, and a row of the usages before
 *
 * A share of time needs a window. The scheduler deals out a quota by periods of
 * a tenth of a second, so a window of one look is mostly noise.
 */
import type { CgroupLook, CgroupTexts } from './cgroup-look.ts'
import { hasLimit, type Usage, usageOf } from './usage.ts'

/** Shares are those of about the last second. */
const WINDOW_NS = 1e9
/** A minute at four looks a second. */
const KEPT = 240
/** Of those that have ended, the latest are kept. */
const KEPT_ENDED = 16

/** One cgroup from its first look to its last. */
export interface Track {
  readonly path: string
  readonly id: number
  readonly program: string | null
  /** What it uses, or used when it was there for the last time. */
  readonly usage: Usage
  /** The oldest first; `usage` is the last. */
  readonly usages: readonly Usage[]
  /** Somebody is in it. */
  readonly alive: boolean
  /** How many looks had been taken when it was there for the last time. */
  readonly lastSeen: number
}

interface Kept extends Track {
  readonly looks: readonly CgroupTexts[]
}

export class UsageHistory {
  #tracks: readonly Kept[] = []
  /** Runs of the checker that have put a container into a cgroup of its own. */
  readonly #runsWithLeaves = new Set<string>()
  readonly #everything: boolean
  #looks = 0

  /** @param everything Also cgroups that nothing bounds. */
  constructor(everything = false) {
    this.#everything = everything
  }

  /** In the order in which they came. */
  get tracks(): readonly Track[] {
    return this.#tracks
  }

  push({ cgroups }: CgroupLook): void {
    this.#looks++
    const subjects = new Map(
      this.#subjectsAmong(cgroups).map((look) => [look.id, look]),
    )
    const known = this.#tracks.map((track) => {
      const look = subjects.get(track.id)
      subjects.delete(track.id)
      return look === undefined
        ? { ...track, alive: false }
        : grow(track, look, this.#looks)
    })
    const fresh = [...subjects.values()].map((look) =>
      grow(null, look, this.#looks),
    )
    this.#tracks = withoutOldest(
      [...known, ...fresh].filter(({ path }) => !this.#isOvertaken(path)),
    )
  }

  #subjectsAmong(cgroups: readonly CgroupTexts[]): readonly CgroupTexts[] {
    if (this.#everything) return cgroups
    for (const { path } of cgroups) {
      const { run, isJob } = placeOf(path)
      if (run !== null && !isJob) this.#runsWithLeaves.add(run)
    }
    return cgroups.filter((look) => this.#isSubject(look))
  }

  #isSubject(look: CgroupTexts): boolean {
    const { run, isJob } = placeOf(look.path)
    if (run === null) return hasLimit(usageOf(look, null))
    return isJob || isLeaf(look)
  }

  /** A judged runtime is of interest until its container has a cgroup. */
  #isOvertaken(path: string): boolean {
    const { run, isJob } = placeOf(path)
    return isJob && run !== null && this.#runsWithLeaves.has(run)
  }
}

function withoutOldest(tracks: readonly Kept[]): readonly Kept[] {
  const ended = tracks
    .filter(({ alive }) => !alive)
    .sort((a, b) => b.lastSeen - a.lastSeen)
  const forgotten = new Set(ended.slice(KEPT_ENDED))
  return tracks.filter((track) => !forgotten.has(track))
}

/** A cgroup between a slice and a container's own has nobody and no limit. */
const isLeaf = (look: CgroupTexts) =>
  look.texts['cgroup.procs'] !== '' || hasLimit(usageOf(look, null))

/** Where a cgroup is in a run of the checker. @see checker/slice.ts */
function placeOf(path: string): { run: string | null; isJob: boolean } {
  const [, run = null, name = ''] =
    /^\/(labs-[0-9a-f]{8})\/([^/]+)/.exec(path) ?? []
  return { run, isJob: name.startsWith('job-') }
}

function grow(track: Kept | null, look: CgroupTexts, lastSeen: number): Kept {
  const before = track?.looks ?? []
  const usage = usageOf(look, beforeWindow(before, look))
  return {
    path: look.path,
    id: look.id,
    program: look.program ?? track?.program ?? null,
    usage,
    usages: [...(track?.usages ?? []), usage].slice(-KEPT),
    alive: isInhabited(look),
    lastSeen,
    looks: [...before.filter((old) => isInWindow(old, look)), look],
  }
}

/** The oldest look that is kept: a window ago, or the first there was. */
export function beforeWindow(
  looks: readonly CgroupTexts[],
  now: CgroupTexts,
): CgroupTexts | null {
  return looks.find((old) => isInWindow(old, now)) ?? looks.at(-1) ?? null
}

/** Whether a look is to be kept for the next one. */
export const isInWindow = (old: CgroupTexts, now: CgroupTexts) =>
  now.atNs - old.atNs <= WINDOW_NS * 1.1

const isInhabited = ({ texts }: CgroupTexts) =>
  texts['cgroup.events']?.includes('populated 0') !== true
