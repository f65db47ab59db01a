import type { CheckResult, LabReport } from '#checker/check.ts'

/** A report full of things that are nobody's business. */
export function someReport(): LabReport {
  return {
    schema: 'labs.result/v1',
    lab: '01-chroot',
    seed: 'private seed',
    program: 'labs/work',
    vm: { provider: 'qemu', accel: 'tcg', kernel: '6.1', arch: 'x86_64' },
    startedAt: '2026-11-22T09:00:00.000Z',
    durationMs: 4000,
    score: 1,
    maxScore: 2,
    gradable: true,
    checks: [
      result('root.cwd', { verdict: 'fail', diagnosis: 'CHDIR_FORGOTTEN' }),
      result('exec.argv', { verdict: 'pass' }),
    ],
    leftovers: ['/tmp/private'],
    timings: {},
  }
}

function result(id: string, facts: Partial<CheckResult>): CheckResult {
  return {
    id,
    step: id.split('.')[0] ?? '',
    title: { en: 'private title', zh: '私人' },
    verdict: 'pass',
    points: 0,
    maxPoints: 1,
    expected: 'private',
    actual: 'private',
    evidence: { '/proc/1/cwd': 'private' },
    diagnosis: null,
    reason: 'private',
    source: 'chroot(2)',
    ms: 12,
    ...facts,
  }
}
