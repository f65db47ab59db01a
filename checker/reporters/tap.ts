/**
 * The report between processes: TAP 14, each check with its record as YAML.
 *
 *     pass ok · fail not ok · blocked, unsupported ok # SKIP · error not ok, then Bail out!
 *
 * @see testanything.org, "TAP 14 specification"
 */
import { stringify } from 'yaml'
import type { CheckResult, LabReport } from '../check.ts'
import { printable } from '../text/printable.ts'

/** Render a report as a TAP document. */
export function renderTap(report: LabReport): string {
  const broken = report.checks.find(({ verdict }) => verdict === 'error')
  const bailOut = broken === undefined ? null : `${broken.id}: ${broken.reason}`
  return tapDocument(report.checks, headOf(report), bailOut)
}

/**
 * A document of checks.
 *
 * @param head Lines of comment behind the checks.
 * @param bailOut Why nothing of it counts; `null` if it does.
 */
export function tapDocument(
  checks: readonly CheckResult[],
  head: readonly string[],
  bailOut: string | null,
): string {
  return [
    'TAP version 14',
    `1..${checks.length}`,
    ...checks.flatMap(pointOf),
    ...head.map((comment) => `# ${oneLine(comment)}`),
    ...(bailOut === null ? [] : [`Bail out! ${oneLine(bailOut)}`]),
    '',
  ].join('\n')
}

function headOf(report: LabReport): string[] {
  const { lab, program, seed, score, maxScore, durationMs, leftovers } = report
  return [
    `lab: ${lab}`,
    `program: ${program}`,
    `seed: ${seed}`,
    `score: ${score}/${maxScore}`,
    `time: ${durationMs}ms`,
    ...leftovers.map((thing) => `left behind: ${thing}`),
  ]
}

function pointOf(check: CheckResult, index: number): string[] {
  const { id, title, verdict, reason } = check
  const ok = verdict === 'fail' || verdict === 'error' ? 'not ok' : 'ok'
  const isSkipped = verdict === 'blocked' || verdict === 'unsupported'
  const skip = isSkipped ? ` # SKIP ${quote(`${verdict}: ${reason}`)}` : ''
  return [
    `${ok} ${index + 1} - ${quote(`${id}: ${title.en}`)}${skip}`,
    '  ---',
    ...stringify(recordOf(check), { lineWidth: 0 })
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '  ...',
  ]
}

function recordOf({ id, title, ...record }: CheckResult): object {
  return { ...record, duration_ms: record.ms }
}

/** `#` begins a directive, `\` an escape. */
function quote(text: string): string {
  return oneLine(text).replace(/[\\#]/g, '\\$&')
}

/** A line that ends where it should, and that no terminal obeys. */
function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim())
}
