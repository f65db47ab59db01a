/**
 * Parameters drawn anew at every run, and again the same from the same seed.
 *
 * Each value is made of the seed and its own name, so that it does not matter
 * which check asks first. The seed stays on the host: what a judged program
 * could compute in advance, it could also write down in advance.
 */
import { createHash, randomBytes } from 'node:crypto'

export class Seed {
  /** What `--seed` takes to draw the same values again. */
  readonly text: string

  constructor(text: string = randomBytes(8).toString('hex')) {
    this.text = text
  }

  /** So many random bytes as hexadecimal digits. */
  hex(name: string, bytes: number): string {
    return this.#draw(name)
      .toString('hex')
      .slice(0, bytes * 2)
  }

  /** A whole number from `lowest` to `highest`. */
  int(name: string, lowest: number, highest: number): number {
    const number = this.#draw(name).readUInt32LE()
    return lowest + (number % (highest - lowest + 1))
  }

  /** One of a list. */
  pick<T>(name: string, list: readonly [T, ...T[]]): T {
    return list[this.int(name, 0, list.length - 1)] ?? list[0]
  }

  #draw(name: string): Buffer {
    return createHash('sha256').update(`${this.text}\0${name}`).digest()
  }
}
