/**
 * What a container does to its files: all that a layer can hold, done once, by
 * names drawn anew.
 *
 *     below      etc/append  etc/chmod   gone/x   still/deep   tree/a  tree/b
 *                swept/aa  swept/ab   rewritten
 *     on top     note
 *     made       new/…: a file with two names, a link, a FIFO, a device
 */
import type { Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import type { Change } from '#checker/files.ts'
import { folders } from './commands.ts'

const LABELS = [
  'etc append chmod gone x still deep tree a b swept aa ab zz rewritten note',
  'new file twin symlink pipe device capable sparse',
]
  .join(' ')
  .split(' ')

/** Longer than the name field of a tar header. */
const LONG = 150

/** What was drawn for one container. */
export interface Drawn {
  /** `etc` → `etc4f2a` */
  name(label: string): string
  /** `etc/append` → `etc4f2a/append77b1` */
  path(labels: string): string
  text(label: string): string
  readonly longName: string
  readonly uid: number
  readonly gid: number
  readonly mtime: number
  readonly major: number
  readonly minor: number
  /** A value of security.capability. */
  readonly capability: Buffer
}

/** Draw everything. */
export function draw({ seed }: Bench): Drawn {
  const names = new Map(
    LABELS.map((label) => [label, label + seed.hex(`name of ${label}`, 2)]),
  )
  const name = (label: string) => names.get(label) ?? label
  return {
    name,
    path: (labels) => labels.split('/').map(name).join('/'),
    text: (label) => seed.hex(`text of ${label}`, 6),
    longName: `long${seed.hex('long name', 8).repeat(LONG / 16)}`,
    uid: seed.int('owner', 1_000, 60_000),
    gid: seed.int('group', 1_000, 60_000),
    mtime: seed.int('mtime', 1_000_000_000, 1_600_000_000),
    major: seed.int('major', 1, 500),
    minor: seed.int('minor', 1, 200_000),
    capability: capability(seed.int('capability', 1, 0x1ff_ffff)),
  }
}

/** `struct vfs_cap_data`, revision 2, effective. @see capabilities(7) */
function capability(permitted: number): Buffer {
  const value = Buffer.alloc(20)
  value.writeUInt32LE(0x0200_0001, 0)
  value.writeUInt32LE(permitted, 4)
  return value
}

const BELOW = [
  'etc/append etc/chmod gone/x still/deep tree/a tree/b',
  'swept/aa swept/ab rewritten',
]
  .join(' ')
  .split(' ')
const FOLDERS = ['etc', 'gone', 'still', 'tree', 'swept']

/** Bytes of the file of which only the mode is changed. */
const LARGE = 20_000

/** The layers, and an overlay to be; nothing in them is of today. */
export function layersFor({ name, path, text, mtime, uid }: Drawn): Entry[] {
  const file = (labels: string): Entry => ({
    kind: 'text',
    path: `bottom/${path(labels)}`,
    text: labels === 'etc/chmod' ? large(text(labels)) : text(labels),
    owner: uid,
    mtime,
  })
  return [
    ...BELOW.map(file),
    { kind: 'text', path: `top/${name('note')}`, text: text('note'), mtime },
    ...FOLDERS.map(
      (label): Entry => ({
        kind: 'directory',
        path: `bottom/${name(label)}`,
        mtime,
      }),
    ),
    ...folders('upper', 'work', 'merged'),
  ]
}

const large = (text: string) =>
  text.repeat(Math.ceil(LARGE / text.length)).slice(0, LARGE)

const S_IFCHR = 0o020000
const S_IFIFO = 0o010000

/** What the container does, in this order. */
export function changesOf(drawn: Drawn): readonly Change[] {
  const { text } = drawn
  const at = (labels: string) => `/${drawn.path(labels)}`
  return [
    { append: at('etc/append'), text: text('appended') },
    { mode: at('etc/chmod'), bits: 0o600 },
    { remove: at('gone/x') },
    { append: at('still/deep'), text: text('appended') },
    ...removal(at('tree'), [at('tree/a'), at('tree/b')]),
    ...removal(at('swept'), [at('swept/aa'), at('swept/ab')]),
    { makeDirectory: at('swept') },
    { write: at('swept/zz'), text: text('zz') },
    { remove: at('rewritten') },
    { write: at('rewritten'), text: text('rewritten again') },
    { remove: at('note') },
    ...additions(drawn),
  ]
}

function removal(directory: string, files: readonly string[]): Change[] {
  const removed = files.map((remove): Change => ({ remove }))
  return [...removed, { removeDirectory: directory }]
}

function additions(drawn: Drawn): readonly Change[] {
  const { text, uid, gid, capability, longName } = drawn
  const at = (label: string) => `/${drawn.path(`new/${label}`)}`
  const file = at('file')
  return [
    { makeDirectory: `/${drawn.name('new')}`, mode: 0o750 },
    { write: file, text: text('file') },
    { owner: file, uid, gid },
    // Only now: a new owner takes the set-user-ID bit away.
    { mode: file, bits: 0o4755 },
    { link: at('twin'), to: file },
    { symlink: at('symlink'), target: `../${drawn.path('etc/append')}` },
    { node: at('pipe'), mode: S_IFIFO | 0o640, device: 0 },
    { node: at('device'), mode: S_IFCHR | 0o620, device: deviceOf(drawn) },
    { write: at('capable'), text: text('capable') },
    { xattr: at('capable'), name: 'security.capability', value: capability },
    { write: `/${drawn.name('new')}/${longName}`, text: text('long') },
  ]
}

/** `dev_t`, as the kernel packs it. @see makedev(3) */
function deviceOf({ major, minor }: Drawn): number {
  return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0
}
