/** Docker on the reference, in the built-in virtual machine. */
import t from 'tap'
import type { LabReport, Verdict } from '#checker/check.ts'
import { runLab } from '#checker/run.ts'
import { ownMachine } from '#checker/test/guest.ts'
import { referenceProgram } from '#checker/test/judged.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'
import { finaleChecks } from './checks-finale.ts'
import { lab } from './lab.ts'

t.jobs = 1
// Docker's daemons are slow to begin with, and in an emulated guest very slow.
t.setTimeout(15 * 60_000)

const machine = await ownMachine((run) => new QemuProvider({ run }))
const only = finaleChecks.map(({ id }) => id)

const having = (report: LabReport, verdict: Verdict) =>
  report.checks
    .filter((check) => check.step === 'finale' && check.verdict === verdict)
    .map(({ id, reason, actual }) =>
      (reason ?? actual) ? `${id}: ${reason ?? actual}` : id,
    )

t.test('Docker runs containers on the reference', async (t) => {
  const program = await referenceProgram(t.testdir())
  const report = await runLab(lab, { machine, program, only })
  for (const verdict of ['fail', 'blocked', 'error', 'unsupported'] as const)
    t.same(having(report, verdict), [], verdict)
  t.equal(having(report, 'pass').length, only.length)
  t.same(report.leftovers, [])
})
