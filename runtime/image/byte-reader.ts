// A stream of bytes, read in the portions that a format has.
import { LayerError } from '../errors.ts'

/** Any stream of Node, and any generator of buffers. */
export type ByteSource = AsyncIterable<Uint8Array>

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #format: string
  #rest: Buffer = Buffer.alloc(0)

  /** @param format What it should be, for the message when it ends early. */
  constructor(source: ByteSource, format: string) {
    this.#source = source[Symbol.asyncIterator]()
    this.#format = format
  }

  /**
   * The next `size` bytes.
   *
   * @throws {LayerError} If there are not as many.
   */
  async read(size: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for await (const part of this.pieces(size)) parts.push(part)
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
  }

  /** The next `size` bytes, piece by piece as they come. */
  async *pieces(size: number): AsyncGenerator<Buffer> {
    for (let missing = size; missing > 0; ) {
      if (await this.atEnd()) {
        const found = `its end, ${missing} bytes too early`
        throw new LayerError('', this.#format, found)
      }
      const piece = this.#rest.subarray(0, missing)
      this.#rest = this.#rest.subarray(piece.length)
      missing -= piece.length
      yield piece
    }
  }

  /** Up to `size` bytes that stay where they are; fewer only at the end. */
  async peek(size: number): Promise<Buffer> {
    while (this.#rest.length < size) {
      const { done, value } = await this.#source.next()
      if (done) break
      this.#rest = Buffer.concat([this.#rest, value])
    }
    return this.#rest.subarray(0, size)
  }

  /** Whether nothing more comes. */
  async atEnd(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#source.next()
      if (done) return true
      this.#rest = Buffer.from(value.buffer, value.byteOffset, value.length)
    }
    return false
  }

  /** What is left, piece by piece. */
  async *toEnd(): AsyncGenerator<Buffer> {
    while (!(await this.atEnd())) {
      const piece = this.#rest
      this.#rest = Buffer.alloc(0)
      yield piece
    }
  }

  /** Read no more, and let the source close what it has open. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }
}
