// Writes a tar archive with tar-stream, except for one thing: what PAX records
// hold is text for tar-stream, and a name or an attribute is bytes. So records
// are written here, as an entry of their own before the one they describe.
import { type Header, type Pack, pack } from 'tar-stream'
import { LayerError } from '../errors.ts'
import { type FileName, textOfName } from '../linux/file-name.ts'
import { S_IFREG } from '../sys/constants/files.ts'
import type { ByteSource } from './byte-reader.ts'
import { encodePax, XATTR_PREFIX } from './pax.ts'
import type { TarEntry } from './tar-entry.ts'
import { BLOCK, checksumOf } from './tar-header.ts'
import { paddingOf } from './tar-read.ts'

/** The longest name in a header, and the largest numbers tar-stream puts there. */
const MOST_NAME = 100
const MOST_ID = 0o777777
const MOST_SECONDS = 0x7fffffff

/** An entry, and for a file where its bytes come from. */
export interface TarInput {
  readonly entry: TarEntry
  readonly body?: ByteSource
}

/**
 * Write an archive. Nothing of it depends on time, place or who we are.
 *
 * @returns Its bytes, as they are asked for.
 */
export function writeTar(inputs: AsyncIterable<TarInput>): ByteSource {
  const tar = pack()
  writeAll(tar, inputs).catch((error) => tar.destroy(error))
  return tar as AsyncIterable<unknown> as ByteSource
}

async function writeAll(
  tar: Pack,
  inputs: AsyncIterable<TarInput>,
): Promise<void> {
  for await (const input of inputs) await writeOne(tar, input)
  tar.finalize()
}

async function writeOne(tar: Pack, { entry, body }: TarInput): Promise<void> {
  refuseNumbers(entry)
  const records = recordsOf(entry)
  if (records.size > 0) tar.push(paxEntry(encodePax(records)))
  await new Promise<void>((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve())
    const sink = tar.entry(headerOf(entry), done)
    sink.on('error', reject)
    if (entry.kind === 'file') fill(sink, body).catch(reject)
  })
}

/** For these there are no records that everybody knows. */
function refuseNumbers({ name, major, minor }: TarEntry): void {
  if (major <= MOST_ID && minor <= MOST_ID) return
  const wanted = `a device with numbers up to ${MOST_ID}`
  throw new LayerError(textOfName(name), wanted, `${major}:${minor}`)
}

type Sink = ReturnType<Pack['entry']>

async function fill(sink: Sink, body: ByteSource = none()): Promise<void> {
  for await (const piece of body) {
    if (!sink.write(piece)) await drained(sink)
    // Nobody wants the archive any more.
    if (sink.destroyed) return
  }
  sink.end(null)
}

function drained(sink: Sink): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      sink.off('drain', done).off('close', done)
      resolve()
    }
    sink.on('drain', done).on('close', done)
  })
}

async function* none(): AsyncGenerator<Buffer> {}

/** What the header itself has no room for. */
function recordsOf(entry: TarEntry): Map<string, Buffer> {
  const { name, target, uid, gid, xattrs } = entry
  const seconds = secondsOf(entry)
  const texts: [string, string][] = []
  if (!fits(name)) texts.push(['path', name])
  if (!fits(target)) texts.push(['linkpath', target])
  if (uid > MOST_ID) texts.push(['uid', `${uid}`])
  if (gid > MOST_ID) texts.push(['gid', `${gid}`])
  if (seconds !== within(seconds)) texts.push(['mtime', `${seconds}`])
  return new Map([
    ...texts.map(([key, text]) => [key, Buffer.from(text, 'latin1')] as const),
    ...[...xattrs].map(
      ([key, value]) => [`${XATTR_PREFIX}${key}`, value] as const,
    ),
  ])
}

/** Whole seconds: layers of other builders have no more, and compare as equal. */
function secondsOf({ mtime }: TarEntry): number {
  const NANOSECONDS = 1_000_000_000n
  const whole = mtime / NANOSECONDS
  return Number(
    mtime < 0n && whole * NANOSECONDS !== mtime ? whole - 1n : whole,
  )
}

const within = (seconds: number) => Math.min(Math.max(seconds, 0), MOST_SECONDS)

const fits = (name: FileName) => name.length <= MOST_NAME && isAscii(name)
const isAscii = (name: FileName) => !/[\x80-\xff]/.test(name)

/** What a reader sees that knows no PAX records. */
const cut = (name: FileName) =>
  name.replace(/[\x80-\xff]/g, '_').slice(0, MOST_NAME)

function headerOf(entry: TarEntry): Partial<Header> & Pick<Header, 'name'> {
  const { name, kind, mode, uid, gid, size, target, major, minor } = entry
  return {
    name: cut(name),
    type: kind,
    // A mode of 0 would become 0644, as if none were given. More than the
    // permissions is not written down.
    mode: mode | S_IFREG,
    uid: Math.min(uid, MOST_ID),
    gid: Math.min(gid, MOST_ID),
    size,
    mtime: new Date(within(secondsOf(entry)) * 1000),
    ...(target === '' ? {} : { linkname: cut(target) }),
    devmajor: major,
    devminor: minor,
  }
}

function paxEntry(records: Buffer): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, start: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, '0'), start)
  header.write('PaxHeader', 0)
  octal(0o644, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(records.length, 124, 11)
  octal(0, 136, 11)
  header.write('x', 156)
  header.write('ustar\x0000', 257, 'latin1')
  octal(checksumOf(header), 148, 6)
  header.write(' ', 155)
  return Buffer.concat([
    header,
    records,
    Buffer.alloc(paddingOf(records.length)),
  ])
}
