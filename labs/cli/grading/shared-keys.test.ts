import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Attempt, signAttempt } from '../submission/attempt.ts'
import type { Manifest } from '../submission/manifest.ts'
import { packSubmission } from '../submission/pack.ts'
import { recordingIo } from '../test/recording-io.ts'
import { collect } from './collect.ts'
import { keyOf, sharedKeysOf } from './shared-keys.ts'
import { tellSharedKeys } from './tell.ts'

const ATTEMPT: Attempt = {
  ...{ tree: 'a'.repeat(64), lab: '01-chroot', seed: 'x', verdicts: {} },
  ...{ evidence: 'b'.repeat(64), at: '2026-11-20T12:00:00.000Z' },
  ...{ solved: false, caughtUp: [], hints: 0 },
}

const newKey = () => generateKeyPairSync('ed25519').privateKey
const signed = (key = newKey()) => signAttempt(ATTEMPT, key)
const keyIn = (attempt: Manifest['attempt']) =>
  keyOf({ attempt } as Manifest).key

t.test('keyOf() believes a key only with its signature', async (t) => {
  const attempt = signed()
  t.equal(keyIn(attempt), attempt.publicKey)
  t.equal(keyIn(null), undefined)
  const { publicKey } = signed()
  t.equal(keyIn({ ...attempt, publicKey }), undefined, 'taken from another')
  t.equal(keyIn({ ...attempt, publicKey: 'nonsense' }), undefined)
})

t.test('keyOf() is the same however the key is written', async (t) => {
  const attempt = signed()
  const publicKey = attempt.publicKey.replaceAll('+', '-').replaceAll('/', '_')
  t.equal(keyIn({ ...attempt, publicKey }), attempt.publicKey)
})

t.test('sharedKeysOf() names all students of a key, once', async (t) => {
  const handIns = [
    { student: 'zoe', key: 'K' },
    { student: 'ada', key: 'K' },
    { student: 'ada', key: 'K' },
    { student: 'bob', key: 'L' },
    { student: 'bob', key: 'L' },
    { student: 'eve' },
    { student: 'mia' },
  ]
  t.same(sharedKeysOf(handIns), [{ publicKey: 'K', students: ['ada', 'zoe'] }])
})

t.test('collect() finds it, in files that do not count as well', async (t) => {
  const { io } = recordingIo({})
  const folder = t.testdir({})
  const key = newKey()
  const put = async (name: string, student: string, attempt = signed(key)) => {
    const createdAt = `2026-11-20T12:00:0${name}.000Z`
    const who = { student, lab: '01-chroot', createdAt, kit: '0.1.0', attempt }
    const bytes = Buffer.from(`export const n = ${name}`)
    const { archive } = await packSubmission(who, [
      { path: 'runtime/a.ts', bytes },
    ])
    writeFileSync(join(folder, `${name}.tgz`), archive)
  }
  await put('1', 'ada')
  await put('2', 'zoe')
  await put('3', 'zoe', signed())
  await put('4', 'bob', signed())
  const { sharedKeys, submissions } = await collect(io, [folder], [], [])
  t.equal(submissions.length, 3)
  t.match(sharedKeys, [{ students: ['ada', 'zoe'] }])
  t.equal(sharedKeys.length, 1)
})

for (const [language, words] of [
  ['en', /^ada, zoe: one key signed/],
  ['zh', /^ada, zoe：.*同一把密钥/],
] as const)
  t.test(`a person is told of it in ${language}`, async (t) => {
    const recorded = recordingIo({ language })
    const students = ['ada', 'zoe']
    tellSharedKeys(recorded.io, [{ publicKey: 'K', students }])
    t.match(recorded.out(), words)
  })
