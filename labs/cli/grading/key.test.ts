import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { recordingIo } from '../test/recording-io.ts'
import { newKey, readKey, seedOf } from './key.ts'

const { io } = recordingIo({})
const KEY = Buffer.alloc(32, 7)

t.test('seedOf() is the HMAC of student and lab', async (t) => {
  const ada = { student: 'ada', lab: '01-chroot' }
  // printf 'ada\0%s' 01-chroot | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…
  t.equal(
    seedOf(KEY, ada),
    '306ea3c3d1c9ddd87a267ee1a884c373bb421ca643063202c5ccbc09837920be',
  )
  t.equal(
    seedOf(KEY, ada, 'hidden'),
    '85f91e48d87737a79de75fae70753bff9de4650143272cc230426be9702d7509',
  )
})

t.test('no two students, labs, draws or keys share a seed', async (t) => {
  const who = [
    { student: 'ada', lab: '01-chroot' },
    { student: 'ada', lab: '02-namespaces' },
    { student: 'bob', lab: '01-chroot' },
    { student: 'hidden', lab: 'ada' },
  ]
  const seeds = [KEY, Buffer.alloc(32, 8)].flatMap((key) =>
    who.flatMap((one) => [seedOf(key, one), seedOf(key, one, 'hidden')]),
  )
  t.equal(new Set(seeds).size, seeds.length)
})

t.test('readKey() reads a new key, and one of the environment', async (t) => {
  const file = join(t.testdir({ key: '' }), 'key')
  const text = newKey()
  writeFileSync(file, text)
  chmodSync(file, 0o600)
  t.equal(readKey(io, file).toString('hex'), text.trim())
  const env = { KEY: text }
  t.equal(readKey({ ...io, env }, 'env:KEY').toString('hex'), text.trim())
})

t.test('readKey() refuses a key that others can read', async (t) => {
  const file = join(t.testdir({ key: newKey() }), 'key')
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(file, mode)
    t.throws(() => readKey(io, file), { name: 'UsageError', message: /chmod/ })
  }
})

t.test('readKey() refuses what is no key', async (t) => {
  const folder = t.testdir({ short: 'abcd', words: 'g'.repeat(64) })
  t.throws(() => readKey(io, join(folder, 'none')), { message: /ENOENT/ })
  for (const name of ['short', 'words']) {
    chmodSync(join(folder, name), 0o600)
    t.throws(() => readKey(io, join(folder, name)), { message: /64/ })
  }
  t.throws(() => readKey(io, 'env:NONE'), { name: 'UsageError' })
})
