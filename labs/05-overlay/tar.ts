/**
 * Reads a tar archive, as far as layers use it: ustar, with PAX records for what
 * does not fit. It is the kit's own, so that no judged code has a say.
 *
 * @see tar(5), "POSIX ustar Archives", "Pax Interchange Format"
 */

/** What stands in an archive about one file. */
export interface TarEntry {
  readonly name: string
  /** `0` file, `1` link, `2` symbolic link, `3` `4` devices, `5`, `6` FIFO. */
  readonly type: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Seconds since 1970. */
  readonly mtime: number
  readonly link: string
  readonly major: number
  readonly minor: number
  /** Extended attributes: name → value. */
  readonly xattrs: Readonly<Record<string, Buffer>>
  readonly body: Buffer
}

const BLOCK = 512

/** All entries; `null` if that is no archive. */
export function readTar(archive: Buffer): TarEntry[] | null {
  const entries: TarEntry[] = []
  let records = new Map<string, Buffer>()
  for (let at = 0; at + BLOCK <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return entries
    if (header.toString('latin1', 257, 262) !== 'ustar') return null
    const size = Number(records.get('size') ?? octal(header, 124, 12))
    const body = archive.subarray(at + BLOCK, at + BLOCK + size)
    const type = header.toString('latin1', 156, 157).replace('\0', '0')
    if (type === 'x') records = recordsIn(body)
    else {
      entries.push(entryOf(header, type, body, records))
      records = new Map()
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  // Two blocks of zeros end an archive.
  return null
}

type Records = ReadonlyMap<string, Buffer>

function entryOf(
  header: Buffer,
  type: string,
  body: Buffer,
  records: Records,
): TarEntry {
  const prefix = text(header, 345, 155)
  const short = text(header, 0, 100)
  const number = (key: string, start: number) =>
    Number(records.get(key) ?? octal(header, start, start === 136 ? 12 : 8))
  return {
    name:
      records.get('path')?.toString() ??
      [prefix, short].filter(Boolean).join('/'),
    type,
    mode: octal(header, 100, 8),
    uid: number('uid', 108),
    gid: number('gid', 116),
    mtime: Math.floor(number('mtime', 136)),
    link: records.get('linkpath')?.toString() ?? text(header, 157, 100),
    major: octal(header, 329, 8),
    minor: octal(header, 337, 8),
    xattrs: xattrsIn(records),
    body,
  }
}

const text = (header: Buffer, start: number, length: number) =>
  header.toString('utf8', start, start + length).replace(/\0.*$/s, '')

const octal = (header: Buffer, start: number, length: number) =>
  Number.parseInt(text(header, start, length).trim() || '0', 8)

/** `30 mtime=1700000000.123456789\n`, one after another. */
function recordsIn(body: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>()
  for (let at = 0; at < body.length; ) {
    const length = Number.parseInt(body.toString('latin1', at, at + 10), 10)
    if (!(length > 0)) break
    const record = body.subarray(body.indexOf(' ', at) + 1, at + length - 1)
    const equals = record.indexOf('=')
    records.set(record.toString('utf8', 0, equals), record.subarray(equals + 1))
    at += length
  }
  return records
}

const XATTR = 'SCHILY.xattr.'

function xattrsIn(records: Records): Record<string, Buffer> {
  const own = [...records].filter(([key]) => key.startsWith(XATTR))
  return Object.fromEntries(
    own.map(([key, value]) => [key.slice(XATTR.length), value]),
  )
}
