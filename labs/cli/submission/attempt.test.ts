import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import type { CheckResult, LabReport } from '#checker/check.ts'
import { checksOf } from '#checker/lab.ts'
import { labNamed } from '../find-lab.ts'
import { type Event, reduce } from '../state.ts'
import { recordingIo } from '../test/recording-io.ts'
import {
  attemptFacts,
  evidenceDigest,
  isSignatureValid,
  signAttempt,
} from './attempt.ts'
import { localAttempt } from './local-attempt.ts'
import { signedAttempt } from './test/archives.ts'

const { io } = recordingIo({})
const lab = labNamed(io, '1')
const later = labNamed(io, '2')
const TREE = 'a'.repeat(64)

function result(id: string, evidence: Record<string, string>): CheckResult {
  return {
    ...{ id, step: 'root', title: { en: id, zh: id }, verdict: 'pass' },
    ...{ points: 1, maxPoints: 1, expected: null, actual: null, evidence },
    ...{ diagnosis: null, reason: null, source: 'x', ms: 1 },
  }
}

function report(change: Partial<LabReport> = {}): LabReport {
  const checks = checksOf(lab).map(({ id }) => result(id, { '/proc/1': id }))
  return {
    ...{ schema: 'labs.result/v1', lab: lab.id, seed: '00ff', program: 'x' },
    vm: { provider: 'x', accel: 'x', kernel: 'x', arch: 'x' },
    ...{ startedAt: '2026-11-22T09:00:00.000Z', durationMs: 1 },
    ...{ score: 1, maxScore: 1, gradable: true, checks, leftovers: [] },
    timings: {},
    ...change,
  }
}

const checked = (whole: LabReport): Event => ({
  ...{ event: 'checked', lab: lab.id, seed: whole.seed, results: {} },
  failure: null,
  attempt: attemptFacts(lab, whole, TREE),
})

t.test('attemptFacts() are those of a report on the whole lab', async (t) => {
  const facts = attemptFacts(lab, report(), TREE)
  t.match(facts, { tree: TREE, seed: '00ff', at: '2026-11-22T09:00:00.000Z' })
  t.equal(Object.keys(facts?.verdicts ?? {}).length, checksOf(lab).length)

  t.equal(attemptFacts(lab, report(), null), null, 'files that nobody knows')
  const { checks } = report()
  const some = report({ checks: checks.slice(1) })
  t.equal(attemptFacts(lab, some, TREE), null, 'labs check --only')
  t.equal(attemptFacts(lab, report({ gradable: false }), TREE), null, 'broken')
})

t.test('evidenceDigest() depends on every text, and on no order', async (t) => {
  const { checks } = report()
  const digest = evidenceDigest(report())
  t.match(digest, /^[0-9a-f]{64}$/)
  const reversed = report({ checks: checks.toReversed() })
  t.equal(evidenceDigest(reversed), digest)
  const [first, ...rest] = checks
  const other = { ...(first as CheckResult), evidence: { '/proc/1': 'other' } }
  t.not(evidenceDigest(report({ checks: [other, ...rest] })), digest)
})

t.test('a signature holds for the very attempt', async (t) => {
  const signed = signedAttempt(t.testdir({}), TREE)
  t.equal(isSignatureValid(signed), true)
  t.equal(isSignatureValid(JSON.parse(JSON.stringify(signed))), true)

  const { attempt } = signed
  for (const change of [
    { tree: 'b'.repeat(64) },
    { verdicts: { ...attempt.verdicts, 'root.cwd': 'pass' as const } },
    { hints: 0 },
    { caughtUp: [] },
    { seed: '00fe' },
    { lab: '02-namespaces' },
    { at: '2026-11-21T09:00:00.000Z' },
  ]) {
    const tampered = { ...signed, attempt: { ...attempt, ...change } }
    t.equal(isSignatureValid(tampered), false, Object.keys(change).join())
  }
})

t.test('a signature of another key, or none, is not valid', async (t) => {
  const signed = signedAttempt(t.testdir({ a: {} }), TREE)
  const other = signedAttempt(t.testdir({ b: {} }), TREE)
  t.not(other.publicKey, signed.publicKey)
  const { publicKey } = other
  t.equal(isSignatureValid({ ...signed, publicKey }), false)
  t.equal(isSignatureValid({ ...signed, publicKey: 'AAAA' }), false)
  t.equal(isSignatureValid({ ...signed, signature: 'AAAA' }), false)

  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const byRsa = signAttempt(signed.attempt, rsa)
  t.equal(isSignatureValid(byRsa), false, 'right, but of another kind of key')
})

t.test('localAttempt() says what the record says', async (t) => {
  const named = { lab: lab.id } as const
  t.equal(localAttempt(lab, reduce([])), null)
  const attempt = localAttempt(
    lab,
    reduce([
      { ...named, event: 'caught-up', regions: ['lab-01-root'] },
      { ...named, event: 'hinted', check: 'c', diagnosis: 'X', level: 1 },
      { ...named, event: 'hinted', check: 'c', diagnosis: 'X', level: 2 },
      { ...named, event: 'hinted', check: 'c', diagnosis: 'X', level: 2 },
      { ...named, event: 'reset' },
      { ...named, event: 'hinted', check: 'c', diagnosis: 'X', level: 1 },
      checked(report()),
    ]),
  )
  t.match(attempt, {
    ...{ tree: TREE, lab: lab.id, seed: '00ff', solved: false },
    ...{ caughtUp: ['lab-01-root'], hints: 3 },
    evidence: evidenceDigest(report()),
  })
})

t.test('localAttempt() keeps the last whole check', async (t) => {
  const only = { ...checked(report()), attempt: null }
  const again = checked(report({ seed: 'beef' }))
  t.equal(localAttempt(lab, reduce([checked(report()), only]))?.seed, '00ff')
  t.equal(localAttempt(lab, reduce([checked(report()), again]))?.seed, 'beef')
})

t.test('to solve a later lab is to solve this one', async (t) => {
  const first = checked(report())
  const solved = { event: 'solved', lab: later.id } as const
  t.equal(localAttempt(lab, reduce([first, solved]))?.solved, true)
  const earlier = reduce([
    { event: 'solved', lab: lab.id },
    { ...first, lab: later.id } as Event,
  ])
  t.equal(localAttempt(later, earlier)?.solved, false)
})
