/**
 * A container on an image, with an init layer between: it writes into files of
 * both, and then its changes are listed and committed.
 *
 *     upper    etc/hosts  etc/resolv.conf      etc/motd  srv/…
 *     init     etc/hosts  etc/resolv.conf  …
 *     image                                    etc/motd
 */
import type { Bench } from '#checker/bench.ts'
import { bytesOf, type Tree, treeOf } from '#checker/files.ts'
import { makePlace, type Place } from '#checker/layers.ts'
import {
  folders,
  live,
  lowerOf,
  type Ran,
  run,
  type Shown,
  textFile,
} from './commands.ts'
import { readTar } from './tar.ts'

export interface Furnished extends Shown {
  readonly init: Tree | null
  /** Written to by the container: in a layer, and in the init layer. */
  readonly own: readonly string[]
  readonly ofInit: readonly string[]
  /** Paths in the archive; `null` if there is none. */
  readonly archived: readonly string[] | null
  /** Paths that `diff` tells of. */
  readonly listed: readonly string[]
  /** A file that was there before `init` made the others. */
  readonly kept: { readonly wanted: string; readonly found: string | null }
  /** Names of the files that `init` made beside it. */
  readonly beside: readonly string[]
}

const LOWER = ['init', 'image']
const OF_INIT = ['etc/hosts', 'etc/resolv.conf']

export async function furnished(bench: Bench): Promise<Furnished> {
  const text = bench.seed.hex('text of a furnished one', 6)
  const own = ['etc/motd', `srv/${bench.seed.hex('file in srv', 4)}`]
  const place = await makePlace(bench, 'furnished', [
    textFile('image/etc/motd', text),
    textFile('again/etc/hosts', text),
    ...folders('image/srv', 'upper', 'work', 'merged'),
  ])
  const made = [
    await run(bench, place, ['init', place.path('init')]),
    await run(bench, place, ['init', place.path('again')]),
  ]
  const init = await treeOf(bench, place.path('init'))
  const found = await bytesOf(bench, place.path('again/etc/hosts'))
  const paths = [place.path('again/etc')]
  const [beside] = await bench.call('list', { paths })
  const used = await use(bench, place, text, own)
  const bytes = await bytesOf(bench, place.path('layer.tar'))
  const lines = used.at(-1)?.ending.stdout.split('\n').filter(Boolean) ?? []
  return {
    ran: [...made, ...used],
    init,
    own,
    ofInit: OF_INIT,
    archived: bytes && (readTar(bytes)?.map(({ name }) => name) ?? null),
    listed: lines.map((line) => line.slice('A /'.length)),
    kept: { wanted: text, found: found?.toString() ?? null },
    beside: beside ?? [],
  }
}

/** Be the container, then commit what it left, then list it. */
async function use(
  bench: Bench,
  place: Place,
  text: string,
  own: readonly string[],
): Promise<readonly Ran[]> {
  const paths = [...OF_INIT, ...own]
  const changes = paths.map((path) => ({ append: `/${path}`, text }))
  const { mounted } = await live(bench, place, LOWER, changes)
  const [upper, file] = [place.path('upper'), place.path('layer.tar')]
  const options = [
    ...['--init', place.path('init')],
    ...['--lower', lowerOf(place, LOWER)],
  ]
  const none = ['--compress', 'none']
  const commit = ['commit', ...none, ...options, upper, file]
  const diff = ['diff', ...options, upper]
  return [
    mounted,
    await run(bench, place, commit),
    await run(bench, place, diff),
  ]
}
