/**
 * What a person types must reach the guest, whatever it is: at the beginning of a
 * line ssh takes `~` for a word with itself (`~.` ends the connection), and two for
 * one that is meant.
 *
 * @see ssh(1), ESCAPE CHARACTERS
 */
export class SshEscape {
  #isLineStart = true

  /** @param keys In pieces that may end anywhere. */
  meant(keys: string): string {
    let result = ''
    for (const key of keys) {
      result += key === '~' && this.#isLineStart ? '~~' : key
      this.#isLineStart = key === '\r' || key === '\n'
    }
    return result
  }
}
