const BASE = 0x400000n
const HEADERS = 64 + 56

/** An executable for x86-64 that is nothing but this machine code. @see elf(5) */
export function tinyElf(code: Uint8Array): Buffer {
  const file = Buffer.alloc(HEADERS)
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  file.writeUInt16LE(2, 16)
  file.writeUInt16LE(62, 18)
  file.writeUInt32LE(1, 20)
  file.writeBigUInt64LE(BASE + BigInt(HEADERS), 24)
  file.writeBigUInt64LE(64n, 32)
  file.writeUInt16LE(64, 52)
  file.writeUInt16LE(56, 54)
  file.writeUInt16LE(1, 56)
  const size = BigInt(HEADERS + code.length)
  file.writeUInt32LE(1, 64)
  file.writeUInt32LE(5, 68)
  const words = [0n, BASE, BASE, size, size, 0x1000n]
  for (const [index, word] of words.entries())
    file.writeBigUInt64LE(word, 72 + index * 8)
  return Buffer.concat([file, code])
}
