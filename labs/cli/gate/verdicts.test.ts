import t from 'tap'
import type { CheckResult, LabReport, Mistake } from '#checker/check.ts'
import {
  everythingPasses,
  leavesGreen,
  mistakeCaught,
  nothingFails,
  nothingPasses,
  pretenceFails,
  reachesOnlyHoles,
  somethingFails,
} from './verdicts.ts'

/** A report whose checks have the given verdicts, `id: verdict`. */
function reportOf(
  verdicts: Record<string, CheckResult['verdict']>,
  diagnosis: string | null = null,
): LabReport {
  const checks = Object.entries(verdicts).map(
    ([id, verdict]): CheckResult => ({
      id,
      step: 'exec',
      title: { en: id, zh: id },
      verdict,
      points: 0,
      maxPoints: 1,
      expected: null,
      actual: null,
      evidence: {},
      diagnosis: verdict === 'fail' ? diagnosis : null,
      reason: null,
      source: 'chroot(2)',
      ms: 1,
    }),
  )
  return {
    schema: 'labs.result/v1',
    lab: '01-chroot',
    seed: 's',
    program: 'p',
    vm: { provider: 'qemu', accel: 'tcg', kernel: '6.1', arch: 'x64' },
    startedAt: '2026-01-01T00:00:00Z',
    durationMs: 1,
    score: 0,
    maxScore: 1,
    gradable: true,
    checks,
    leftovers: [],
    timings: {},
  }
}

const mistake: Mistake = {
  id: 'm',
  title: 'm',
  file: 'linux/rootfs.ts',
  find: 'a',
  replace: 'b',
  check: 'root.cwd',
  diagnosis: 'CHDIR_FORGOTTEN',
}

t.test('a forge passes only what it does', async (t) => {
  const isAllowed = (id: string) => id === 'exec.starts'
  const forge = { isAllowed, attacksKit: false }
  const report = reportOf({ 'exec.starts': 'pass', 'root.is': 'fail' })
  t.equal(pretenceFails(report, forge), null)
  const passing = reportOf({ 'exec.starts': 'fail', 'root.is': 'pass' })
  t.match(pretenceFails(passing, forge), /deceives: root.is/)
  const nothing = reportOf({ 'exec.starts': 'pass', 'root.is': 'blocked' })
  t.match(pretenceFails(nothing, forge), /no check failed/)
})

t.test('a forge that attacks the kit may break it, not pass', async (t) => {
  const forge = { isAllowed: () => false, attacksKit: true }
  const broken = reportOf({ a: 'error', b: 'blocked' })
  t.equal(pretenceFails(broken, forge), null)
  t.match(pretenceFails(broken, { ...forge, attacksKit: false }), /no check/)
  t.match(pretenceFails(reportOf({ a: 'error', b: 'pass' }), forge), /deceives/)
})

t.test('a starter may pass nothing', async (t) => {
  t.equal(nothingPasses(reportOf({ a: 'fail', b: 'blocked' })), null)
  t.match(nothingPasses(reportOf({ a: 'fail', b: 'pass' })), /already.*b/)
  t.match(nothingPasses(reportOf({ a: 'blocked' })), /no check failed/)
  t.match(nothingPasses(reportOf({ a: 'fail', b: 'error' })), /kit broke/)
})

t.test('the reference passes everything and leaves nothing', async (t) => {
  t.equal(everythingPasses(reportOf({ a: 'pass' })), null)
  t.match(everythingPasses(reportOf({ a: 'unsupported' })), /unsupported/)
  const report = { ...reportOf({ a: 'pass' }), leftovers: ['mount /x'] }
  t.match(everythingPasses(report), /mount \/x/)
})

t.test('an earlier lab is named when it turns red', async (t) => {
  t.equal(leavesGreen(reportOf({ a: 'pass' })), null)
  t.match(leavesGreen(reportOf({ a: 'fail' })), /^lab 01-chroot is red: a/)
})

t.test('an earlier lab may reach what is still to be written', async (t) => {
  t.equal(reachesOnlyHoles(reportOf({ a: 'pass' })), null)
  const waiting = reportOf({ a: 'fail', b: 'blocked', c: 'pass' }, 'TODO_LEFT')
  t.equal(reachesOnlyHoles(waiting), null)
  t.match(reachesOnlyHoles(reportOf({ a: 'fail' }, 'OTHER')), /01-chroot.*a/)
  t.match(reachesOnlyHoles(reportOf({ b: 'blocked' })), /b/, 'by what?')
  const broken = reportOf({ a: 'fail', b: 'error' }, 'TODO_LEFT')
  t.match(reachesOnlyHoles(broken), /b \(error\)/)
})

t.test('an oracle may lack things, but something applies', async (t) => {
  t.equal(nothingFails(reportOf({ a: 'pass', b: 'unsupported' })), null)
  t.match(nothingFails(reportOf({ a: 'unsupported' })), /nothing applied/)
  t.match(nothingFails(reportOf({ a: 'pass', b: 'fail' })), /b \(fail\)/)
})

t.test('an exception holds for its check, as long as it is one', async (t) => {
  const known = { b: { reason: 'it waits for all' } }
  const report = reportOf({ a: 'pass', b: 'fail' })
  t.equal(nothingFails(report, known), null)
  const more = reportOf({ a: 'pass', b: 'fail', c: 'fail' })
  t.equal(nothingFails(more, known), 'c (fail)')
  const better = reportOf({ a: 'pass', b: 'pass' })
  t.match(nothingFails(better, known), /no exception any more: b/)
  const race = { b: { reason: 'it is too late', isRace: true } } as const
  t.equal(nothingFails(better, race), null)
  t.equal(nothingFails(report, race), null)
})

t.test('a cut region must turn something red', async (t) => {
  t.equal(somethingFails(reportOf({ a: 'pass', b: 'fail' })), null)
  t.match(somethingFails(reportOf({ a: 'pass' })), /no check/)
})

t.test('a mistake is caught by its check with its diagnosis', async (t) => {
  const caught = reportOf({ 'root.cwd': 'fail' }, 'CHDIR_FORGOTTEN')
  t.equal(mistakeCaught(caught, mistake), null)
  const other = reportOf({ 'root.cwd': 'fail' }, 'OTHER')
  t.match(mistakeCaught(other, mistake), /says OTHER/)
  const missed = reportOf({ 'root.cwd': 'pass', b: 'fail' })
  t.match(mistakeCaught(missed, mistake), /did not fail; red: b/)
  t.match(mistakeCaught(reportOf({ b: 'fail' }), mistake), /no check root/)
})
