// Reads a tar archive, entry by entry. Whoever made it may want us to read
// something else than what others read, so nothing is guessed: what does not
// follow the format, or is not known, ends it.
//
// The archives of layers come with headers that describe the next one: PAX
// records, and the two of GNU tar for names that are too long.
import { LayerError } from '../errors.ts'
import { type FileName, textOfName } from '../linux/file-name.ts'
import { ByteReader, type ByteSource } from './byte-reader.ts'
import { decodePax, type PaxRecords, xattrsIn } from './pax.ts'
import { type TarEntry, type TarKind, TYPE_FLAGS } from './tar-entry.ts'
import { BLOCK, decodeHeader, type TarHeader } from './tar-header.ts'

/** An entry, and what is in it: to be read before the next one, or not. */
export interface TarItem {
  readonly entry: TarEntry
  /** Bytes of a file, piece by piece. */
  readonly body: AsyncGenerator<Buffer>
}

/** Most bytes of a header that describes another: some attributes, a name. */
const MOST_DESCRIPTION = 1 << 20

const KINDS = new Map<string, TarKind>([
  ...Object.entries(TYPE_FLAGS).map(
    ([kind, flag]) => [flag, kind as TarKind] as const,
  ),
  // A file, as older archives say it; and one without gaps on the disk.
  ['\0', 'file'],
  ['7', 'file'],
])

/**
 * Read an archive to its end, what comes after it included: it all counts for
 * the digest.
 *
 * @throws {LayerError} If it is none, ends early or holds what layers cannot.
 * @see tar(5); image-spec layer.md
 */
export async function* readTar(source: ByteSource): AsyncGenerator<TarItem> {
  const reader = new ByteReader(source, 'a tar archive')
  try {
    for (;;) {
      const described = await readDescribed(reader)
      if (described === undefined) break
      yield* readItem(reader, entryOf(described))
    }
    for await (const _ of reader.toEnd());
  } finally {
    await reader.close()
  }
}

async function* readItem(
  reader: ByteReader,
  entry: TarEntry,
): AsyncGenerator<TarItem> {
  let left = entry.size
  async function* read() {
    for await (const piece of reader.pieces(left)) {
      left -= piece.length
      yield piece
    }
  }
  yield { entry, body: read() }
  for await (const _ of read());
  await reader.read(paddingOf(entry.size))
}

/** How much follows a body up to the next block. */
export const paddingOf = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK

/** A header, and what others before it say of the same entry. */
interface Described {
  readonly header: TarHeader
  readonly pax: PaxRecords
  readonly name?: FileName
  readonly target?: FileName
}

async function readDescribed(
  reader: ByteReader,
): Promise<Described | undefined> {
  let described: Omit<Described, 'header'> = { pax: new Map() }
  for (;;) {
    const header = decodeHeader(await reader.read(BLOCK))
    if (header === undefined) return undefined
    if (!'xgLK'.includes(header.type)) return { ...described, header }
    described = { ...described, ...(await readDescription(reader, header)) }
  }
}

async function readDescription(
  reader: ByteReader,
  { type, size }: TarHeader,
): Promise<Partial<Described>> {
  if (size > MOST_DESCRIPTION)
    throw new LayerError('', 'a tar archive', `a header of ${size} bytes`)
  const body = await reader.read(size)
  await reader.read(paddingOf(size))
  const text = body.toString('latin1').replace(/\0+$/, '')
  if (type === 'L') return { name: text }
  if (type === 'K') return { target: text }
  // What is said of all entries, in "g", is no more than a comment in practice.
  return type === 'x' ? { pax: decodePax(body) } : {}
}

function entryOf({ header, pax, ...gnu }: Described): TarEntry {
  const text = (key: string) => pax.get(key)?.toString('latin1')
  const name = text('path') ?? gnu.name ?? header.name
  const target = text('linkpath') ?? gnu.target ?? header.target
  const xattrs = xattrsIn(pax)
  for (const words of [name, target, ...xattrs.keys()]) refuseNul(words, name)
  const kind = kindOf(header, name)
  refuseSparse(pax, name)
  const size = numberIn(pax, 'size') ?? header.size
  return {
    name,
    kind,
    mode: header.mode & 0o7777,
    uid: numberIn(pax, 'uid') ?? header.uid,
    gid: numberIn(pax, 'gid') ?? header.gid,
    mtime: timeIn(pax) ?? BigInt(header.seconds) * NANOSECONDS,
    // Nothing follows what is no file, whatever its header says.
    size: kind === 'file' ? size : 0,
    target,
    major: header.major,
    minor: header.minor,
    xattrs,
  }
}

/** A call would see only what stands before it, and we have looked at all. */
function refuseNul(words: FileName, name: FileName): void {
  if (words.includes('\0')) refuse(name, 'without NUL', 'one')
}

function kindOf({ type }: TarHeader, name: FileName): TarKind {
  const kind = KINDS.get(type)
  if (kind === undefined)
    refuse(
      name,
      'a kind of file that layers have',
      `type ${JSON.stringify(type)}`,
    )
  // Before there was a type for directories.
  return kind === 'file' && name.endsWith('/') ? 'directory' : kind
}

/** @see image-spec layer.md, "Sparse Files" */
function refuseSparse(pax: PaxRecords, name: FileName): void {
  const isSparse = [...pax.keys()].some((key) => key.startsWith('GNU.sparse.'))
  if (isSparse) refuse(name, 'a file with all its bytes', 'a map of its holes')
}

function numberIn(pax: PaxRecords, key: string): number | undefined {
  const text = pax.get(key)?.toString('latin1')
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new LayerError('', 'a tar archive', `a ${key} that is no number`)
}

const NANOSECONDS = 1_000_000_000n

/** Seconds with a fraction of any length, and maybe before 1970. */
function timeIn(pax: PaxRecords): bigint | undefined {
  const text = pax.get('mtime')?.toString('latin1')
  if (text === undefined) return undefined
  const [, sign, whole = '', fraction = ''] =
    /^(-?)(\d{1,12})(?:\.(\d*))?$/.exec(text) ?? []
  if (whole === '')
    throw new LayerError('', 'a tar archive', 'an mtime that is no time')
  const nanoseconds = BigInt(fraction.slice(0, 9).padEnd(9, '0'))
  const time = BigInt(whole) * NANOSECONDS + nanoseconds
  return sign ? -time : time
}

function refuse(name: FileName, wanted: string, found: string): never {
  throw new LayerError(textOfName(name.slice(0, 200)), wanted, found)
}
