import t from 'tap'
import type { Diagnosis } from '../doctor/diagnosis.ts'
import { diagnosisLines } from './diagnosis-lines.ts'

const DIAGNOSIS: Diagnosis = {
  code: 'PIVOT_ROOT_SHARED',
  evidence: [
    { source: 'kernel', text: '/proc/8/mountinfo: 29 1 0:23 / / rw shared:1' },
    { source: 'table', text: 'mount(…) is step 17, after it' },
  ],
  because: 'The mount is shared',
  fix: 'Make it private',
  docs: ['pivot_root(2)', 'mount_namespaces(7)'],
}

t.test('evidence, reason, repair and pages have a line each', async (t) => {
  t.same(diagnosisLines(DIAGNOSIS, '14 of 22: Swap the roots'), [
    '  step    14 of 22: Swap the roots',
    '  kernel  /proc/8/mountinfo: 29 1 0:23 / / rw shared:1',
    '  table   mount(…) is step 17, after it',
    '  why     The mount is shared',
    '  fix     Make it private',
    '  read    pivot_root(2) · mount_namespaces(7)',
  ])
})

t.test('sentences break, quotations do not', async (t) => {
  t.same(diagnosisLines(DIAGNOSIS, undefined, 24), [
    '  kernel  /proc/8/mountinfo: 29 1 0:23 / / rw shared:1',
    '  table   mount(…) is step 17, after it',
    '  why     The mount is',
    '          shared',
    '  fix     Make it',
    '          private',
    '  read    pivot_root(2)',
    '          ·',
    '          mount_namespaces(7)',
  ])
})
