/** Docker on the reference, and on runc, in the built-in virtual machine. */
import t from 'tap'
import type { LabReport, Verdict } from '#checker/check.ts'
import { runLab } from '#checker/run.ts'
import { ownMachine } from '#checker/test/guest.ts'
import { installedProgram, referenceProgram } from '#checker/test/judged.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'
import { finaleChecks } from './checks-finale.ts'
import { lab } from './lab.ts'

t.jobs = 1

const machine = await ownMachine((run) => new QemuProvider({ run }))
const only = finaleChecks.map(({ id }) => id)

const having = (report: LabReport, verdict: Verdict) =>
  report.checks
    .filter((check) => check.step === 'finale' && check.verdict === verdict)
    .map(({ id, reason, actual }) =>
      (reason ?? actual) ? `${id}: ${reason ?? actual}` : id,
    )

const programs = [
  await referenceProgram(t.testdir()),
  installedProgram('/usr/sbin/runc'),
]

for (const program of programs) {
  t.test(`Docker runs containers on ${program.name}`, async (t) => {
    const report = await runLab(lab, { machine, program, only })
    for (const verdict of ['fail', 'blocked', 'error', 'unsupported'] as const)
      t.same(having(report, verdict), [], verdict)
    t.equal(having(report, 'pass').length, only.length)
    t.same(report.leftovers, [])
  })
}
