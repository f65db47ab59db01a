import {
  MAP_ANONYMOUS,
  MAP_SHARED,
  PROT_READ,
  PROT_WRITE,
} from './constants/processes.ts'
import { type Layout, type LayoutOptions, layOut } from './layout.ts'
import { ARCH, readMemory, syscall, writeMemory } from './libc.ts'
import type { Recorder } from './recorder.ts'

const FIRST_SIZE = 256 * 1024

/** Set aside at the start, for what the call of birth itself points to. */
export const PREAMBLE_SIZE = 256

/**
 * Memory in which programs lie while a child walks them. The child shares it
 * (MAP_SHARED) and nothing else, which is how its results come back.
 */
export class Area {
  readonly address: bigint
  readonly layout: Layout
  readonly size: number
  #copy: Buffer | undefined

  constructor(address: bigint, size: number, layout: Layout) {
    this.address = address
    this.layout = layout
    this.size = size
    writeMemory(address + BigInt(PREAMBLE_SIZE), layout.bytes)
  }

  /** Read 8 bytes at an address of the layout, as they are now. */
  word(address: bigint): bigint {
    const offset = address - this.address
    if (this.#copy) return this.#copy.readBigInt64LE(Number(offset))
    return readMemory(address, 8).readBigInt64LE(0)
  }

  /** Give the memory back, but keep what it says; once is enough. */
  release(): void {
    if (this.#copy) return
    this.#copy = readMemory(this.address, sizeOf(this.layout))
    syscall('munmap', this.address, this.size)
  }
}

/**
 * Map shared memory and lay programs out in it.
 *
 * @throws {SyscallError} ENOMEM.
 */
export function mapArea(
  programs: readonly Recorder[],
  options: Omit<LayoutOptions, 'arch' | 'base'>,
  size = FIRST_SIZE,
): Area {
  const address = mapShared(size)
  const base = address + BigInt(PREAMBLE_SIZE)
  try {
    const layout = layOut(programs, { ...options, arch: ARCH, base })
    if (sizeOf(layout) <= size) return new Area(address, size, layout)
  } catch (error) {
    syscall('munmap', address, size)
    throw error
  }
  // Addresses are part of what was laid out, so it cannot just be moved.
  syscall('munmap', address, size)
  return mapArea(programs, options, size * 4)
}

function sizeOf(layout: Layout): number {
  return PREAMBLE_SIZE + layout.bytes.length
}

function mapShared(size: number): bigint {
  const protection = PROT_READ | PROT_WRITE
  const flags = MAP_SHARED | MAP_ANONYMOUS
  return BigInt(syscall('mmap', 0, size, protection, flags, -1, 0))
}
