/**
 * Writes tar archives, of honest layers and of others: nothing is checked. Names
 * that are too long, and extended attributes, become PAX records.
 *
 * @see tar(5), "POSIX ustar Archives", "Pax Interchange Format"
 */

/** An entry; what is not said is that of an empty file of root's. */
export interface TarInput {
  readonly name: string
  /** `0` file, `1` link, `2` symbolic link, `3` `4` devices, `5`, `6` FIFO. */
  readonly type?: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  /** Seconds since 1970. */
  readonly mtime?: number
  readonly link?: string
  readonly major?: number
  readonly minor?: number
  readonly xattrs?: Readonly<Record<string, Buffer>>
  readonly body?: Buffer
}

const BLOCK = 512
const MOST_NAME = 100

/** A whole archive. */
export function makeTar(inputs: readonly TarInput[]): Buffer {
  return Buffer.concat([...inputs.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)])
}

function blocksOf(input: TarInput): Buffer[] {
  const { name, xattrs = {}, body = Buffer.alloc(0) } = input
  const records = [
    ...(name.length > MOST_NAME ? [record('path', Buffer.from(name))] : []),
    ...Object.entries(xattrs).map(([key, value]) =>
      record(`SCHILY.xattr.${key}`, value),
    ),
  ]
  const own = [headerOf({ ...input, body }), padded(body)]
  if (records.length === 0) return own
  const pax = Buffer.concat(records)
  const before = { name: 'PaxHeader', type: 'x', mode: 0o644, body: pax }
  return [headerOf(before), padded(pax), ...own]
}

function headerOf(input: TarInput): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (start: number, length: number, value = 0) =>
    header.write(value.toString(8).padStart(length - 1, '0'), start)
  header.write(input.name.slice(0, MOST_NAME), 0)
  octal(100, 8, input.mode ?? 0o644)
  octal(108, 8, input.uid)
  octal(116, 8, input.gid)
  octal(124, 12, input.body?.length)
  octal(136, 12, input.mtime)
  header.write(input.type ?? '0', 156)
  header.write(input.link ?? '', 157)
  header.write('ustar\x0000', 257, 'latin1')
  octal(329, 8, input.major)
  octal(337, 8, input.minor)
  // The sum is made as if its own field were spaces.
  header.write(' '.repeat(8), 148)
  octal(
    148,
    7,
    header.reduce((sum, byte) => sum + byte, 0),
  )
  return header
}

function padded(body: Buffer): Buffer {
  const length = Math.ceil(body.length / BLOCK) * BLOCK
  return Buffer.concat([body, Buffer.alloc(length - body.length)])
}

/** The length counts its own digits, too. */
function record(key: string, value: Buffer): Buffer {
  const rest = key.length + value.length + 3
  let length = rest
  while (`${length}`.length + rest !== length)
    length = `${length}`.length + rest
  const start = Buffer.from(`${length} ${key}=`)
  return Buffer.concat([start, value, Buffer.from('\n')])
}
