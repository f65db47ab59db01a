/** What the checks of a cell begin with: is there a program to look at? */
import type { Bench } from '#checker/bench.ts'
import { fail, type Outcome, pass, unsupported } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import {
  describeEnding,
  procEvidence,
  saidBy,
  todoIn,
} from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import type { Cell, Inmate } from './cell.ts'

/** A cell, and what else was drawn for it. */
interface Opened<A, T> {
  readonly cell: Cell<A, T>
}

/** Everything about a cell whose program ran to its end. */
export type Scene<F, A, T> = F & {
  readonly bench: Bench
  readonly inmate: Inmate<A>
  readonly found: T
}

/**
 * A check that looks into a cell.
 *
 * @param otherwise Diagnosis for a runtime that started nothing and said nothing
 *   special, or what tells it from what the runtime said.
 */
export function ofCell<F, A, T>(
  fixture: (bench: Bench) => Promise<F & Opened<A, T>>,
  otherwise: string | ((stderr: string) => string),
  look: (scene: Scene<F, A, T>) => Outcome | Promise<Outcome>,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const opened = await bench.share(fixture)
    const { cell } = opened
    const { inmate, found } = cell
    if (inmate === null || found === null) {
      const { stderr } = cell.ending
      const code = typeof otherwise === 'string' ? otherwise : otherwise(stderr)
      return nothingRuns(cell, code)
    }
    if (inmate.seen.exe.sha256 !== cell.probe.sha256) return stranger(inmate)
    if (!inmate.isDone) return endedEarly(cell, inmate)
    return look({ ...opened, bench, inmate, found })
  }
}

function stranger({ seen }: Inmate<unknown>): Outcome {
  return fail({
    expected: 'the program of the bundle runs',
    actual: 'another file is executed',
    evidence: procEvidence(seen, 'exe', seen.exe.path),
    diagnosis: 'OTHER_PROGRAM',
  })
}

function endedEarly(
  { ending }: Cell<unknown, unknown>,
  { seen }: Inmate<unknown>,
): Outcome {
  return fail({
    expected: 'the program makes all its calls, and waits',
    actual: 'it was gone, or stuck, before the last of them',
    evidence: {
      ...procEvidence(seen, 'exe', seen.exe.path),
      'the runtime': describeEnding(ending),
      ...saidBy(ending),
    },
    diagnosis: 'ENDED_EARLY',
  })
}

/** A bundle that has to be refused: nothing runs, and the runtime says why. */
export function judgeRefusal(
  cell: Cell<unknown, unknown>,
  asked: string,
  diagnosis: string,
): Outcome {
  const { ending, inmate } = cell
  if (todoIn(ending) !== null) return nothingRuns(cell)
  const evidence = {
    'the bundle asks for': asked,
    'the runtime': describeEnding(ending),
    ...saidBy(ending),
  }
  const isSilent = ending.stderr.trim() === ''
  const hasFailed = ending.code !== 0 && !ending.timedOut
  if (inmate === null && hasFailed && !isSilent) return pass({ evidence })
  if (inmate === null && (ending.timedOut || isSilent)) return nothingRuns(cell)
  return fail({
    expected: 'an error, and no container',
    actual:
      inmate === null
        ? 'no container, but the runtime says that all went well'
        : 'the program of the bundle runs',
    evidence,
    diagnosis,
  })
}

/**
 * A program from elsewhere that leaves something alone which came with a later
 * edition of the specification is not at fault.
 */
export function notYet(bench: Bench, what: string): Outcome | null {
  if (isLabProgram(bench.program)) return null
  return unsupported(
    `the program starts the container and leaves ${what} alone: that member came with runtime-spec 1.1`,
  )
}
