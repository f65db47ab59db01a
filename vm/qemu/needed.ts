/**
 * The libraries a program names, read from its file. Programs of another
 * architecture do not run here, so ldd(1), which runs their loader, is no help.
 *
 *     PT_INTERP                   the loader
 *     PT_DYNAMIC ─▶ DT_NEEDED …   names in the table at DT_STRTAB
 *
 * @see elf(5)
 */

const PT = { load: 1, dynamic: 2, interp: 3 }
const DT = { end: 0n, needed: 1n, strtab: 5n }
/** Size of an entry of the dynamic section: tag, value. */
const DYN_SIZE = 16

interface Segment {
  readonly type: number
  readonly offset: number
  readonly address: bigint
  readonly size: number
}

export interface Needed {
  /** Absolute path of the loader; `null` for a library, or a static program. */
  readonly loader: string | null
  /** Names without a folder, as `libc.so.6`. */
  readonly libraries: readonly string[]
}

/** What a file of 64 bits, little endian needs; nothing if it is another. */
export function neededBy(file: Buffer): Needed {
  const segments = segmentsOf(file)
  const interp = segments.find(({ type }) => type === PT.interp)
  const dynamic = segments.find(({ type }) => type === PT.dynamic)
  return {
    loader: interp ? textAt(file, interp.offset) : null,
    libraries: dynamic ? librariesIn(file, dynamic, segments) : [],
  }
}

function segmentsOf(file: Buffer): Segment[] {
  const CLASS_64_LITTLE = '\x7fELF\x02\x01'
  if (file.toString('latin1', 0, 6) !== CLASS_64_LITTLE) return []
  const start = Number(file.readBigUInt64LE(32))
  const size = file.readUInt16LE(54)
  const count = file.readUInt16LE(56)
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size
    return {
      type: file.readUInt32LE(at),
      offset: Number(file.readBigUInt64LE(at + 8)),
      address: file.readBigUInt64LE(at + 16),
      size: Number(file.readBigUInt64LE(at + 32)),
    }
  })
}

function librariesIn(
  file: Buffer,
  { offset, size }: Segment,
  segments: readonly Segment[],
): string[] {
  const names: number[] = []
  let table = 0
  for (let at = offset; at < offset + size; at += DYN_SIZE) {
    const tag = file.readBigUInt64LE(at)
    const value = file.readBigUInt64LE(at + 8)
    if (tag === DT.end) break
    if (tag === DT.needed) names.push(Number(value))
    if (tag === DT.strtab) table = offsetOf(value, segments)
  }
  return names.map((name) => textAt(file, table + name))
}

/** Where in the file an address of memory is. */
function offsetOf(address: bigint, segments: readonly Segment[]): number {
  const home = segments.find(
    ({ type, address: start, size }) =>
      type === PT.load && address >= start && address < start + BigInt(size),
  )
  return home ? home.offset + Number(address - home.address) : 0
}

function textAt(file: Buffer, start: number): string {
  return file.toString('latin1', start, file.indexOf(0, start))
}
