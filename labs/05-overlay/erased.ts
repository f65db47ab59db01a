/**
 * A container that only deletes, and what `diff` says of the marks that this
 * leaves. It is asked folder by folder, as if each were an upper directory: so
 * nothing but marks is in them.
 *
 *     files/   file, device      deleted            two whiteouts
 *     dir/     some files        replaced by a new  opaque
 *                                folder
 *     kept/    one file of two   deleted            copied up: not opaque
 */
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Change,
  change,
  treeOf,
  type Xattrs,
  xattrsOf,
} from '#checker/files.ts'
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

const FOLDERS = ['files', 'dir', 'kept'] as const
type Folder = (typeof FOLDERS)[number]

export interface Erased extends Shown {
  readonly names: Names
  /** Of each folder, what `diff` printed, as lines. */
  readonly lines: Readonly<Record<Folder, readonly string[]>>
  /** What the kernel left in the upper folder, as lines. */
  readonly marks: string
  /** The folder that is no opaque one, and why it could be taken for one. */
  readonly keptMarks: string
}

interface Names {
  readonly file: string
  readonly device: string
  readonly inDir: readonly string[]
  readonly inKept: string
  readonly outOfKept: string
}

export async function erased(bench: Bench): Promise<Erased> {
  const names = drawNames(bench)
  const place = await makePlace(bench, 'erased', layersOf(bench, names))
  const lower = ['above', 'below']
  const { mounted } = await live(bench, place, lower, deletions(names))
  // A value that other kernels give for other ends. @see overlayfs.rst
  const kept = place.path('upper', 'kept')
  await change(bench, place.path('upper'), [
    { xattr: '/kept', name: 'trusted.overlay.opaque', value: Buffer.from('x') },
  ])

  const diffs: Ran[] = []
  for (const folder of FOLDERS) diffs.push(await diffOf(bench, place, folder))
  const [files, dir, keptLines] = diffs.map(linesOf)
  return {
    ran: [mounted, ...diffs],
    names,
    lines: { files: files ?? [], dir: dir ?? [], kept: keptLines ?? [] },
    marks: await marksIn(bench, place),
    keptMarks: describeXattrs((await xattrsOf(bench, [kept]))[0] ?? null),
  }
}

function drawNames({ seed }: Bench): Names {
  const drawn = (name: string) => seed.hex(`erased ${name}`, 4)
  return {
    file: drawn('file'),
    device: drawn('device'),
    inDir: ['one', 'two', 'three'].map(drawn).sort(),
    inKept: drawn('kept'),
    outOfKept: drawn('out of kept'),
  }
}

function layersOf({ seed }: Bench, { file, device, ...names }: Names): Entry[] {
  const numbers = seed.pick('numbers of a device', [
    { major: seed.int('major of a device', 1, 200), minor: 0 },
    { major: 1, minor: seed.int('minor of a device', 1, 200) },
  ])
  const inDir = names.inDir.map((name, at) =>
    textFile(`${at === 0 ? 'above' : 'below'}/dir/${name}`, name),
  )
  return [
    textFile(`below/files/${file}`, file),
    {
      kind: 'device',
      path: `above/files/${device}`,
      type: 'c',
      ...numbers,
      mode: 0o600,
    },
    ...inDir,
    textFile(`below/kept/${names.inKept}`, 'kept'),
    textFile(`below/kept/${names.outOfKept}`, 'deleted'),
    ...folders('above/kept', 'upper', 'work', 'merged'),
  ]
}

function deletions(names: Names): readonly Change[] {
  const { file, device, inDir, outOfKept } = names
  return [
    { remove: `/files/${file}` },
    { remove: `/files/${device}` },
    ...inDir.map((name): Change => ({ remove: `/dir/${name}` })),
    { removeDirectory: '/dir' },
    { makeDirectory: '/dir' },
    { remove: `/kept/${outOfKept}` },
  ]
}

function diffOf(bench: Bench, place: Place, folder: Folder): Promise<Ran> {
  const lower = lowerOf(place, [`above/${folder}`, `below/${folder}`])
  const args = ['diff', '--lower', lower, place.path('upper', folder)]
  return run(bench, place, args)
}

const linesOf = ({ ending }: Ran) => ending.stdout.split('\n').filter(Boolean)

async function marksIn(bench: Bench, place: Place): Promise<string> {
  const tree = await treeOf(bench, place.path('upper'))
  const entries = tree?.entries ?? []
  const paths = entries.map(({ path }) => place.path('upper', path))
  const xattrs = await xattrsOf(bench, paths)
  return entries
    .map(
      ({ path, kind, device }, at) =>
        `${path || '.'}: ${kind} ${device ?? ''} ${describeXattrs(xattrs[at] ?? null)}`,
    )
    .join('\n')
}

/** Only what is text: others hold handles of files. */
function describeXattrs(xattrs: Xattrs | null): string {
  return Object.entries(xattrs ?? {})
    .map(([name, value]) =>
      /^[\x20-\x7e]*$/.test(`${value}`) ? `${name}=${value}` : name,
    )
    .join(' ')
}
