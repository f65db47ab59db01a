/** The lab on this computer's own kernel: what is ours, and what does nothing. */
import t from 'tap'
import { type JudgedProgram, NO_PARTS } from '#checker/check.ts'
import { checksOf } from '#checker/lab.ts'
import { referenceProgram, scriptProgram } from '#checker/test/judged.ts'
import { having, judgeIn } from '#checker/test/lab-suite.ts'
import { lab } from './lab.ts'

t.jobs = 1

const judge = judgeIn(lab)

/** A script in the place of mini-layers. */
function layersScript(folder: string, script: string): JudgedProgram {
  const { name, files, runtime } = scriptProgram(folder, script)
  return { ...NO_PARTS, name, files, layers: runtime }
}

t.test('the reference passes every check and leaves nothing', async (t) => {
  const report = await judge(await referenceProgram(t.testdir()))
  for (const verdict of ['fail', 'blocked', 'error', 'unsupported'] as const)
    t.same(having(report, verdict), [], verdict)
  t.same(report.leftovers, [])
  t.equal(report.score, report.maxScore)
})

t.test('each check by itself fails on what does nothing', async (t) => {
  for (const script of ['exit 0', 'exit 1']) {
    const program = layersScript(t.testdir(), script)
    const report = await judge(program, { ignoreNeeds: true })
    t.same(having(report, 'error'), [])
    t.equal(having(report, 'fail').length, checksOf(lab).length, script)
    t.same(report.leftovers, [])
  }
})

t.test('what is left to write is named', async (t) => {
  const script =
    'echo "mini-layers: TODO(lab-05-mount): not written" >&2; exit 1'
  const report = await judge(layersScript(t.testdir(), script))
  for (const check of report.checks.filter((c) => c.verdict === 'fail'))
    t.equal(check.diagnosis, 'TODO_LEFT', check.id)
  t.same(having(report, 'pass'), [])
})

t.test('the same seed draws the same parameters again', async (t) => {
  const program = await referenceProgram(t.testdir())
  const drawnBy = async (seed: string) => {
    const report = await judge(program, { only: ['diff.added'], seed })
    return report.checks.at(-1)?.evidence['standard output']
  }
  const first = await drawnBy('one')
  t.match(first, /^A \/new[0-9a-f]{4}$/m)
  t.equal(await drawnBy('one'), first)
  t.not(await drawnBy('two'), first)
})
