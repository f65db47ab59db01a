/** A report with every verdict, for the tests of the reporters. */
import type { CheckResult, LabReport, Verdict } from '../check.ts'
import { diagnosesOf, text } from '../diagnoses.ts'
import type { Lab } from '../lab.ts'

const hints = [text('a', '一'), text('b', '二'), text('c', '三')] as const

function result(
  id: string,
  verdict: Verdict,
  parts: Partial<CheckResult> = {},
): CheckResult {
  return {
    id,
    step: id.split('.')[0] ?? '',
    title: text(
      `what ${id} is about, said at the length that a title may well have`,
      `关于 ${id} 的说明，长度与实际的标题差不多`,
    ),
    verdict,
    points: verdict === 'pass' ? 2 : 0,
    maxPoints: 2,
    expected: null,
    actual: null,
    evidence: {},
    diagnosis: null,
    reason: null,
    source: 'chroot(2)',
    ms: 12,
    ...parts,
  }
}

/** One check of each verdict, and one that fails with much to say. */
export const sampleChecks: readonly CheckResult[] = [
  result('exec.starts', 'pass', { evidence: { '/proc/8/exe': '/x' } }),
  result('exec.env', 'fail', {
    expected: 'A=1',
    actual: `+ HOST=2 # ${'a long tail of words '.repeat(12)}`,
    evidence: {
      [`/proc/812/${'environ'.repeat(20)}`]: `A=1\nHOST=2\n${'容器'.repeat(90)}`,
      'standard error': '\\ and # and "quotes": yes\n  - indented\n---\n...',
    },
    diagnosis: 'ENV_FROM_HOST',
  }),
  result('exec.argv', 'fail', { diagnosis: 'ENV_FROM_HOST' }),
  result('root.cwd', 'blocked', { reason: 'exec.env: fail' }),
  result('root.is', 'unsupported', { reason: 'no such thing here' }),
]

/** A check that the kit could not finish. */
export const brokenCheck = result('root.broken', 'error', {
  reason: 'The agent in the guest ended\n(status 1)',
})

/** A report with the given checks. */
export function sampleReport(checks: readonly CheckResult[]): LabReport {
  return {
    schema: 'labs.result/v1',
    lab: '00-sample',
    seed: '0123456789abcdef',
    program: 'labs/work',
    vm: { provider: 'qemu', accel: 'tcg', kernel: '6.1.0', arch: 'x64' },
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 4600,
    score: 2,
    maxScore: 10,
    gradable: checks.every(({ verdict }) => verdict !== 'error'),
    checks,
    leftovers: ['mount /mnt (tmpfs)'],
    timings: {},
  }
}

/** The lab that the report is about. */
export const sampleLab: Lab = {
  id: '00-sample',
  number: 0,
  title: text('sample', '样例'),
  summary: text('sample', '样例'),
  minutes: 1,
  steps: ['exec', 'root'].map((id) => ({
    id,
    title: text(`step ${id}`, `步骤 ${id}`),
    regions: [],
    checks: [],
  })),
  early: [],
  prompts: {},
  diagnoses: diagnosesOf({
    ENV_FROM_HOST: {
      title: text('The environment leaks', '环境变量泄漏'),
      because: text(
        'Because of this and that, and it takes a sentence to say it in full.',
        '因为这样那样的原因，需要一整句话才能说清楚，而且这句话相当长，长到必须换行才能放得下。',
      ),
      read: ['environ(7)'],
      hints,
    },
  }),
  mistakes: [],
}
