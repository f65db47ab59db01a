/**
 * The checks of the lab against programs that are right, wrong or hostile, on
 * this computer's own kernel. The gate does the same, and more, in the VM.
 */
import { hostname } from 'node:os'
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
  const before = hostname()
  const report = await judge(await referenceProgram(t.testdir()))
  for (const verdict of ['fail', 'blocked', 'error', 'unsupported'] as const) {
    t.same(having(report, verdict), [], verdict)
  }
  t.equal(having(report, 'pass').length, checksOf(lab).length)
  t.same(report.leftovers, [])
  t.equal(report.score, report.maxScore)
  t.equal(hostname(), before)
})

t.test('the same seed draws the same parameters again', async (t) => {
  const program = await referenceProgram(t.testdir())
  const only = ['uts.hostname']
  const [a, b, c] = [
    await judge(program, { only, seed: 'one' }),
    await judge(program, { only, seed: 'one' }),
    await judge(program, { only, seed: 'two' }),
  ]
  const drawn = (report: LabReport) =>
    Object.values(report.checks.at(-1)?.evidence ?? {}).join()
  t.match(drawn(a), /^box-/)
  t.equal(drawn(a), drawn(b))
  t.not(drawn(a), drawn(c))
})

t.test('runc passes whatever applies to it', async (t) => {
  const report = await judge(installedProgram('/usr/sbin/runc'))
  for (const verdict of ['fail', 'blocked', 'error'] as const) {
    t.same(having(report, verdict), [], verdict)
  }
  // No member of runtime-spec 1.1, no time namespace, and --init is ours.
  const unsupported = report.checks.filter((c) => c.verdict === 'unsupported')
  t.same(
    unsupported.map(({ id }) => id),
    [
      'uts.domainname',
      'pid.init-reaps',
      'pid.init-forwards',
      'pid.init-status',
      'time.offsets',
      'time.clocks',
    ],
  )
  t.same(report.leftovers, [])
})

t.test('a program that starts nothing passes nothing', async (t) => {
  const folder = t.testdir()
  const report = await judge(scriptProgram(folder, 'exit 0'), {
    ignoreNeeds: true,
  })
  t.same(having(report, 'error'), [])
  t.equal(having(report, 'fail').length, checksOf(lab).length)
  t.same(report.leftovers, [])
})

/** Runs the program of the bundle on the host, as any script could. */
const ON_HOST = `
for bundle; do [ -f "$bundle/config.json" ] && break; done
cd "$bundle/rootfs"
exec ".$(grep -o '/bin/probe-[0-9a-f]*' ../config.json | head -n 1)"
`

t.test('a program that isolates nothing passes nothing', async (t) => {
  const before = hostname()
  const report = await judge(scriptProgram(t.testdir(), ON_HOST))
  t.same(having(report, 'error'), [])
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'UTS_SHARED' })
  const passed = having(report, 'pass').map((line) => line.split(':')[0])
  t.same(passed, [])
  t.equal(hostname(), before, 'its attack renamed the test and nobody else')
})

t.test('a program that hears nothing is told so', async (t) => {
  const script = ON_HOST.replace('exec ', 'exec </dev/null ')
  const report = await judge(scriptProgram(t.testdir(), script), {
    only: ['uts.own'],
  })
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'CUT_SHORT' })
})

t.test('what is left to write is named', async (t) => {
  const script = 'echo "mini-runc: TODO(lab-02-flags): not written" >&2; exit 1'
  const report = await judge(scriptProgram(t.testdir(), script))
  for (const check of report.checks.filter((c) => c.verdict === 'fail')) {
    t.equal(check.diagnosis, 'TODO_LEFT', check.id)
  }
  t.match(report.checks[0], { actual: /TODO\(lab-02-flags\)/ })
})
