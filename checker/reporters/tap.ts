/**
 * The report between processes: TAP 14, each check with its record as YAML.
 *
 *     pass ok · fail not ok · blocked, unsupported ok # SKIP · error not ok, then Bail out!
 *
 * @see testanything.org, "TAP 14 specification"
 */
import { stringify } from 'yaml'
import type { CheckResult, LabReport } from '../check.ts'

/** Render a report as a TAP document. */
export function renderTap(report: LabReport): string {
  const { checks } = report
  const broken = checks.find(({ verdict }) => verdict === 'error')
  return [
    'TAP version 14',
    `1..${checks.length}`,
    ...checks.flatMap(pointOf),
    ...headOf(report),
    ...(broken === undefined
      ? []
      : [`Bail out! ${oneLine(`${broken.id}: ${broken.reason}`)}`]),
    '',
  ].join('\n')
}

function headOf(report: LabReport): string[] {
  const { lab, program, seed, score, maxScore, durationMs, leftovers } = report
  return [
    `# lab: ${lab}`,
    `# program: ${oneLine(program)}`,
    `# seed: ${seed}`,
    `# score: ${score}/${maxScore}`,
    `# time: ${durationMs}ms`,
    ...leftovers.map((thing) => `# left behind: ${oneLine(thing)}`),
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

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
