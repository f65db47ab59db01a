/**
 * A container that has changed its files in every way there is, and ended: its
 * layers as they were before and after, and what is left in its upper folder.
 * Steps 2, 4 and 5 look at it.
 */
import type { Bench } from '#checker/bench.ts'
import { bytesOf, type Tree, treeOf } from '#checker/files.ts'
import { makePlace, type Place } from '#checker/layers.ts'
import { changesOf, type Drawn, draw, layersFor } from './changes.ts'
import { live, lowerOf, type Shown } from './commands.ts'

/** The topmost first. */
export const LOWER = ['top', 'bottom'] as const

export interface Changed extends Shown {
  readonly place: Place
  readonly drawn: Drawn
  /** Of each change that could not be made, what it was and its error. */
  readonly refused: readonly string[]
  /** The lower folders, before and after, as lines. */
  readonly before: string
  readonly after: string
  readonly upper: Tree | null
  /** Content of the file that something was appended to, in the upper folder. */
  readonly appended: string | null
}

/** `--lower` of this container. */
export const lowerArgs = ({ place }: Changed): readonly string[] => [
  '--lower',
  lowerOf(place, LOWER),
]

export async function changed(bench: Bench): Promise<Changed> {
  const drawn = draw(bench)
  const place = await makePlace(bench, 'changed', layersFor(drawn))
  const before = await lowersOf(bench, place)
  const changes = changesOf(drawn)
  const { mounted, errors } = await live(bench, place, LOWER, changes)
  const append = place.path('upper', drawn.path('etc/append'))
  return {
    ran: [mounted],
    place,
    drawn,
    refused: errors.flatMap((error, at) =>
      error === null ? [] : `${JSON.stringify(changes[at])}: ${error}`,
    ),
    before,
    after: await lowersOf(bench, place),
    upper: await treeOf(bench, place.path('upper')),
    appended: (await bytesOf(bench, append))?.toString() ?? null,
  }
}

async function lowersOf(bench: Bench, place: Place): Promise<string> {
  const lines = await Promise.all(
    LOWER.map(async (name) => {
      const tree = await treeOf(bench, place.path(name))
      return (tree?.entries ?? []).map(
        ({ path, identity, mode, uid, mtimeNs, sha256 }) =>
          `${name}/${path}: inode ${identity}, mode ${mode.toString(8)}, owner ${uid}, changed ${mtimeNs}, ${sha256?.slice(0, 12) ?? '-'}`,
      )
    }),
  )
  return lines.flat().join('\n')
}
