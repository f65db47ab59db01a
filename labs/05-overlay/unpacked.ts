/**
 * An honest layer, unpacked onto the layers below it.
 *
 *     below                     the layer                      afterwards
 *     gone                      .wh.gone                       –
 *     kept                                                     kept
 *     old/one  old/two          old/first  .wh..wh..opq  …     old/first  old/last
 *                               dir/…: every kind of file      dir/…
 */
import { gzipSync } from 'node:zlib'
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { type Tree, treeOf, type Xattrs, xattrsOf } from '#checker/files.ts'
import { makePlace } from '#checker/layers.ts'
import { type Drawn, draw } from './changes.ts'
import { folders, run, type Shown, textFile } from './commands.ts'
import { digestOf } from './packed.ts'
import { makeTar, type TarInput } from './tar-make.ts'

/** As text the names of one archive; every file of it is in `dir`. */
export interface Layer {
  readonly entries: readonly TarInput[]
  readonly archive: Buffer
  /** Names that the layers below have. */
  readonly gone: string
  readonly kept: string
  readonly old: string
  readonly mtime: number
}

export interface Unpacked extends Shown {
  readonly layer: Layer
  readonly target: Tree | null
  readonly xattrs: Xattrs | null
  /** The same layer, unpacked for an overlay. */
  readonly lower: Tree | null
  readonly lowerOld: Xattrs | null
}

export async function unpacked(bench: Bench): Promise<Unpacked> {
  const layer = draftLayer(bench)
  const { gone, kept, old, archive } = layer
  const place = await makePlace(bench, 'unpacked', [
    textFile(`target/${gone}`, 'gone'),
    textFile(`target/${kept}`, 'kept'),
    textFile(`target/${old}/one`, '1'),
    textFile(`target/${old}/two`, '2'),
    archiveFile('layer.tar.gz', gzipSync(archive)),
    ...folders('lower'),
  ])
  const file = place.path('layer.tar.gz')
  const checked = ['unpack', '--diff-id', digestOf(archive), file]
  const ran = [
    await run(bench, place, [...checked, place.path('target')]),
    await run(bench, place, ['unpack', '--overlay', file, place.path('lower')]),
  ]
  const capable = layer.entries.find(({ xattrs }) => xattrs)?.name ?? ''
  const paths = [place.path('target', capable), place.path('lower', old)]
  const [xattrs = null, lowerOld = null] = await xattrsOf(bench, paths)
  const target = await treeOf(bench, place.path('target'))
  const lower = await treeOf(bench, place.path('lower'))
  return { ran, layer, target, xattrs, lower, lowerOld }
}

/** An archive to lay out. */
export const archiveFile = (path: string, bytes: Buffer): Entry => ({
  kind: 'file',
  path,
  base64: bytes.toString('base64'),
  mode: 0o644,
})

/** Zeros before and after the text: a program may leave holes there. */
const HOLE = 600_000

function draftLayer(bench: Bench): Layer {
  const drawn = draw(bench)
  const name = (label: string) => label + bench.seed.hex(`unpack ${label}`, 2)
  const [gone, kept, old] = ['gone', 'kept', 'old'].map(name) as Names
  const { mtime } = drawn
  const entries = [
    ...filesOf(drawn, name('dir')),
    { name: `.wh.${gone}` },
    { name: `${old}/`, type: '5', mode: 0o755, mtime },
    { name: `${old}/first`, mtime },
    { name: `${old}/.wh..wh..opq` },
    { name: `${old}/last`, mtime },
  ]
  return { entries, archive: makeTar(entries), gone, kept, old, mtime }
}

type Names = [gone: string, kept: string, old: string]

function filesOf(drawn: Drawn, dir: string): readonly TarInput[] {
  const { uid, gid, mtime, major, minor, text, longName } = drawn
  const common = { uid, gid, mtime }
  const at = (label: string) => `${dir}/${drawn.name(label)}`
  const body = Buffer.from(text('file'))
  const hole = Buffer.alloc(HOLE)
  return [
    { ...common, name: `${dir}/`, type: '5', mode: 0o1750 },
    { ...common, name: at('file'), mode: 0o4711, body },
    { ...common, name: at('twin'), type: '1', link: at('file') },
    { ...common, name: at('symlink'), type: '2', mode: 0o777, link: '../x' },
    { ...common, name: at('pipe'), type: '6', mode: 0o640 },
    { ...common, name: at('device'), type: '3', mode: 0o620, major, minor },
    {
      ...common,
      name: at('capable'),
      mode: 0o755,
      xattrs: { 'security.capability': drawn.capability },
      body,
    },
    {
      ...common,
      name: at('sparse'),
      mode: 0o600,
      body: Buffer.concat([hole, body, hole]),
    },
    { ...common, name: `${dir}/${longName}`, mode: 0o644 },
  ]
}
