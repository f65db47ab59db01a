/** What students' computers send, made sure of before anything is done with it. */
import type { Verdict } from '#checker/check.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import type { Finding } from './feed.ts'
import { tidyName } from './names.ts'
import type { Report } from './store.ts'

const VERDICTS: readonly Verdict[] = [
  'pass',
  'fail',
  'blocked',
  'error',
  'unsupported',
]

/** The name in `{"name": "Ann"}`; `null` if there is none. */
export function nameIn(body: unknown): string | null {
  const { name } = objectIn(body)
  return typeof name === 'string' ? tidyName(name) : null
}

/**
 * The report in `{"lab": "01-chroot", "results": [{"check": …, "verdict": …,
 * "diagnosis": …}]}`. Of checks and codes only those are taken that our own labs
 * have: a checkout of another edition may know others.
 *
 * @returns `null` if it is none.
 */
export function reportIn(body: unknown, labs: readonly Lab[]): Report | null {
  const { lab: id, results } = objectIn(body)
  const lab = labs.find((lab) => lab.id === id)
  if (lab === undefined || !Array.isArray(results)) return null
  const checks = new Set(checksOf(lab).map((check) => check.id))
  const findings = results
    .map((result) => findingIn(objectIn(result), lab))
    .filter((pair) => pair !== null)
    .filter(([check]) => checks.has(check))
  return { lab: lab.id, results: Object.fromEntries(findings) }
}

function findingIn(
  { check, verdict, diagnosis }: Readonly<Record<string, unknown>>,
  lab: Lab,
): [string, Finding] | null {
  const known = VERDICTS.find((it) => it === verdict)
  if (known === undefined || typeof check !== 'string') return null
  const isKnown =
    typeof diagnosis === 'string' && Object.hasOwn(lab.diagnoses, diagnosis)
  return [check, [known, isKnown ? diagnosis : null]]
}

const objectIn = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {}
