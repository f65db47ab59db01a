import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { cacheDir, checkoutDir, ownDir, runDir } from './paths.ts'

t.test('cacheDir() follows root, user and override', async (t) => {
  t.equal(cacheDir({}, 0), '/var/cache/container-labs')
  t.equal(cacheDir({ XDG_CACHE_HOME: '/c' }, 1000), '/c/container-labs')
  t.equal(cacheDir({ LABS_CACHE_DIR: '/x' }, 0), '/x')
})

t.test('runDir() differs between checkouts', async (t) => {
  const one = runDir('/home/ada/one', {}, 0)
  t.match(one, /^\/run\/container-labs\/[0-9a-f]{10}$/)
  t.not(one, runDir('/home/ada/two', {}, 0))
  t.equal(one, runDir('/home/ada/one', {}, 0))
})

t.test('runDir() uses the folder of the session for a user', async (t) => {
  const env = { XDG_RUNTIME_DIR: '/run/user/1000' }
  t.match(runDir('/a', env, 1000), /^\/run\/user\/1000\/container-labs\//)
})

t.test('runDir() refuses a path too long for a socket', async (t) => {
  const env = { LABS_RUN_DIR: `/tmp/${'long/'.repeat(20)}` }
  t.throws(() => runDir('/a', env, 0), { message: /LABS_RUN_DIR/ })
})

t.test('checkoutDir() finds the package of this file', async (t) => {
  t.equal(checkoutDir(), join(import.meta.dirname, '../..'))
  t.throws(() => checkoutDir('/'), { name: 'MachineError' })
})

t.test('ownDir() makes a folder and refuses a link', async (t) => {
  const dir = t.testdir({ real: {} })
  const made = ownDir(join(dir, 'a/b'), 0o700)
  t.equal(ownDir(made, 0o700), made)
  chmodSync(join(dir, 'real'), 0o755)
  symlinkSync(join(dir, 'real'), join(dir, 'link'))
  t.throws(() => ownDir(join(dir, 'link'), 0o700), { name: 'MachineError' })
})
