/**
 * Steps that are all done, or none.
 *
 *     do   lease ─▶ bridge ─▶ veth ─▶ addresses ─▶ rules ─✗
 *     undo lease ◀─ bridge ◀─ veth ◀───────────────
 */
export class Undo {
  readonly #taken: { readonly what: string; readonly back: () => void }[] = []

  /**
   * Take a step, and remember how to take it back.
   *
   * @param what For a person: "lease an address".
   * @param act All of it or nothing: if it throws, `back` is not called.
   */
  step<T>(what: string, act: () => T, back?: (made: T) => void): T {
    const made = act()
    if (back) this.#taken.push({ what, back: () => back(made) })
    return made
  }

  /**
   * Take all steps back, the last one first. One that cannot be taken back
   * keeps none of the others from it.
   *
   * @returns What is left behind, in words.
   */
  rollBack(): string[] {
    const left: string[] = []
    for (const { what, back } of this.#taken.splice(0).reverse())
      try {
        back()
      } catch (error) {
        left.push(`${what}: ${(error as Error).message}`)
      }
    return left
  }
}
