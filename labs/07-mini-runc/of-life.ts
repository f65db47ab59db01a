/** What checks of step 1 begin with: how far did the container come? */
import type { Bench } from '#checker/bench.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { type Check, fail, type Outcome } from '#checker/lab.ts'
import { describeEnding, describeHeld, whyItEnded } from '#checker/outcome.ts'
import { commandsEvidence, failed } from './commands.ts'
import {
  type Ended,
  type Life,
  life,
  type Running,
  type Waiting,
} from './life.ts'

/** The kernel shows nobody, whatever `create` says. */
export function nobody({ create }: Pick<Life, 'create'>): Outcome {
  return (
    failed([create], 'NOT_CREATED') ??
    fail({
      expected: 'a process that waits in the root of the bundle',
      actual: `there is none; create: ${describeEnding(create.ending)}`,
      evidence: commandsEvidence([create]),
      diagnosis: whyItEnded(create.ending, 'NOT_CREATED'),
    })
  )
}

/** Judge what was between `create` and `start`. */
export function ofWaiting(
  judge: (
    waiting: Waiting,
    life: Life,
    bench: Bench,
  ) => Outcome | Promise<Outcome>,
): Check['run'] {
  return async (bench) => {
    const found = await bench.share(life)
    const { waiting, create } = found
    if (waiting === null) return nobody(found)
    return failed([create], 'NOT_CREATED') ?? judge(waiting, found, bench)
  }
}

/** Judge what was while the program ran. */
export function ofRunning(
  judge: (running: Running, life: Life) => Outcome,
): Check['run'] {
  return ofWaiting((waiting, found) => {
    const { running } = found
    return running === null ? notStarted(waiting) : judge(running, found)
  })
}

/** Judge what was when its process had ended. */
export function ofEnded(
  judge: (ended: Ended, life: Life) => Outcome,
): Check['run'] {
  return ofWaiting((_, found) => {
    const { ended } = found
    return ended === null ? nobody(found) : judge(ended, found)
  })
}

/** `start` has not let the process become its program. */
export function notStarted({
  start,
  started,
}: Pick<Waiting, 'start' | 'started'>): Outcome {
  return (
    failed([start], 'START_FAILS') ??
    fail({
      expected: 'the process that waited executes the program',
      actual:
        started === null
          ? 'the process is gone'
          : `it executes ${describeHeld(started.exe)}`,
      evidence: commandsEvidence([start]),
      diagnosis: whyItEnded(start.ending, 'START_FAILS'),
    })
  )
}

/** Whether nothing has happened to a process. */
export function isSameProcess(
  before: Observation,
  after: Observation | null,
): boolean {
  return (
    after !== null &&
    after.exe.identity === before.exe.identity &&
    after.namespaces.mnt === before.namespaces.mnt
  )
}
