import { generateKeyPairSync } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { configFolder, signingKey } from './keys.ts'

function home(t: Test) {
  const env = { XDG_CONFIG_HOME: t.testdir({}) }
  return { env, path: join(configFolder(env), 'key.pem') }
}

t.test('configFolder() obeys the XDG specification', async (t) => {
  const usual = join(homedir(), '.config/container-labs')
  t.equal(configFolder({}), usual)
  t.equal(configFolder({ XDG_CONFIG_HOME: 'relative' }), usual)
  t.equal(configFolder({ XDG_CONFIG_HOME: '/x' }), '/x/container-labs')
})

t.test('signingKey() makes a key once, for its user alone', async (t) => {
  const { env, path } = home(t)
  const key = signingKey(env)
  t.equal(key.asymmetricKeyType, 'ed25519')
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.equal(statSync(join(path, '..')).mode & 0o777, 0o700)
  const before = readFileSync(path, 'utf8')
  t.equal(signingKey(env).equals(key), true)
  t.equal(readFileSync(path, 'utf8'), before)
})

t.test('signingKey() refuses a key that others may read', async (t) => {
  const { env, path } = home(t)
  signingKey(env)
  for (const mode of [0o640, 0o604, 0o620, 0o601]) {
    chmodSync(path, mode)
    const found = mode.toString(8)
    t.throws(() => signingKey(env), { code: 'KEY_EXPOSED', facts: { found } })
  }
  chmodSync(path, 0o400)
  t.doesNotThrow(() => signingKey(env))
})

t.test('signingKey() replaces nothing that is in its place', async (t) => {
  const { env, path } = home(t)
  mkdirSync(join(path, '..'))
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const pem = rsa.export({ type: 'pkcs8', format: 'pem' }).toString()
  for (const text of ['', 'not a key', pem]) {
    writeFileSync(path, text, { mode: 0o600 })
    t.throws(() => signingKey(env), { code: 'KEY_INVALID' })
    t.equal(readFileSync(path, 'utf8'), text)
  }
})

t.test('signingKey() says where it cannot be made', async (t) => {
  const folder = t.testdir({ file: '' })
  const env = { XDG_CONFIG_HOME: join(folder, 'file') }
  const facts = { found: 'ENOTDIR' }
  t.throws(() => signingKey(env), { code: 'KEY_IMPOSSIBLE', facts })
})
