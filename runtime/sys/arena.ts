import type { Data } from './arguments.ts'
import { pointersOf } from './structs.ts'

/** Room for the hundreds of records of a container: growing is copying. */
const FIRST_SIZE = 128 * 1024

/**
 * Memory that will lie at a known address, filled here beforehand. Pointers
 * between its parts are therefore right from the start.
 */
export class Arena {
  readonly base: bigint
  #bytes = Buffer.alloc(FIRST_SIZE)
  #words = wordsOf(this.#bytes)
  #used = 0
  readonly #texts = new Map<string, bigint>()
  readonly #buffers = new Map<Uint8Array, bigint>()

  /** A list of addresses with nothing in it: a single 0. */
  readonly nothing: bigint

  constructor(base: bigint) {
    this.base = base
    this.nothing = this.words([0n])
  }

  /** What was filled in so far. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#used)
  }

  /** Set `size` bytes of zeros aside and return their address. */
  allocate(size: number): bigint {
    const offset = (this.#used + 15) & ~15
    this.#used = offset + size
    this.#grow()
    return this.base + BigInt(offset)
  }

  #grow(): void {
    if (this.#used <= this.#bytes.length) return
    const larger = Buffer.alloc(((this.#used + 7) & ~7) * 2)
    this.#bytes.copy(larger)
    this.#bytes = larger
    this.#words = wordsOf(larger)
  }

  /** Write one 64-bit word at an address of this arena, a multiple of 8. */
  setWord(address: bigint, value: bigint): void {
    this.setWords(address, [value])
  }

  /** Write 64-bit words one after the other, from an address of this arena on. */
  setWords(address: bigint, values: readonly bigint[]): void {
    // Not by a method of Buffer, which checks, nor by a function for each: there
    // are thousands of words, and most processes end before anything is optimised.
    let at = Number(address - this.base) / 8
    for (const value of values) this.#words[at++] = value
  }

  /** Store words one after the other. */
  words(values: readonly bigint[]): bigint {
    const address = this.allocate(values.length * 8)
    this.setWords(address, values)
    return address
  }

  /** Store text or bytes, the same ones only once; NULL is address 0. */
  data(data: Data): bigint {
    if (data === null) return 0n
    return typeof data === 'string' ? this.#text(data) : this.#buffer(data)
  }

  /** Where bytes lie that were stored by `data`. */
  find(bytes: Uint8Array): bigint | undefined {
    return this.#buffers.get(bytes)
  }

  #text(text: string): bigint {
    const known = this.#texts.get(text)
    if (known !== undefined) return known
    const address = this.#copy(Buffer.from(`${text}\0`))
    this.#texts.set(text, address)
    return address
  }

  #buffer(bytes: Uint8Array): bigint {
    const known = this.#buffers.get(bytes)
    if (known !== undefined) return known
    const address = this.#copy(bytes)
    this.#buffers.set(bytes, address)
    // #region lab-07
    for (const { offset, to } of pointersOf(bytes))
      this.setWord(address + BigInt(offset), this.data(to))
    // #endregion lab-07
    return address
  }

  #copy(bytes: Uint8Array): bigint {
    const address = this.allocate(bytes.length)
    this.#bytes.set(bytes, Number(address - this.base))
    return address
  }
}

/** The same memory as words; all our processors are little endian. */
function wordsOf({ buffer, byteOffset, length }: Uint8Array): BigUint64Array {
  return new BigUint64Array(buffer, byteOffset, length / 8)
}
