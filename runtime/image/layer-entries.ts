// The entries that an upper directory becomes. They are sorted by name in each
// directory, so that the same changes make the same archive, bit for bit.

import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readlinkSync,
  readSync,
} from 'node:fs'
import { LayerError } from '../errors.ts'
import type { Directory } from '../linux/directory.ts'
import { type FileName, textOfName } from '../linux/file-name.ts'
import type { Found } from '../linux/overlay-below.ts'
import {
  isMark,
  isOpaque,
  isWhiteout,
  refuseElsewhere,
} from '../linux/overlay-marks.ts'
import { listXattrs, readXattr } from '../linux/xattr.ts'
import type { Upper } from './changes.ts'
import { isAsMade } from './init-layer.ts'
import { opaqueIn, refuseReserved, whiteoutOf } from './layer-name.ts'
import type { TarEntry, TarKind } from './tar-entry.ts'
import type { TarInput } from './tar-write.ts'

/** What was seen so far: the first name of each file that has several. */
type Links = Map<string, FileName>

/**
 * All entries of a layer. Sockets are left out: they are of use only to a
 * process that listens.
 *
 * @throws {LayerError} For what a layer cannot hold.
 * @see image-spec layer.md
 */
export async function* layerEntries(upper: Upper): AsyncGenerator<TarInput> {
  yield* entriesIn(upper, '', new Map())
}

function* entriesIn(
  upper: Upper,
  before: FileName,
  links: Links,
): Generator<TarInput> {
  for (const name of upper.directory.names()) {
    const path = before + name
    refuseReserved(name, path)
    if (upper.init?.get(path)?.isDirectory === false) continue
    const stat = upper.directory.stat(name)
    if (stat === undefined) refuseChange(path)
    refuseElsewhere(upper.directory.at(name), path, upper.space)
    const found = upper.below?.find(name)
    try {
      yield* entriesOf({ upper, name, before, stat, found, links })
    } finally {
      found?.inside.close()
    }
  }
}

/** One thing in an upper directory. */
interface Thing {
  readonly upper: Upper
  readonly name: FileName
  /** Path of the directory, with "/" at its end; `''` at the top. */
  readonly before: FileName
  readonly stat: BigIntStats
  readonly found: Found | undefined
  readonly links: Links
}

function* entriesOf(thing: Thing): Generator<TarInput> {
  const { name, before, stat } = thing
  if (stat.isSocket()) return
  // #region lab-05-commit
  if (isWhiteout(stat)) {
    if (hides(thing)) yield { entry: mark(before + whiteoutOf(name)) }
  } else if (stat.isDirectory()) {
    yield* directoryEntries(thing)
  } else {
    yield fileEntry(thing)
  }
  // #endregion lab-05-commit
}

/** Whether there is something below; who knows no better says yes. */
function hides({ upper, found }: Thing): boolean {
  return upper.below === undefined || found !== undefined
}

function* directoryEntries(thing: Thing): Generator<TarInput> {
  const { upper, name, before, found, links } = thing
  const path = before + name
  const directory = upper.directory.open(name)
  try {
    const inside = { ...upper, directory, below: upper.below && found?.inside }
    const entries = entriesIn(inside, `${path}/`, links)
    const first = entries.next()
    if (first.done && isUntouched(thing)) return
    yield { entry: entryOf(thing, 'directory') }
    const isHiding = isOpaque(directory, upper.space) && hidesAll(thing)
    if (isHiding) yield { entry: mark(opaqueIn(path)) }
    if (!first.done) yield first.value
    yield* entries
  } finally {
    directory.close()
  }
}

/** The kernel calls every new directory opaque; most have nothing to hide. */
function hidesAll({ upper, found }: Thing): boolean {
  return upper.below === undefined || found?.stat.isDirectory() === true
}

/** A directory of the init layer, copied up for a file that is left out. */
function isUntouched({ upper, before, name, stat }: Thing): boolean {
  const init = upper.init?.get(before + name)
  return init !== undefined && isAsMade(init, stat)
}

function fileEntry(thing: Thing): TarInput {
  const { upper, name, before, stat, links } = thing
  const path = before + name
  const identity = `${stat.dev}:${stat.ino}`
  const first = links.get(identity)
  if (first !== undefined)
    return { entry: { ...entryOf(thing, 'link'), target: first } }
  if (stat.nlink > 1n) links.set(identity, path)
  const entry = entryOf(thing, kindOf(stat))
  if (!stat.isFile()) return { entry }
  return { entry, body: contentOf(upper.directory, name, stat, path) }
}

function kindOf(stat: BigIntStats): TarKind {
  if (stat.isFile()) return 'file'
  if (stat.isSymbolicLink()) return 'symlink'
  if (stat.isFIFO()) return 'fifo'
  return stat.isCharacterDevice() ? 'character-device' : 'block-device'
}

const PLAIN: Omit<TarEntry, 'name' | 'kind'> = {
  mode: 0,
  uid: 0,
  gid: 0,
  mtime: 0n,
  size: 0,
  target: '',
  major: 0,
  minor: 0,
  xattrs: new Map(),
}

/** An empty file that says something. When it was said does not matter. */
function mark(name: FileName): TarEntry {
  return { ...PLAIN, name, kind: 'file' }
}

function entryOf(thing: Thing, kind: TarKind): TarEntry {
  const { upper, name, before, stat } = thing
  const path = upper.directory.at(name)
  return {
    name: kind === 'directory' ? `${before}${name}/` : before + name,
    kind,
    mode: Number(stat.mode) & 0o7777,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    mtime: stat.mtimeNs,
    size: kind === 'file' ? Number(stat.size) : 0,
    target: kind === 'symlink' ? readlinkSync(path, 'latin1') : '',
    ...(/device$/.test(kind) ? numbersOf(stat.rdev) : { major: 0, minor: 0 }),
    xattrs: kind === 'link' ? new Map() : xattrsOf(path),
  }
}

/** @see makedev(3) */
function numbersOf(device: bigint): { major: number; minor: number } {
  const bits = (shift: bigint, mask: bigint) => (device >> shift) & mask
  return {
    major: Number(bits(8n, 0xfffn) | bits(32n, 0xfffff000n)),
    minor: Number(bits(0n, 0xffn) | bits(12n, 0xffffff00n)),
  }
}

/** A label that the policy of one machine gave, and means nothing elsewhere. */
export const HOST_LABEL = 'security.selinux'

function xattrsOf(path: Buffer): Map<FileName, Buffer> {
  const names = listXattrs(path).filter(
    (name) => !isMark(name) && name !== HOST_LABEL,
  )
  return new Map(
    names.map((name) => [name, readXattr(path, name) ?? Buffer.alloc(0)]),
  )
}

const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
const PIECE = 1 << 18

/** Exactly the bytes that the entry has promised, holes as zeros. */
async function* contentOf(
  directory: Directory,
  name: FileName,
  { dev, ino, size }: BigIntStats,
  path: FileName,
): AsyncGenerator<Buffer> {
  // A FIFO that took its place meanwhile must not keep us waiting.
  const flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
  const fd = openSync(directory.at(name), flags)
  try {
    const now = fstatSync(fd, { bigint: true })
    if (now.ino !== ino || now.dev !== dev) refuseChange(path)
    for (let left = Number(size); left > 0; ) {
      const piece = Buffer.allocUnsafe(Math.min(left, PIECE))
      const count = readSync(fd, piece)
      if (count === 0) refuseChange(path)
      left -= count
      yield piece.subarray(0, count)
    }
  } finally {
    closeSync(fd)
  }
}

function refuseChange(path: FileName): never {
  const wanted = 'left alone while it is read'
  throw new LayerError(textOfName(path), wanted, 'somebody who changes it')
}
