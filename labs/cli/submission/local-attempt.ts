/** What the student's own record says of a lab, as an attempt to be signed. */
import type { Lab } from '#checker/lab.ts'
import { allLabs } from '../find-lab.ts'
import { type State, stateOf } from '../state.ts'
import type { Attempt } from './attempt.ts'

/** @returns `null` if no check of the whole lab is on record. */
export function localAttempt(lab: Lab, state: State): Attempt | null {
  const { attempt, caughtUp, hintsGiven } = stateOf(state, lab.id)
  if (attempt === null) return null
  const { tree, seed, verdicts, evidence, at } = attempt
  return {
    ...{ tree, lab: lab.id, seed, verdicts, evidence, at },
    solved: isSolved(lab, state),
    caughtUp: [...caughtUp].sort(),
    hints: hintsGiven,
  }
}

/** To solve a lab writes the reference over those before it, too. */
function isSolved(lab: Lab, state: State): boolean {
  return allLabs()
    .filter(({ number }) => number >= lab.number)
    .some(({ id }) => stateOf(state, id).solved)
}
