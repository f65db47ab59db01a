/**
 * The checks of the lab against programs that are right, wrong or hostile, on
 * this computer's own kernel. The gate does the same, and more, in the VM.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startAgent } from '#checker/agent/start.ts'
import { alternates } from '#checker/alternates/index.ts'
import type { JudgedProgram, LabReport, Verdict } from '#checker/check.ts'
import { forges, isAllowed } from '#checker/forges/index.ts'
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
  t.equal(report.gradable, true)
})

t.test('the same seed draws the same parameters again', async (t) => {
  const program = await referenceProgram(t.testdir())
  const only = ['exec.env']
  const [a, b, c] = [
    await judge(program, { only, seed: 'one' }),
    await judge(program, { only, seed: 'one' }),
    await judge(program, { only, seed: 'two' }),
  ]
  const drawn = (report: LabReport) =>
    Object.values(report.checks.at(-1)?.evidence ?? {}).join()
  t.match(drawn(a), /SETTING_/)
  t.equal(drawn(a), drawn(b))
  t.not(drawn(a), drawn(c))
  t.same(
    a.checks.map(({ id }) => id),
    ['exec.starts', 'exec.env'],
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
    ['exec.missing', 'exec.not-executable', 'escape.reads-secret'],
  )
})

for (const forge of forges) {
  t.test(
    `forge ${forge.name} passes nothing that it does not do`,
    async (t) => {
      const report = await judge(forge)
      const passed = report.checks.filter(({ verdict }) => verdict === 'pass')
      const undeserved = passed.filter(
        ({ id }) => !isAllowed(forge, lab.id, id),
      )
      t.same(
        undeserved.map(({ id }) => id),
        [],
      )
      if (!forge.attacksKit) t.same(having(report, 'error'), [])
    },
  )
}

t.test('each check by itself fails on a program that only talks', async (t) => {
  const [talker] = forges
  if (talker === undefined) return t.fail('there is no forge')
  const report = await judge(talker, { ignoreNeeds: true })
  t.equal(having(report, 'fail').length, checksOf(lab).length)
  t.same(report.leftovers, [])
})

for (const { program } of alternates) {
  t.test(`${program.name} passes whatever applies to it`, async (t) => {
    const report = await judge(program)
    for (const verdict of ['fail', 'blocked', 'error'] as const) {
      t.same(having(report, verdict), [], verdict)
    }
    t.match(having(report, 'unsupported'), [/^escape.reads-secret/])
    t.same(report.leftovers, [])
  })
}

t.test('a runtime that hangs is told so', async (t) => {
  const report = await judge(scriptProgram(t.testdir(), 'sleep 1000'))
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'RUNTIME_HANGS' })
  t.same(having(report, 'error'), [])
})

t.test('a runtime that writes without end is told so', async (t) => {
  const report = await judge(scriptProgram(t.testdir(), 'exec yes'))
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'OUTPUT_FLOOD' })
  t.same(having(report, 'error'), [])
})

t.test('what is left to write is named', async (t) => {
  const script = 'echo "mini-runc: TODO(lab-01-root): not written" >&2; exit 1'
  const report = await judge(scriptProgram(t.testdir(), script))
  t.match(report.checks[0], {
    verdict: 'fail',
    diagnosis: 'TODO_LEFT',
    actual: /TODO\(lab-01-root\)/,
  })
})

t.test(
  'a program that kills the agent makes an error, not a failure',
  async (t) => {
    const folder = t.testdir({ run: {} })
    const machine = nativeMachine(join(folder, 'run'))
    const killer = scriptProgram(folder, 'kill -9 $PPID; sleep 1000')
    const report = await judge(killer, { machine })
    t.same(having(report, 'pass'), [])
    t.same(having(report, 'fail'), [])
    t.match(report.checks[0], { verdict: 'error', reason: /agent/ })
    t.equal(report.gradable, false)
    // The next one cleans up after the one that was killed.
    const next = await startAgent(machine)
    t.same(readdirSync(join(folder, 'run/check')), [
      '.blobs',
      next.hello.base.split('/').at(-1),
    ])
    await next.client.close()
  },
)

t.test('a run can be given up', async (t) => {
  const program = scriptProgram(t.testdir(), 'sleep 1000')
  const signal = AbortSignal.timeout(500)
  await t.rejects(judge(program, { signal }), { name: 'AgentError' })
  // Before the agent is there, as well.
  await t.rejects(judge(program, { signal: AbortSignal.abort() }), {
    name: 'AgentError',
  })
})
