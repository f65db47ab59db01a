/**
 * A program that enters the kernel as programs of 32 bits do, by `int 0x80`:
 * there the calls have other numbers, and a filter has to look which door it was.
 *
 *     mkdir(path, 0777)     number 39 there, 83 at the usual door
 *     exit(0)               number 1 there, 60
 */
import type { Bench } from '#checker/bench.ts'

const BASE = 0x400000
const FILE_HEADER = 64
const PROGRAM_HEADER = 56
const CODE = FILE_HEADER + PROGRAM_HEADER
const TRY_MS = 2_000

/** A static executable for x86-64. @see elf(5), syscall(2) */
export function legacyProgram(path: string): Buffer {
  const code = codeOf(path)
  const file = Buffer.alloc(CODE)
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  const EXECUTABLE = 2
  const X86_64 = 62
  file.writeUInt16LE(EXECUTABLE, 16)
  file.writeUInt16LE(X86_64, 18)
  file.writeUInt32LE(1, 20)
  file.writeBigUInt64LE(BigInt(BASE + CODE), 24)
  file.writeBigUInt64LE(BigInt(FILE_HEADER), 32)
  file.writeUInt16LE(FILE_HEADER, 52)
  file.writeUInt16LE(PROGRAM_HEADER, 54)
  file.writeUInt16LE(1, 56)
  writeSegment(file, CODE + code.length)
  return Buffer.concat([file, code])
}

function writeSegment(file: Buffer, size: number): void {
  const LOAD = 1
  const READ_EXECUTE = 5
  const PAGE = 0x1000
  file.writeUInt32LE(LOAD, FILE_HEADER)
  file.writeUInt32LE(READ_EXECUTE, FILE_HEADER + 4)
  const words = [0, BASE, BASE, size, size, PAGE]
  for (const [index, word] of words.entries())
    file.writeBigUInt64LE(BigInt(word), FILE_HEADER + 8 + index * 8)
}

function codeOf(path: string): Buffer {
  const MKDIR = 39
  const EXIT = 1
  const ENTER = Buffer.from([0xcd, 0x80])
  const [AX, CX, BX] = [0, 1, 3]
  const calls = (text: number) =>
    Buffer.concat([
      ...[load(AX, MKDIR), load(BX, text), load(CX, 0o777), ENTER],
      ...[load(AX, EXIT), load(BX, 0), ENTER],
      // Whoever comes here was refused even its end.
      Buffer.from([0xf4]),
    ])
  const { length } = calls(0)
  return Buffer.concat([calls(BASE + CODE + length), Buffer.from(`${path}\0`)])
}

/** `mov`, of 32 bits into a register. */
function load(register: number, value: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt8(0xb8 + register)
  bytes.writeUInt32LE(value, 1)
  return bytes
}

/** Whether this machine has that door at all. */
export async function hasLegacyEntry(bench: Bench): Promise<boolean> {
  if (bench.hello.arch !== 'x64') return false
  const { code } = await bench.call('visit', {
    base64: legacyProgram('/proc/nothing').toString('base64'),
    timeoutMs: bench.patience(TRY_MS),
  })
  return code === 0
}
