/**
 * Two containers on the same layers. What a layer has is on the disk once, and in
 * memory once, however many read it: the page cache belongs to the inode.
 *
 *     image/   large, written        the one     reads large, writes to written
 *                                    the other   reads both
 */
import type { Bench } from '#checker/bench.ts'
import { bytesOf, change, type TreeEntry, treeOf } from '#checker/files.ts'
import { makePlace, type Place } from '#checker/layers.ts'
import {
  folders,
  mountStack,
  type Shown,
  textFile,
  unmountStack,
} from './commands.ts'

const CONTAINERS = ['one', 'other'] as const
export type Container = (typeof CONTAINERS)[number]

export interface Shared extends Shown {
  /** Inode of the large file in the layer, and as each container sees it. */
  readonly inodes: Readonly<Record<'layer' | Container, string>>
  /** Content of the file that the one has written to. */
  readonly texts: Readonly<Record<'layer' | Container, string | null>>
  readonly before: string
  readonly written: string
  /** Bytes of the large file, as each container sees it. */
  readonly sizes: Readonly<Record<'layer' | Container, number>>
  /** Bytes on the disk, of the layer and of what each container wrote. */
  readonly taken: Readonly<Record<'layer' | Container, number>>
}

const LEAST = 300_000
const MOST = 600_000

export async function shared(bench: Bench): Promise<Shared> {
  const drawn = (name: string) => bench.seed.hex(`shared ${name}`, 4)
  const [large, small] = ['large', 'small'].map(drawn) as [string, string]
  const size = bench.seed.int('size of the shared file', LEAST, MOST)
  const place = await makePlace(bench, 'shared', [
    textFile(`image/${large}`, drawn('text').repeat(size / 8)),
    textFile(`image/${small}`, drawn('before')),
    ...folders('empty', ...CONTAINERS.flatMap(foldersOf)),
  ])
  const ran = []
  for (const name of CONTAINERS)
    ran.push(await mountStack(bench, place, stackOf(name)))
  const taken = await each(place, 'upper', (path) => diskOf(bench, path))
  const append = { append: `/${small}`, text: drawn('written') }
  await change(bench, place.path('one-merged'), [append])
  const inodes = await each(place, 'merged', async (path) =>
    inodeOf(await fileIn(bench, path, large)),
  )
  const sizes = await each(place, 'merged', async (path) => {
    return (await fileIn(bench, path, large))?.size ?? 0
  })
  const texts = await each(place, 'merged', async (path) => {
    return (await bytesOf(bench, `${path}/${small}`))?.toString() ?? null
  })
  for (const name of CONTAINERS)
    await unmountStack(bench, place, `${name}-merged`)
  const [before, written] = [drawn('before'), drawn('written')]
  return { ran, inodes, texts, before, written, sizes, taken }
}

const foldersOf = (name: Container) =>
  ['upper', 'work', 'merged'].map((folder) => `${name}-${folder}`)

const stackOf = (name: Container) => ({
  lower: ['image', 'empty'],
  upper: `${name}-upper`,
  work: `${name}-work`,
  target: `${name}-merged`,
})

/** Look at the layer, and at a folder of each container. */
async function each<T>(
  place: Place,
  folder: 'upper' | 'merged',
  look: (path: string) => Promise<T>,
): Promise<Record<'layer' | Container, T>> {
  const [layer, one, other] = await Promise.all([
    look(place.path('image')),
    look(place.path(`one-${folder}`)),
    look(place.path(`other-${folder}`)),
  ])
  return { layer, one, other }
}

async function fileIn(
  bench: Bench,
  folder: string,
  name: string,
): Promise<TreeEntry | undefined> {
  const tree = await treeOf(bench, folder)
  return tree?.entries.find(({ path }) => path === name)
}

/** Without the device: that of an overlay is its own. */
const inodeOf = (file: TreeEntry | undefined) =>
  /^inode \d+/.exec(file?.identity ?? '')?.[0] ?? 'not there'

async function diskOf(bench: Bench, folder: string): Promise<number> {
  const tree = await treeOf(bench, folder)
  const files = tree?.entries.filter(({ kind }) => kind === 'file') ?? []
  return files.reduce((sum, { bytesOnDisk }) => sum + bytesOnDisk, 0)
}
