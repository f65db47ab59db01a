import { StringDecoder } from 'node:string_decoder'
import { LONGEST_LINE } from './protocol.ts'

/** Cuts a stream into lines, and gives up on one that has no end. */
export class LineReader {
  readonly #onLine: (line: string) => void
  readonly #onTooLong: (reason: string) => void
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  constructor(
    onLine: (line: string) => void,
    onTooLong: (reason: string) => void,
  ) {
    this.#onLine = onLine
    this.#onTooLong = onTooLong
  }

  push(chunk: Buffer): void {
    const [more = '', ...others] = this.#decoder.write(chunk).split('\n')
    this.#rest += more
    for (const next of others) {
      this.#onLine(this.#rest)
      this.#rest = next
    }
    if (this.#rest.length > LONGEST_LINE) {
      this.#rest = ''
      this.#onTooLong(`sent a line of more than ${LONGEST_LINE} characters`)
    }
  }
}
