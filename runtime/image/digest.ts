// A blob is named by what is in it. The same layer has two such names:
//
//     digest    of the bytes as they travel, compressed
//     diffID    of the archive inside, however somebody compresses it next time
import { createHash } from 'node:crypto'
import { LayerError } from '../errors.ts'
import type { ByteSource } from './byte-reader.ts'

/** What has gone by, once it all has. */
export interface Digested {
  /** `sha256:` and 64 digits. */
  readonly digest: string
  /** Bytes. */
  readonly size: number
}

/** Looks at bytes that go by, and keeps none. */
export class Digester {
  readonly #hash = createHash('sha256')
  readonly #most: number
  #size = 0

  /** @param most Bytes after which it is enough. */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most
  }

  /**
   * Hand on what comes.
   *
   * @throws {LayerError} If it is more than it may be.
   */
  async *through(source: ByteSource): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      this.#add(piece)
      yield piece
    }
  }

  #add(piece: Uint8Array): void {
    this.#size += piece.length
    if (this.#size > this.#most)
      throw new LayerError('', `at most ${this.#most} bytes`, 'more')
    this.#hash.update(piece)
  }

  /** Call it once, after the last byte. @see image-spec descriptor.md, "Digests" */
  end(): Digested {
    return { digest: `sha256:${this.#hash.digest('hex')}`, size: this.#size }
  }
}
