// A process that is born into a user or a time namespace can do little until
// its parent has written the maps or the offsets. The two wait for each other,
// over a pair of sockets:
//
//     child   "."  ──▶           I am in my namespaces, and nobody there
//     parent       ──▶  "go"     it is written
//
// That may happen several times on the way, over the same pair.
//
// An end without a word means that the other one has died: the child ends, the
// parent reports what became of the child.
import { FAILED_STATUS } from '../sys/layout.ts'
import type { Program } from '../sys/program.ts'

/** The two descriptors, both of them open in the child when it is born. */
export interface Ends {
  readonly parent: number
  readonly child: number
}

export const HERE = '.'
export const GO = 'go'

/**
 * Record how the child tells that it is there, and waits until it may go on.
 *
 * The child's end is closed by execve(2).
 *
 * @param why What the parent does meanwhile.
 * @param isFirst Whether it has not waited before.
 */
export function awaitGo(
  child: Program,
  ends: Ends,
  why = 'We are there: now our parent writes what we cannot',
  isFirst = true,
): void {
  const orphaned = child.ahead()
  const go = child.ahead()
  // As long as we had the parent's end open, its death would not show.
  if (isFirst) child.close(ends.parent)
  child.note(why)
  child.write(ends.child, HERE)
  const word = Buffer.alloc(GO.length)
  child.read(ends.child, word, GO.length, { ifZero: orphaned })
  child.jump(go)
  child.place(orphaned)
  child.note('Only if the parent has died')
  child.exit_group(FAILED_STATUS)
  child.place(go)
}
