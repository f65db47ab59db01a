/**
 * One `labs check`: machine, program, checks, report; then what the report means
 * for the student's record. `start` and `watch` do the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JudgedProgram, LabReport } from '#checker/check.ts'
import { type Lab, partsOf } from '#checker/lab.ts'
import { render } from '#checker/reporters/index.ts'
import type { ReporterName } from '#checker/reporters/names.ts'
import type { Machine } from '#vm/provider.ts'
import { commitQuietly } from './begin-lab.ts'
import { tellClass } from './class/report.ts'
import { UsageError } from './command.ts'
import { passedOf } from './find-lab.ts'
import { say } from './i18n.ts'
import { type Io, widthOf } from './io.ts'
import { foreignProgram, judge } from './judge.ts'
import { startMachine } from './machine.ts'
import { bundledFrom, hasWork } from './runtime-source.ts'
import { checkedEvent, readState, record, stateOf } from './state.ts'
import { attemptFacts } from './submission/attempt.ts'
import { workTree } from './submission/files.ts'
import { workOf } from './work-paths.ts'

export type Subject =
  | { readonly kind: 'work' }
  | { readonly kind: 'reference' }
  | { readonly kind: 'foreign'; readonly path: string }

export interface CheckOptions {
  readonly subject: Subject
  readonly seed?: string | undefined
  readonly only?: readonly string[] | undefined
  readonly live?: boolean | undefined
}

/** Judge, and write down what came out if it was the student's own work. */
export async function checkWork(
  io: Io,
  root: string,
  lab: Lab,
  options: CheckOptions,
): Promise<LabReport> {
  const { subject, ...wishes } = options
  const tree = treeOf(root, subject)
  const bundled = await bundleOf(io, root, lab, subject)
  // Saved in between: nobody can tell which of them is judged.
  const judged = tree === treeOf(root, subject) ? tree : null
  const machine = await startMachine(io, root)
  const program = bundled ?? (await foreign(io, machine, lab, subject))
  const report = await judge(io, lab, { machine, program, ...wishes })
  if (subject.kind === 'work')
    await noteWork(io, root, lab, { report, tree: judged })
  return report
}

/** What came out for the student's work, and for which files if that is known. */
export interface Judged {
  readonly report: LabReport
  readonly tree: string | null
}

/** Write down what came out for the student's own work, and tell the class. */
export async function noteWork(
  io: Io,
  root: string,
  lab: Lab,
  judged: Judged,
): Promise<void> {
  remember(io, root, lab, judged)
  await tellClass(io, root, judged.report)
}

/** Hash of the student's files, if it is they that are judged. */
function treeOf(root: string, { kind }: Subject): string | null {
  return kind === 'work' ? workTree(workOf(root)) : null
}

/** Sources are bundled before the machine starts: a typo is told at once. */
async function bundleOf(
  io: Io,
  root: string,
  lab: Lab,
  subject: Subject,
): Promise<JudgedProgram | null> {
  if (subject.kind === 'foreign') return null
  if (subject.kind === 'work' && !hasWork(root)) {
    throw new UsageError(say(io, 'usage.notStarted', { lab: lab.id }))
  }
  return await bundledFrom(root, subject.kind)
}

async function foreign(
  io: Io,
  machine: Machine,
  lab: Lab,
  subject: Subject,
): Promise<JudgedProgram> {
  if (subject.kind !== 'foreign') throw new Error('Expected a foreign program')
  const [part] = partsOf(lab)
  return await foreignProgram(io, machine, subject.path, part)
}

/** Record the results, and commit the work for each step that passes first. */
function remember(
  io: Io,
  root: string,
  lab: Lab,
  { report, tree }: Judged,
): void {
  const before = stateOf(readState(root), lab.id)
  const attempt = attemptFacts(lab, report, tree)
  if (attempt !== null) keepReport(root, report)
  record(root, checkedEvent(report, attempt))
  const after = stateOf(readState(root), lab.id)
  for (const { id, checks } of lab.steps) {
    const passes = (state: typeof before) =>
      checks.every((check) => state.results.get(check.id) === 'pass')
    if (passes(before) || !passes(after)) continue
    commitQuietly(io, workOf(root), `${lab.id}: step ${id} passes`)
    io.err.write(
      `${io.color.green('✓')} ${say(io, 'check.stepPassed', { step: id })}\n`,
    )
  }
  if (!passedOf(lab, before).done && passedOf(lab, after).done) {
    io.err.write(
      `${io.color.green.bold(say(io, 'check.labPassed', { lab: lab.id }))}\n`,
    )
  }
}

/** What the evidence of an attempt is a hash of, for whoever wants to see it. */
function keepReport(root: string, report: LabReport): void {
  const folder = join(root, '.cache/reports')
  mkdirSync(folder, { recursive: true })
  const text = `${JSON.stringify(report, null, 2)}\n`
  writeFileSync(join(folder, `${report.lab}.json`), text)
}

/** The report in one of its forms. */
export function reportText(
  io: Io,
  report: LabReport,
  lab: Lab,
  reporter: ReporterName,
): string {
  const text = render(report, lab, {
    reporter,
    language: io.language,
    columns: widthOf(io.out),
    color: io.color.level > 0,
  })
  return text.endsWith('\n') ? text : `${text}\n`
}

/** Whether everything that could be judged passed, and something was. */
export function isGreen({ checks }: LabReport): boolean {
  const judged = checks.filter(({ verdict }) => verdict !== 'unsupported')
  return judged.length > 0 && judged.every(({ verdict }) => verdict === 'pass')
}

/** Whether the kit broke: such a report says nothing about anybody's work. */
export function isBroken({ checks }: LabReport): boolean {
  return checks.some(({ verdict }) => verdict === 'error')
}
