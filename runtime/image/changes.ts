// What a container changed, read from its upper directory, in the letters of
// `docker diff`: A added, C changed, D deleted.
import type { BigIntStats } from 'node:fs'
import type { Directory } from '../linux/directory.ts'
import { compareNames, type FileName } from '../linux/file-name.ts'
import type { Below, Found } from '../linux/overlay-below.ts'
import {
  isCopiedUp,
  isOpaque,
  isWhiteout,
  type MarkSpace,
  refuseElsewhere,
} from '../linux/overlay-marks.ts'
import { type InitLayer, isAsMade } from './init-layer.ts'

export interface Change {
  readonly kind: 'A' | 'C' | 'D'
  /** From "/". */
  readonly path: FileName
}

/** An upper directory, and what is known about what it lies on. */
export interface Upper {
  readonly directory: Directory
  /** The layers below. Without them, marks of the kernel have to do. */
  readonly below?: Below | undefined
  /** What belongs to nobody's image. */
  readonly init?: InitLayer | undefined
  readonly space: MarkSpace
}

/**
 * All changes, sorted by path.
 *
 * Without `below` it cannot be known what an opaque directory hides, nor that
 * something new has the name of what was deleted: it counts as added.
 *
 * @throws {LayerError} If part of it is elsewhere.
 */
export function changesIn(upper: Upper): Change[] {
  const changes = [...changesAt(upper, '')]
  return changes.sort((one, other) => compareNames(one.path, other.path))
}

function* changesAt(upper: Upper, before: FileName): Generator<Change> {
  const { directory, below } = upper
  const names = directory.names()
  for (const name of names) yield* changeOf(upper, name, `${before}/${name}`)
  if (!below || !isOpaque(directory, upper.space)) return
  for (const name of below.names())
    if (!names.includes(name)) yield { kind: 'D', path: `${before}/${name}` }
}

function* changeOf(
  upper: Upper,
  name: FileName,
  path: FileName,
): Generator<Change> {
  const stat = upper.directory.stat(name)
  if (stat === undefined || isOfInit(upper, path)) return
  refuseElsewhere(upper.directory.at(name), path, upper.space)
  const found = upper.below?.find(name)
  try {
    const inner = stat.isDirectory()
      ? changesInside(upper, name, path, found)
      : []
    const kind = kindOf(stat, whatWas(upper, name, stat, found))
    const made = upper.init?.get(path.slice(1))
    const isUntouched = made && inner.length === 0 && isAsMade(made, stat)
    if (kind && !isUntouched) yield { kind, path }
    yield* inner
  } finally {
    found?.inside.close()
  }
}

function changesInside(
  upper: Upper,
  name: FileName,
  path: FileName,
  found: Found | undefined,
): Change[] {
  return upper.directory.within(name, (directory) => {
    const inside = { ...upper, directory, below: upper.below && found?.inside }
    return [...changesAt(inside, path)]
  })
}

/** A file of the init layer, whatever became of it. */
function isOfInit({ init }: Upper, path: FileName): boolean {
  return init?.get(path.slice(1))?.isDirectory === false
}

/** What was there before; `true` for something that nobody can look at. */
type Before = BigIntStats | true | undefined

function whatWas(
  { directory, below, space }: Upper,
  name: FileName,
  stat: BigIntStats,
  found: Found | undefined,
): Before {
  if (below) return found?.stat
  return isWhiteout(stat) || isCopiedUp(directory.at(name), space) || undefined
}

function kindOf(now: BigIntStats, before: Before): Change['kind'] | undefined {
  // A whiteout of what was not there hides nothing.
  if (isWhiteout(now)) return before ? 'D' : undefined
  // #region lab-05-diff
  if (before === undefined) return 'A'
  // Directories are copied up when something in them is: that is no change.
  const isSame = before !== true && isSameDirectory(now, before)
  return isSame ? undefined : 'C'
  // #endregion lab-05-diff
}

function isSameDirectory(one: BigIntStats, other: BigIntStats): boolean {
  if (!one.isDirectory() || !other.isDirectory()) return false
  const looks = (stat: BigIntStats) =>
    [stat.mode, stat.uid, stat.gid, stat.mtimeNs].join()
  return looks(one) === looks(other)
}
