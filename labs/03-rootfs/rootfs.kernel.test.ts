/**
 * The checks of the lab against programs that are right, wrong or hostile, on
 * this computer's own kernel. The gate does the same, and more, in the VM.
 */
import t from 'tap'
import type { JudgedProgram, LabReport, Verdict } from '#checker/check.ts'
import { checksOf } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import {
  installedProgram,
  referenceProgram,
  scriptProgram,
} from '#checker/test/judged.ts'
import { nativeMachine } from '#checker/test/native-machine.ts'
import { lab } from './lab.ts'

t.jobs = 1

const judge = (program: JudgedProgram, options = {}) =>
  runLab(lab, { machine: nativeMachine(), program, ...options })

const having = (report: LabReport, verdict: Verdict) =>
  report.checks
    .filter((check) => check.verdict === verdict)
    .map(({ id, reason, actual }) => `${id}: ${reason ?? actual}`)

t.test('the reference passes every check and leaves nothing', async (t) => {
  const report = await judge(await referenceProgram(t.testdir()))
  t.equal(having(report, 'pass').length, checksOf(lab).length)
  for (const verdict of ['fail', 'blocked', 'error', 'unsupported'] as const) {
    t.same(having(report, verdict), [], verdict)
  }
  t.same(report.leftovers, [])
  t.equal(report.score, report.maxScore)
})

t.test('the same seed draws the same parameters again', async (t) => {
  const program = await referenceProgram(t.testdir())
  const only = ['mounts.tmpfs']
  const [a, b, c] = [
    await judge(program, { only, seed: 'one' }),
    await judge(program, { only, seed: 'one' }),
    await judge(program, { only, seed: 'two' }),
  ]
  const drawn = (report: LabReport) =>
    Object.values(report.checks.at(-1)?.evidence ?? {}).join()
  t.match(drawn(a), /size=\d+k,nr_inodes=\d+/)
  t.equal(drawn(a), drawn(b))
  t.not(drawn(a), drawn(c))
  t.same(
    a.checks.map(({ id }) => id),
    ['pivot.root', 'mounts.attached', 'mounts.tmpfs'],
  )
})

t.test('runc passes whatever applies to it', async (t) => {
  const report = await judge(installedProgram('/usr/sbin/runc'))
  for (const verdict of ['fail', 'blocked', 'error'] as const) {
    t.same(having(report, verdict), [], verdict)
  }
  t.same(
    report.checks.flatMap(({ id, verdict }) =>
      verdict === 'unsupported' ? [id] : [],
    ),
    ['pivot.your-escape', 'hide.propagation'],
  )
})

t.test('each check by itself fails on what starts nothing', async (t) => {
  const program = scriptProgram(t.testdir(), 'exit 0')
  const report = await judge(program, { ignoreNeeds: true })
  t.equal(having(report, 'fail').length, checksOf(lab).length)
  t.same(report.leftovers, [])
})

t.test('what is left to write is named', async (t) => {
  const script = 'echo "mini-runc: TODO(lab-03-pivot): not written" >&2; exit 1'
  const report = await judge(scriptProgram(t.testdir(), script))
  t.match(report.checks[0], {
    verdict: 'fail',
    diagnosis: 'TODO_LEFT',
    actual: /TODO\(lab-03-pivot\)/,
  })
})

t.test('a runtime that hangs is told so', async (t) => {
  const report = await judge(scriptProgram(t.testdir(), 'sleep 1000'))
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'RUNTIME_HANGS' })
  t.same(having(report, 'error'), [])
})
