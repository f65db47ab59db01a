/** A grade in a few lines, for platforms that have a field for it. */
import type { CheckResult, Language } from '../../check.ts'
import type { Judged } from './format.ts'
import { legible } from './legible.ts'
import { words } from './words.ts'

/** What became of a submission. It names no check, so no hidden one either. */
export function summaryOf(judged: Judged, language: Language): string {
  if (judged.status === 'ungradable') return words.ungradable[language]
  if (judged.status === 'rejected') {
    return [words.rejected[language], legible(judged.reason ?? '')].join('\n')
  }
  const { score, maxScore, checks } = judged
  return [
    `${score}/${maxScore} ${words.points[language]}`,
    passedOf(checks, language),
    ...latenessOf(judged, language),
  ].join('\n')
}

/** How many checks passed. */
export function passedOf(
  checks: readonly CheckResult[],
  language: Language,
): string {
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length
  return `${passed}/${checks.length} ${words.passed[language]}`
}

/** How late it was and what that costs, as lines: none if it was in time. */
export function latenessOf({ late }: Judged, language: Language): string[] {
  if (late === undefined || late === null) return []
  return [`${late.minutes} ${words.late[language]}: ${late.kept}`]
}
