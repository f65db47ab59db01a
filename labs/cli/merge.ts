/**
 * Three texts made one: what the student changed, and what the lab changes.
 *
 *     base ──▶ ours      the student's edits  ┐ hunks of git diff, with no
 *     base ──▶ theirs    the lab's            ┘ context around them
 *
 * Hunks that touch but do not overlap are both taken: a lab adds lines right
 * beside those that students write. (git merge-file calls that a conflict.)
 * Lines that both insert at one place are both kept. Where one line was changed
 * by both, both versions stand between marks, as git writes them.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Lines `start` to `end` of the base became other lines. */
interface Hunk {
  readonly start: number
  /** Not included; `start` itself where lines were only inserted. */
  readonly end: number
  readonly lines: readonly string[]
}

interface Merged {
  readonly text: string
  /** Whether something is left between marks. */
  readonly conflict: boolean
}

/** What stands behind the marks. */
export interface Labels {
  readonly ours: string
  readonly theirs: string
}

/** Merge two edits of a text; `null` where there is no git to compare them. */
export function mergeTexts(
  ours: string,
  base: string,
  theirs: string,
  labels: Labels,
): Merged | null {
  const mine = hunksBetween(base, ours)
  const labs = hunksBetween(base, theirs)
  if (mine === null || labs === null) return null
  return mergeHunks(base.split('\n'), mine, labs, labels)
}

/** Hunks of both sides that overlap, and the lines of the base they cover. */
interface Cluster {
  readonly start: number
  readonly end: number
  readonly mine: readonly Hunk[]
  readonly labs: readonly Hunk[]
}

function mergeHunks(
  base: readonly string[],
  mine: readonly Hunk[],
  labs: readonly Hunk[],
  labels: Labels,
): Merged {
  const text: string[] = []
  let [next, conflict] = [0, false]
  for (const cluster of clustersOf(mine, labs)) {
    text.push(...base.slice(next, cluster.start))
    const settled = settle(base, cluster)
    conflict ||= settled === null
    text.push(...(settled ?? marked(base, cluster, labels)))
    next = cluster.end
  }
  text.push(...base.slice(next))
  return { text: text.join('\n'), conflict }
}

/** The hunks of both sides in order, those that overlap together. */
function clustersOf(mine: readonly Hunk[], labs: readonly Hunk[]): Cluster[] {
  const all = [
    ...mine.map((hunk) => ({ ...hunk, mine: [hunk], labs: [] })),
    ...labs.map((hunk) => ({ ...hunk, mine: [], labs: [hunk] })),
  ].sort((a, b) => a.start - b.start || a.end - b.end)
  const clusters: Cluster[] = []
  for (const one of all) {
    const last = clusters.at(-1)
    if (last === undefined || !overlap(last, one)) clusters.push(one)
    else clusters[clusters.length - 1] = together(last, one)
  }
  return clusters
}

type Range = Pick<Hunk, 'start' | 'end'>

function overlap(a: Range, b: Range): boolean {
  const samePlace = a.start === b.start && a.end === b.end
  return samePlace || (a.start < b.end && b.start < a.end)
}

function together(a: Cluster, b: Cluster): Cluster {
  return {
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
    mine: [...a.mine, ...b.mine],
    labs: [...a.labs, ...b.labs],
  }
}

/** The lines of a cluster, or `null` if only a person can tell. */
function settle(
  base: readonly string[],
  cluster: Cluster,
): readonly string[] | null {
  const ours = apply(base, cluster, cluster.mine)
  const theirs = apply(base, cluster, cluster.labs)
  if (cluster.labs.length === 0) return ours
  if (cluster.mine.length === 0) return theirs
  if (ours.join('\n') === theirs.join('\n')) return ours
  return cluster.start === cluster.end ? [...ours, ...theirs] : null
}

/** A range of the base after some hunks. */
function apply(
  base: readonly string[],
  { start, end }: Range,
  hunks: readonly Hunk[],
): string[] {
  const lines: string[] = []
  let next = start
  for (const hunk of hunks) {
    lines.push(...base.slice(next, hunk.start), ...hunk.lines)
    next = hunk.end
  }
  return [...lines, ...base.slice(next, end)]
}

function marked(
  base: readonly string[],
  cluster: Cluster,
  labels: Labels,
): string[] {
  return [
    `<<<<<<< ${labels.ours}`,
    ...apply(base, cluster, cluster.mine),
    '=======',
    ...apply(base, cluster, cluster.labs),
    `>>>>>>> ${labels.theirs}`,
  ]
}

/** Line of the first mark in a text, counted from 1. */
export function lineOfConflict(text: string): number {
  return text.split('\n').findIndex((line) => line.startsWith('<<<<<<< ')) + 1
}

/** What changed from one text to another; `null` without git. @see git-diff(1) */
function hunksBetween(before: string, after: string): Hunk[] | null {
  if (before === after) return []
  const folder = mkdtempSync(join(tmpdir(), 'labs-merge-'))
  try {
    const files = Object.entries({ before, after }).map(([name, text]) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    })
    const { status, stdout } = spawnSync('git', [...DIFF, ...files], {
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' },
    })
    return status === 1 ? parseHunks(stdout, after.split('\n')) : null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Patience: lines that are there once, as a marker is, stay where they are. */
const DIFF = [
  ...['diff', '--no-index', '--no-ext-diff', '--no-color'],
  ...['--patience', '-U0', '--'],
]

/** The ranges of `@@ -12,3 +12,0 @@`; a count of 0 names the line before. */
export function parseHunks(diff: string, after: readonly string[]): Hunk[] {
  const heads = diff.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)
  return [...heads].map(([, from, lost = '1', to, added = '1']) => {
    const start = Number(from) - (lost === '0' ? 0 : 1)
    const begin = Number(to) - (added === '0' ? 0 : 1)
    const lines = after.slice(begin, begin + Number(added))
    return { start, end: start + Number(lost), lines }
  })
}
