import t from 'tap'
import type { CheckResult, LabReport, Mistake } from '#checker/check.ts'
import {
  everythingPasses,
  mistakeCaught,
  nothingFails,
  nothingPasses,
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

t.test('a starter and a forge may pass nothing', async (t) => {
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

t.test('an oracle may lack things, but something applies', async (t) => {
  t.equal(nothingFails(reportOf({ a: 'pass', b: 'unsupported' })), null)
  t.match(nothingFails(reportOf({ a: 'unsupported' })), /nothing applied/)
  t.match(nothingFails(reportOf({ a: 'pass', b: 'fail' })), /b \(fail\)/)
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
