/** The checks of the lab on this computer's own kernel; see lab-suite.ts. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startAgent } from '#checker/agent/start.ts'
import { alternates } from '#checker/alternates/index.ts'
import { forges, isAllowed } from '#checker/forges/index.ts'
import { checksOf } from '#checker/lab.ts'
import { nativeMachine } from '#checker/native-machine.ts'
import { scriptProgram } from '#checker/test/judged.ts'
import { having, judgeIn, testLab } from '#checker/test/lab-suite.ts'
import { lab } from './lab.ts'

const judge = judgeIn(lab)

testLab(lab, {
  draws: ['exec.env', /SETTING_/],
  runcLacks: ['exec.missing', 'exec.not-executable', 'escape.reads-secret'],
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

t.test('a runtime that writes without end is told so', async (t) => {
  const report = await judge(scriptProgram(t.testdir(), 'exec yes'))
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'OUTPUT_FLOOD' })
  t.same(having(report, 'error'), [])
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
