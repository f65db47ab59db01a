/**
 * What a visitor wrote, taken apart. Each question wrote its answer in turn:
 * eight bytes of result for each call, then whatever the call filled in.
 */
import { describeErrno } from '#runtime/sys/errno.ts'

/** What one system call returned: a value, or the name of an error. */
export interface CallResult {
  readonly value: number
  /** `EPERM`; `null` when the call succeeded. */
  readonly error: string | null
}

/** Takes its own part from the bytes. */
export interface Answer<T> {
  take(answers: Answers): T
}

const LARGEST_ERRNO = 4095

export class Answers {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  /** @throws {Error} If less was written than was asked: the visitor is wrong. */
  take(size: number): Buffer {
    const end = this.#at + size
    if (end > this.#bytes.length) {
      throw new Error(`Expected ${end} bytes but found ${this.#bytes.length}`)
    }
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  /** Text that ends in NUL. */
  takeText(): string {
    const end = this.#bytes.indexOf(0, this.#at)
    if (end === -1) throw new Error('Expected a text that ends but found none')
    const text = this.take(end - this.#at).toString('utf8')
    this.take(1)
    return text
  }

  takeResult(): CallResult {
    const value = Number(this.take(8).readBigInt64LE())
    const failed = value < 0 && value >= -LARGEST_ERRNO
    return { value, error: failed ? describeErrno(-value).code : null }
  }
}
