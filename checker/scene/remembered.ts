/**
 * Things made of texts that are sent only when they have changed. What was not
 * sent again is the same object as before.
 */
export class Remembered<Text, T> {
  readonly #make: (text: Text) => T
  #things = new Map<string, { readonly mark: string; readonly thing: T }>()
  #used = new Map<string, { readonly mark: string; readonly thing: T }>()

  constructor(make: (text: Text) => T) {
    this.#make = make
  }

  /** Of what each text is that need not be sent → its mark. */
  get marks(): Readonly<Record<string, string>> {
    const entries = [...this.#things].map(([key, { mark }]) => [key, mark])
    return Object.fromEntries(entries)
  }

  /** @returns `null` for what was not sent though nobody knows it. */
  take(key: string, mark: string, text: Text | null): T | null {
    const known = this.#things.get(key)
    if (known !== undefined && known.mark === mark) {
      this.#used.set(key, known)
      return known.thing
    }
    if (text === null) return null
    const thing = this.#make(text)
    this.#used.set(key, { mark, thing })
    return thing
  }

  /** Forget what was not taken since this was called before. */
  forgetOthers(): void {
    this.#things = this.#used
    this.#used = new Map()
  }
}
