/** Whole runs in the built-in virtual machine, hostile programs among them. */
import t from 'tap'
import { lab } from '#labs/01-chroot/lab.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'
import type { JudgedProgram, LabReport, Verdict } from './check.ts'
import { runLab } from './run.ts'
import { ownMachine } from './test/guest.ts'
import {
  installedProgram,
  referenceProgram,
  scriptProgram,
} from './test/judged.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(10 * 60_000)

t.jobs = 1

const machine = await ownMachine((run) => new QemuProvider({ run }))

const judge = (program: JudgedProgram) => runLab(lab, { machine, program })

const having = (report: LabReport, ...verdicts: Verdict[]) =>
  report.checks
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map(({ id, reason, actual }) => `${id}: ${reason ?? actual}`)

t.test('the reference passes every check and leaves nothing', async (t) => {
  const report = await judge(await referenceProgram(t.testdir()))
  t.same(having(report, 'fail', 'blocked', 'error', 'unsupported'), [])
  t.same(report.leftovers, [])
})

for (const path of ['/usr/sbin/runc', '/usr/bin/crun']) {
  t.test(`${path} passes what applies to it`, async (t) => {
    const report = await judge(installedProgram(path))
    t.same(having(report, 'fail', 'blocked', 'error'), [])
    t.ok(having(report, 'pass').length > 10)
  })
}

const HOSTILE = {
  'a fork bomb': 'bomb() { bomb | bomb & }; bomb; sleep 1000',
  'a memory hog': 'exec tail /dev/zero',
  'daemons that ignore signals':
    "for i in 1 2 3 4; do (trap '' 1 2 3 15; setsid sh -c 'while :; do sleep 1; done' &); done; sleep 1000",
}

for (const [name, script] of Object.entries(HOSTILE)) {
  t.test(`${name} ends in a verdict, and the agent survives`, async (t) => {
    const report = await judge(scriptProgram(t.testdir(), script))
    t.same(having(report, 'pass', 'error'), [])
    t.match(report.checks[0], { verdict: 'fail' })
    t.same(report.leftovers, [])
  })
}
