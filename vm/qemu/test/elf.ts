/** A program of no processor, which needs a loader and two libraries. @see elf(5) */

export const LOADER = '/lib/ld-linux-aarch64.so.1'
const NAMES = ['', 'libc.so.6', 'libm.so.6']

interface Part {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

function programHeader({ type, offset, address, size }: Part): Buffer {
  const header = Buffer.alloc(56)
  header.writeUInt32LE(type, 0)
  header.writeBigUInt64LE(BigInt(offset), 8)
  header.writeBigUInt64LE(BigInt(address), 16)
  header.writeBigUInt64LE(BigInt(size), 32)
  return header
}

function entries(...pairs: [tag: number, value: number][]): Buffer {
  return Buffer.from(
    new BigInt64Array(pairs.flat().map((number) => BigInt(number))).buffer,
  )
}

/** A program with names at 0x400 of its file, and 0x10400 of memory. */
export function program(): Buffer {
  const names = Buffer.from(`${NAMES.join('\0')}\0`)
  const needed = [1, 1 + (NAMES[1]?.length ?? 0) + 1] as const
  const dynamic = entries(
    ...([
      [1, needed[0]],
      [1, needed[1]],
      [5, 0x10400],
      [0, 0],
      // What stands behind the end is nobody's.
      [1, 1],
    ] as [number, number][]),
  )
  const file = Buffer.alloc(0x500)
  file.write('\x7fELF\x02\x01\x01', 'latin1')
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(3, 56)
  const parts = [
    { type: 3, offset: 0x200, address: 0x10200, size: LOADER.length + 1 },
    { type: 1, offset: 0, address: 0x10000, size: 0x500 },
    { type: 2, offset: 0x300, address: 0x10300, size: dynamic.length },
  ]
  for (const [n, part] of parts.entries()) {
    programHeader(part).copy(file, 64 + n * 56)
  }
  file.write(LOADER, 0x200)
  dynamic.copy(file, 0x300)
  names.copy(file, 0x400)
  return file
}
