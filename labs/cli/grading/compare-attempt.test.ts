import t from 'tap'
import type { LabReport, Verdict } from '#checker/check.ts'
import type { Manifest } from '../submission/manifest.ts'
import { parseSubmission } from '../submission/read.ts'
import { compareAttempt } from './compare-attempt.ts'
import { archiveOf, program } from './test/hand-ins.ts'

const submission = await parseSubmission(
  await archiveOf('ada', program('1'), { allPassed: true }),
)
const { manifest } = submission

const report = (verdicts: Readonly<Record<string, Verdict>>) => {
  const checks = Object.entries(verdicts).map(([id, verdict]) => ({
    id,
    verdict,
  }))
  return { checks } as unknown as LabReport
}

t.test('an attempt that says what we say agrees', async (t) => {
  t.match(compareAttempt(manifest, report({ 'exec.argv': 'pass' })), {
    signature: 'valid',
    agrees: true,
    differences: [],
  })
})

t.test('an attempt is told where it says something else', async (t) => {
  const verdicts = {
    'exec.argv': 'fail',
    'root.cwd': 'pass',
    'x.new': 'pass',
  } as const
  t.match(compareAttempt(manifest, report(verdicts)), {
    signature: 'valid',
    agrees: false,
    differences: [
      'exec.argv: pass there, fail here',
      'x.new: not judged there, pass here',
    ],
  })
})

t.test(
  'an attempt of other files, or one that was changed, is told',
  async (t) => {
    const { attempt } = manifest
    if (attempt === null) return t.fail('there is one')
    const edited: Manifest = {
      ...manifest,
      attempt: { ...attempt, attempt: { ...attempt.attempt, hints: 1 } },
    }
    t.match(compareAttempt(edited, null), { signature: 'invalid' })
    const moved = { ...manifest, tree: '0'.repeat(64), lab: '02-namespaces' }
    t.match(compareAttempt(moved, null), {
      signature: 'valid',
      agrees: false,
      differences: ['it is of lab 01-chroot', 'it is of other files'],
    })
  },
)

t.test('no attempt is no fault', async (t) => {
  t.equal(compareAttempt({ ...manifest, attempt: null }, null), null)
})
