import { Arena } from './arena.ts'
import {
  MAP_ANONYMOUS,
  MAP_PRIVATE,
  PROT_READ,
  PROT_WRITE,
} from './constants/processes.ts'
import { readMemory, syscall, writeMemory } from './libc.ts'

/** Memory for one call whose structures point to each other. */
export class ScratchMemory {
  readonly #size: number
  readonly #arena: Arena

  /** @throws {SyscallError} ENOMEM. */
  constructor(size: number) {
    this.#size = size
    const protection = PROT_READ | PROT_WRITE
    const flags = MAP_PRIVATE | MAP_ANONYMOUS
    const address = syscall('mmap', 0, size, protection, flags, -1, 0)
    this.#arena = new Arena(BigInt(address))
  }

  /**
   * Copy bytes there and return their address.
   *
   * @throws {RangeError} If there is no room for them.
   */
  store(bytes: Uint8Array): bigint {
    const address = this.#reserve(bytes.length)
    writeMemory(address, bytes)
    return address
  }

  #reserve(size: number): bigint {
    const address = this.#arena.allocate(size)
    const used = Number(address - this.#arena.base) + size
    if (used > this.#size)
      throw new RangeError(
        `Expected at most ${this.#size} bytes but found ${used}`,
      )
    return address
  }

  /** Copy what is there now. */
  read(address: bigint, size: number): Buffer {
    return readMemory(address, size)
  }

  /** Give the memory back. */
  release(): void {
    syscall('munmap', this.#arena.base, this.#size)
  }
}
