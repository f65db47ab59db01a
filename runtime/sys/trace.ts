import type { Area } from './area.ts'
import { FIELD, NOT_RUN } from './records.ts'
import type { StepPlace } from './section.ts'

/** What became of one step. */
export interface TracedStep {
  /** Index into `program.steps`. */
  readonly step: number
  /** What the call returned, -errno for an error. */
  readonly result: bigint
  /** How long it took; undefined where it was not measured. */
  readonly microseconds: number | undefined
}

/**
 * Read from the shared memory what became of the steps that were reached. Of
 * a step in a loop it is the last round that counts.
 *
 * @param startedAt When the child gave its table up for another program, in
 *   nanoseconds of the monotonic clock; undefined as long as it did not.
 */
export function traceOf(
  area: Area,
  places: readonly StepPlace[],
  startedAt: bigint | undefined,
): TracedStep[] {
  const traced: TracedStep[] = []
  let executed = startedAt === undefined
  for (const place of places) {
    const step = place.step.index
    const result = area.word(place.record + BigInt(FIELD.result))
    if (result !== NOT_RUN)
      traced.push({ step, result, microseconds: timeOf(area, place) })
    // A successful execve(2) never returns, so nothing was written down.
    else if (!executed && isExecve(place) && mayHaveBegun(area, place)) {
      executed = true
      const microseconds = timeOf(area, place, startedAt)
      traced.push({ step, result: 0n, microseconds })
    }
  }
  return traced
}

const isExecve = ({ step }: StepPlace) => /^execve/.test(step.name)

/** One who has said that it is ready may stand before it for days. */
function mayHaveBegun(area: Area, { before }: StepPlace): boolean {
  return before === 0n || timeAt(area, before) !== 0n
}

function timeOf(
  area: Area,
  place: StepPlace,
  end?: bigint,
): number | undefined {
  if (place.before === 0n) return undefined
  const before = timeAt(area, place.before)
  const after = end ?? timeAt(area, place.after)
  return before && after >= before ? Number(after - before) / 1000 : undefined
}

function timeAt(area: Area, address: bigint): bigint {
  const seconds = area.word(address)
  return seconds * 1_000_000_000n + area.word(address + 8n)
}
