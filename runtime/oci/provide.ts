// What a container needs besides its cgroup, from before its birth to after its
// end. Each thing is undone if the next one cannot be made:
//
//     make root ─▶ make network ─▶ container ─▶ undo network ─▶ undo root
import { both } from './both.ts'
import type { Ending } from './status.ts'

/** Something that is made for a container, and is gone when it is. */
export interface Provision {
  /** All of it, or some of it and an error. */
  readonly make: () => void | Promise<void>
  /** Undo what was made of it, which may be nothing. */
  readonly undo: () => Promise<void>
}

/**
 * Run a container with all that it needs.
 *
 * @throws {Error} What `make`, `run` and `undo` throw, the first of them.
 */
export async function provide(
  [first, ...rest]: readonly Provision[],
  run: () => Promise<Ending>,
): Promise<Ending> {
  if (!first) return run()
  const work = async () => {
    await first.make()
    return provide(rest, run)
  }
  return both(work, first.undo)
}
