/**
 * What the kernel says of one submission: the public checks in a new machine, the
 * hidden ones in another.
 *
 *     judged        every check has a verdict
 *     out of time   what had none yet counts as failed, what passed has passed
 *     broken        the kit or the machine gave up: once more, in new machines
 *     tampered      it spoke in the checker's place, which nothing of the kit does
 */
import type { CheckResult, JudgedProgram, LabReport } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import type { Machine } from '#vm/provider.ts'
import type { FreshMachines } from './fresh-machine.ts'

export interface Run {
  readonly lab: Lab
  readonly seed: string
}

export interface JudgeOrder {
  readonly program: JudgedProgram
  /** Lab and seed of the public checks, then of the hidden ones if there are any. */
  readonly runs: readonly [Run, ...Run[]]
  readonly minutes: number
  readonly machines: FreshMachines
  /** Gives up; no grade comes of it. */
  readonly signal: AbortSignal
}

/** Of the public checks, then of the hidden ones. */
export type Reports = readonly [LabReport, ...LabReport[]]

export interface Judged {
  /** `null` if no run came to an end. */
  readonly reports: Reports | null
  /** Why the second try was no better than the first; `null` if there are verdicts. */
  readonly broken: string | null
  /** It attacked the checker: whatever else there is to say does not count. */
  readonly tampered: boolean
}

const TRIES = 2
/** For a run that was given up to let go. */
const PARTING_MS = 20_000
const MINUTE_MS = 60_000

/**
 * Judge a submission.
 *
 * @returns What the last try said.
 * @throws {RequirementError} If this computer has no machines at all.
 * @throws {DOMException} AbortError, on `signal`.
 */
export async function judgeSubmission(order: JudgeOrder): Promise<Judged> {
  for (let attempt = 1; ; attempt++) {
    const judged = await tryOnce(order)
    const { broken, tampered } = judged
    // No second try makes up for an attack, nor is it needed as proof.
    if (broken === null || tampered || attempt === TRIES) return judged
  }
}

/** Whatever breaks but what was handed in is no grade for it. */
async function tryOnce(order: JudgeOrder): Promise<Judged> {
  let tampered = false
  const onImpostor = () => {
    tampered = true
  }
  try {
    const reports = await runAll(order, onImpostor)
    return { reports, broken: whyBroken(reports), tampered }
  } catch (error) {
    order.signal.throwIfAborted()
    const { name, message } = error as Error
    if (name === 'RequirementError') throw error
    return { reports: null, broken: `${name}: ${message}`, tampered }
  }
}

async function runAll(
  { runs, program, minutes, machines, signal }: JudgeOrder,
  onImpostor: () => void,
): Promise<Reports> {
  const deadline = AbortSignal.timeout(minutes * MINUTE_MS)
  const limits = { deadline, signal, minutes, onImpostor }
  const [open, hidden] = runs
  const first = await runWithin(open, program, await machines.next(), limits)
  if (hidden === undefined || whyBroken([first]) !== null) return [first]
  const machine = await machines.next()
  return [first, await runWithin(hidden, program, machine, limits)]
}

interface Limits {
  readonly deadline: AbortSignal
  readonly signal: AbortSignal
  readonly minutes: number
  readonly onImpostor: () => void
}

/** Run checks; once the time is over, take what there is. */
async function runWithin(
  { lab, seed }: Run,
  program: JudgedProgram,
  machine: Machine,
  { deadline, signal, minutes, onImpostor }: Limits,
): Promise<LabReport> {
  const startedAt = new Date()
  const results = new Map<string, CheckResult>()
  const run = runLab(lab, {
    ...{ machine, program, seed, onImpostor },
    signal: AbortSignal.any([deadline, signal]),
    onResult: (result) => void results.set(result.id, result),
  })
  // It is looked at below, or too late to be looked at.
  run.catch(() => {})
  try {
    const report = await Promise.race([run, partingOf(deadline)])
    if (!deadline.aborted) return report
  } catch (error) {
    signal.throwIfAborted()
    if (!deadline.aborted) throw error
  }
  const checks = outOfTime(lab, results, minutes)
  return reportOf(lab, seed, { program, machine, startedAt, checks })
}

/** Rejects when whoever should let go does not. */
function partingOf(deadline: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(new Error('The run does not end'))
    const wait = () => setTimeout(give, PARTING_MS).unref()
    if (deadline.aborted) wait()
    else deadline.addEventListener('abort', wait, { once: true })
  })
}

/**
 * A verdict that came in time counts. What was cut short reads as `error`, and what
 * never began is missing: both failed, since they had the time that all have.
 */
export function outOfTime(
  lab: Lab,
  results: ReadonlyMap<string, CheckResult>,
  minutes: number,
): CheckResult[] {
  const reason = `It was not decided within ${minutes} minutes`
  return lab.steps.flatMap((step) =>
    step.checks.map(({ id, title, points, source }) => {
      const known = results.get(id)
      if (known !== undefined && known.verdict !== 'error') return known
      return {
        ...{ id, title, source, reason, step: step.id },
        ...{ verdict: 'fail' as const, points: 0, maxPoints: points, ms: 0 },
        ...{ expected: null, actual: null, evidence: {}, diagnosis: null },
      }
    }),
  )
}

interface Facts {
  readonly program: JudgedProgram
  readonly machine: Machine
  readonly startedAt: Date
  readonly checks: readonly CheckResult[]
}

function reportOf(
  lab: Lab,
  seed: string,
  { program, machine, startedAt, checks }: Facts,
): LabReport {
  const { provider, accel, kernel } = machine.info
  return {
    ...{ schema: 'labs.result/v1', lab: lab.id, seed, program: program.name },
    vm: { provider, accel, kernel, arch: process.arch },
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    // They are weighed anew.
    ...{ score: 0, maxScore: 0, gradable: true },
    ...{ checks, leftovers: [], timings: {} },
  }
}

function whyBroken(reports: Reports): string | null {
  const broken = reports
    .flatMap(({ checks }) => checks)
    .filter(({ verdict }) => verdict === 'error')
  if (broken.length === 0) return null
  return broken.map(({ id, reason }) => `${id}: ${reason}`).join('; ')
}
