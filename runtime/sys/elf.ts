// A program as an executable file: the same table and the same machine code
// that walks it, frozen. No compiler, no linker and no library takes part.
//
//     0x00400000  R X  ELF header, program headers, machine code
//     0x10000000  RW   control block, records, strings
//
// At the end it exits with status 0; a step that fails ends it with status
// FAILED_STATUS. This file and all it imports are pure.
import { layOut } from './layout.ts'
import { bytesOf } from './listing.ts'
import { entryListing } from './machine-code.ts'
import type { Recorder } from './recorder.ts'
import type { Arch } from './syscall-numbers.ts'

export { FAILED_STATUS } from './layout.ts'
export type { Arch } from './syscall-numbers.ts'

export interface ElfOptions {
  readonly arch: Arch
  /** Put at the end of the file, where nothing reads it: makes it unique. */
  readonly trailer?: string
}

const CODE_BASE = 0x400000n
const DATA_BASE = 0x10000000n
/** The largest page size of our architectures. */
const ALIGNMENT = 0x10000n
const FILE_HEADER_SIZE = 64
const PROGRAM_HEADER_SIZE = 56
const PROGRAM_HEADERS = 3
const HEADERS_SIZE = FILE_HEADER_SIZE + PROGRAM_HEADERS * PROGRAM_HEADER_SIZE

const MACHINES = { x64: 62, arm64: 183 }
const SEGMENT = { load: 1, stack: 0x6474e551 }
const EXECUTE = 1
const WRITE = 2
const READ = 4

/** One part of the file and where it lies in memory. */
interface Segment {
  readonly type: number
  readonly flags: number
  readonly offset: bigint
  readonly address: bigint
  readonly size: bigint
}

/**
 * Make a static executable that makes the calls of a program.
 *
 * @throws {Error} If a mark was never placed, or a loop contains no step.
 * @see elf(5)
 */
export function toElf(
  program: Recorder,
  { arch, trailer = '' }: ElfOptions,
): Buffer {
  const codeSize = bytesOf(entryListing(arch, 0n, 0n)).length
  const dataOffset = (HEADERS_SIZE + codeSize + 15) & ~15
  // The kernel maps whole pages, so address and offset agree within one.
  const base = DATA_BASE + (BigInt(dataOffset) % ALIGNMENT)
  const { bytes, entry, control } = layOut([program], { arch, base })
  const code = bytesOf(entryListing(arch, entry, control))
  const file = Buffer.alloc(dataOffset)
  writeFileHeader(file, arch)
  writeSegments(file, [
    segment(READ | EXECUTE, 0, CODE_BASE, HEADERS_SIZE + codeSize),
    segment(READ | WRITE, dataOffset, base, bytes.length),
    // Without this one, old kernels make the stack executable.
    { ...segment(READ | WRITE, 0, 0n, 0), type: SEGMENT.stack },
  ])
  code.copy(file, HEADERS_SIZE)
  return Buffer.concat([file, bytes, Buffer.from(trailer)])
}

function segment(
  flags: number,
  offset: number,
  address: bigint,
  size: number,
): Segment {
  const type = SEGMENT.load
  return { type, flags, offset: BigInt(offset), address, size: BigInt(size) }
}

function writeFileHeader(file: Buffer, arch: Arch): void {
  const EXEC = 2
  const VERSION = 1
  // Magic, 64 bits, little endian, version.
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  file.writeUInt16LE(EXEC, 16)
  file.writeUInt16LE(MACHINES[arch], 18)
  file.writeUInt32LE(VERSION, 20)
  file.writeBigUInt64LE(CODE_BASE + BigInt(HEADERS_SIZE), 24)
  file.writeBigUInt64LE(BigInt(FILE_HEADER_SIZE), 32)
  file.writeUInt16LE(FILE_HEADER_SIZE, 52)
  file.writeUInt16LE(PROGRAM_HEADER_SIZE, 54)
  file.writeUInt16LE(PROGRAM_HEADERS, 56)
}

function writeSegments(file: Buffer, segments: readonly Segment[]): void {
  for (const [index, part] of segments.entries()) {
    const start = FILE_HEADER_SIZE + index * PROGRAM_HEADER_SIZE
    file.writeUInt32LE(part.type, start)
    file.writeUInt32LE(part.flags, start + 4)
    file.writeBigUInt64LE(part.offset, start + 8)
    file.writeBigUInt64LE(part.address, start + 16)
    file.writeBigUInt64LE(part.address, start + 24)
    file.writeBigUInt64LE(part.size, start + 32)
    file.writeBigUInt64LE(part.size, start + 40)
    file.writeBigUInt64LE(ALIGNMENT, start + 48)
  }
}
