import { lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { identityOf } from '../evidence/identity.ts'

/**
 * What the agent made, as it was when it was made. Asked later, a path may lead
 * elsewhere: a judged program can mount something else over it.
 */
export class Made {
  readonly #identities = new Map<string, string>()

  /** Remember a file or directory, and the folders on the way to it from `base`. */
  remember(base: string, path: string): void {
    if (lstatSync(path).isSymbolicLink()) return
    this.#note(path)
    for (let at = dirname(path); at.startsWith(`${base}/`); at = dirname(at)) {
      // What was noted before a program was started is not to be noted again.
      if (!this.#identities.has(at)) this.#note(at)
    }
  }

  /** Identity of what is there, or of what was put there by us. */
  identityOf(path: string): string | null {
    return this.#identities.get(path) ?? identityOf(path)
  }

  #note(path: string): void {
    const identity = identityOf(path)
    if (identity !== null) this.#identities.set(path, identity)
  }
}
