/**
 * The order of checks: each waits for those it needs and for nothing else, so
 * that containers start side by side. `afterAll` checks look at the result.
 */
import type { Bench } from './bench.ts'
import type { CheckResult } from './check.ts'
import { type Check, checksOf, type Lab, type Outcome } from './lab.ts'

/** More than any hang of a judged program may take before it is cut short. */
const BUDGET_MS = 60_000

export interface ScheduleOptions {
  readonly only?: readonly string[]
  readonly ignoreNeeds?: boolean
  readonly onResult?: (result: CheckResult) => void
}

/**
 * Run the checks of a lab, or those of them that are asked for.
 *
 * @returns Results in the order of the lab.
 * @throws {Error} If checks need each other in a circle, or one that is not there.
 */
export async function runChecks(
  lab: Lab,
  bench: Bench,
  options: ScheduleOptions = {},
): Promise<CheckResult[]> {
  const checks = selectChecks(checksOf(lab), options.only)
  const results = new Map<string, Promise<CheckResult>>()
  const run = (check: Check): Promise<CheckResult> => {
    const known = results.get(check.id)
    if (known !== undefined) return known
    const others = checks.filter((other) => other.afterAll !== true)
    const awaited =
      check.afterAll === true
        ? others
        : checks.filter(({ id }) => check.needs.includes(id))
    const result = Promise.all(awaited.map(run)).then((before) =>
      judge({ lab, bench, check, before, ...options }),
    )
    results.set(check.id, result)
    return result
  }
  for (const check of checks) run(check)
  return announce(checks.map(run), options.onResult)
}

/** Tell each result when it and all before it are there. */
async function announce(
  results: readonly Promise<CheckResult>[],
  tell?: (result: CheckResult) => void,
): Promise<CheckResult[]> {
  const done: CheckResult[] = []
  for (const result of results) {
    done.push(await result)
    tell?.(await result)
  }
  return done
}

/**
 * The checks asked for, and whatever they need.
 *
 * @throws {Error} See `runChecks`.
 */
export function selectChecks(
  checks: readonly Check[],
  only?: readonly string[],
): readonly Check[] {
  const wanted = new Set<string>()
  const want = (id: string, path: readonly string[]): void => {
    if (path.includes(id)) {
      throw new Error(`Checks need each other: ${[...path, id].join(' → ')}`)
    }
    const check = checks.find((check) => check.id === id)
    if (check === undefined) throw new Error(`There is no check "${id}"`)
    for (const need of check.needs) want(need, [...path, id])
    wanted.add(id)
  }
  for (const id of only ?? checks.map(({ id }) => id)) want(id, [])
  return checks.filter(({ id }) => wanted.has(id))
}

interface Judgement extends ScheduleOptions {
  readonly lab: Lab
  readonly bench: Bench
  readonly check: Check
  readonly before: readonly CheckResult[]
}

async function judge(judgement: Judgement): Promise<CheckResult> {
  const { lab, bench, check, before, ignoreNeeds = false } = judgement
  const began = performance.now()
  const obstacle = before.find(
    ({ id, verdict }) => check.needs.includes(id) && verdict !== 'pass',
  )
  const outcome =
    obstacle !== undefined && !ignoreNeeds
      ? blockedBy(obstacle)
      : await attempt(lab, bench, check)
  const step = lab.steps.find(({ checks }) => checks.includes(check))
  return {
    id: check.id,
    step: step?.id ?? '',
    title: check.title,
    points: outcome.verdict === 'pass' ? check.points : 0,
    maxPoints: check.points,
    source: check.source,
    ...outcome,
    ms: Math.round(performance.now() - began),
  }
}

type Result = Omit<Outcome, 'verdict'> & Pick<CheckResult, 'verdict'>

const NOTHING = { expected: null, actual: null, evidence: {}, diagnosis: null }

function blockedBy({ id, verdict, reason }: CheckResult): Result {
  if (verdict === 'blocked') return { ...NOTHING, verdict, reason }
  // What nobody can judge here cannot be asked of what builds on it either.
  const own = verdict === 'unsupported' ? 'unsupported' : 'blocked'
  return { ...NOTHING, verdict: own, reason: `${id}: ${verdict}` }
}

/** Run a check; whatever it throws, and its having no end, is the kit's fault. */
async function attempt(lab: Lab, bench: Bench, check: Check): Promise<Result> {
  const budgetMs = bench.patience(BUDGET_MS)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`The check took more than ${budgetMs} ms`)
    timer = setTimeout(() => reject(error), budgetMs)
  })
  try {
    const outcome = await Promise.race([check.run(bench), late])
    assertDiagnosed(lab, outcome)
    return outcome
  } catch (error) {
    const reason = error instanceof Error ? error.message : `${error}`
    return { ...NOTHING, verdict: 'error', reason }
  } finally {
    clearTimeout(timer)
  }
}

/** A diagnosis that nobody wrote would leave a student without a word. */
function assertDiagnosed(lab: Lab, { diagnosis }: Outcome): void {
  if (diagnosis !== null && !Object.hasOwn(lab.diagnoses, diagnosis)) {
    throw new Error(`Lab "${lab.id}" has no diagnosis "${diagnosis}"`)
  }
}
