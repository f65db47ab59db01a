/**
 * What the kernel test of every lab begins with, on this computer's own kernel:
 * the checks against a program that is right, and programs that are not. The
 * gate does the same, and more, in the VM.
 *
 *     testLab(lab, { draws: ['uts.hostname', /^box-/], runcLacks: [] })
 *
 * That is a whole `*.kernel.test.ts`. What only one lab has to show follows as
 * tests of its own: `judgeIn(lab)` judges a program, `having` sums up a report.
 */
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { withLockFile } from '#vm/host/lock-file.ts'
import type { JudgedProgram, LabReport, Verdict } from '../check.ts'
import { checksOf, type Lab } from '../lab.ts'
import { nativeMachine } from '../native-machine.ts'
import { type RunOptions, runLab } from '../run.ts'
import { installedProgram, referenceProgram, scriptProgram } from './judged.ts'

export interface LabSuite {
  /** A check, and what its evidence shows of the parameters that were drawn. */
  readonly draws: readonly [check: string, evidence: RegExp]
  /** Ids of the checks that do not apply to runc. */
  readonly runcLacks: readonly string[]
}

type Judge = (
  program: JudgedProgram,
  options?: Partial<RunOptions>,
) => Promise<LabReport>

/**
 * Judges programs by the checks of a lab, on this computer. One at a time, whoever
 * else does: cgroups are the only thing of which a native machine has none of its
 * own, and what runc makes for one lab would be what another lab's program forgot.
 */
export function judgeIn(lab: Lab): Judge {
  return (program, options = {}) =>
    withLockFile(
      join(tmpdir(), 'labs-native.lock'),
      () => {},
      () => runLab(lab, { machine: nativeMachine(), program, ...options }),
    )
}

/** `id: why` for each check of that verdict. */
export function having(report: LabReport, verdict: Verdict): string[] {
  return report.checks
    .filter((check) => check.verdict === verdict)
    .map(({ id, reason, actual }) => `${id}: ${reason ?? actual}`)
}

/** Declare the tests that every lab has. */
export function testLab(lab: Lab, { draws, runcLacks }: LabSuite): void {
  // Each of them keeps the processors busy by itself.
  t.jobs = 1
  const judge = judgeIn(lab)
  testReference(lab, judge)
  testSeed(lab, judge, draws)
  testRunc(judge, runcLacks)
  testNothing(lab, judge)
  testTodo(lab, judge)
  testHang(judge)
}

function testReference(lab: Lab, judge: Judge): void {
  t.test('the reference passes every check and leaves nothing', async (t) => {
    const before = hostname()
    const report = await judge(await referenceProgram(t.testdir()))
    t.equal(having(report, 'pass').length, checksOf(lab).length)
    for (const verdict of [
      'fail',
      'blocked',
      'error',
      'unsupported',
    ] as const) {
      t.same(having(report, verdict), [], verdict)
    }
    t.same(report.leftovers, [])
    t.equal(hostname(), before)
    t.equal(report.score, report.maxScore)
    t.equal(report.gradable, true)
  })
}

function testSeed(
  lab: Lab,
  judge: Judge,
  [id, evidence]: LabSuite['draws'],
): void {
  t.test('the same seed draws the same parameters again', async (t) => {
    const program = await referenceProgram(t.testdir())
    const needs = checksOf(lab).find((check) => check.id === id)?.needs ?? []
    const drawnBy = async (seed: string) => {
      const { checks } = await judge(program, { only: [id], seed })
      const ran = checks.map((check) => check.id)
      t.same(
        [...needs, id].filter((name) => !ran.includes(name)),
        [],
      )
      return Object.values(checks.at(-1)?.evidence ?? {}).join()
    }
    const first = await drawnBy('one')
    t.match(first, evidence)
    t.equal(await drawnBy('one'), first)
    t.not(await drawnBy('two'), first)
  })
}

function testRunc(judge: Judge, lacks: readonly string[]): void {
  t.test('runc passes whatever applies to it', async (t) => {
    const report = await judge(installedProgram('/usr/sbin/runc'))
    for (const verdict of ['fail', 'blocked', 'error'] as const) {
      t.same(having(report, verdict), [], verdict)
    }
    const unsupported = report.checks.filter(
      ({ verdict }) => verdict === 'unsupported',
    )
    t.same(
      unsupported.map(({ id }) => id),
      lacks,
    )
    t.same(report.leftovers, [])
  })
}

function testNothing(lab: Lab, judge: Judge): void {
  t.test('each check by itself fails on what starts nothing', async (t) => {
    const program = scriptProgram(t.testdir(), 'exit 0')
    const report = await judge(program, { ignoreNeeds: true })
    t.same(having(report, 'error'), [])
    t.equal(having(report, 'fail').length, checksOf(lab).length)
    t.same(report.leftovers, [])
  })
}

function testTodo(lab: Lab, judge: Judge): void {
  t.test('what is left to write is named', async (t) => {
    const [region] = lab.steps.flatMap(({ regions }) => regions)
    const script = `echo "mini-runc: TODO(${region}): not written" >&2; exit 1`
    const report = await judge(scriptProgram(t.testdir(), script))
    t.match(report.checks[0], { verdict: 'fail' })
    t.ok(report.checks[0]?.actual?.includes(`TODO(${region})`))
    for (const check of report.checks.filter((c) => c.verdict === 'fail')) {
      t.equal(check.diagnosis, 'TODO_LEFT', check.id)
    }
  })
}

function testHang(judge: Judge): void {
  t.test('a runtime that hangs is told so', async (t) => {
    const report = await judge(scriptProgram(t.testdir(), 'sleep 1000'))
    t.match(report.checks[0], { verdict: 'fail', diagnosis: 'RUNTIME_HANGS' })
    t.same(having(report, 'error'), [])
  })
}
