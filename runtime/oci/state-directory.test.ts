import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { StateError } from '../errors.ts'
import { makeStateDirectory, stateDirectory } from './state-directory.ts'

const uid = process.geteuid?.() ?? 0
const notUs = uid + 4711

t.test('root keeps states in /run, whatever the environment', async (t) => {
  const env = { XDG_RUNTIME_DIR: t.testdir({}) }
  t.equal(stateDirectory(undefined, { uid: 0, env }), '/run/mini-runc')
})

t.test('what is asked for is taken, from where we are', async (t) => {
  const asker = { uid: 0, env: {} }
  t.equal(stateDirectory('/srv/states', asker), '/srv/states')
  t.equal(stateDirectory('states', asker), join(process.cwd(), 'states'))
})

t.test('others than root have a directory that is theirs alone', async (t) => {
  const own = t.testdir({ link: t.fixture('symlink', '.') })
  const askFor = (uid: number, path: string) =>
    stateDirectory(undefined, { uid, env: { XDG_RUNTIME_DIR: path } })
  // As root there is no other user to be here, so this looks at both sides.
  t.equal(askFor(notUs, own), `/tmp/mini-runc-${notUs}`, 'not theirs')
  t.equal(askFor(notUs, '/nowhere'), `/tmp/mini-runc-${notUs}`, 'not there')
  if (uid !== 0) {
    t.equal(askFor(uid, own), join(own, 'mini-runc'))
    t.not(askFor(uid, join(own, 'link')), join(own, 'link/mini-runc'))
  }
})

t.test('a directory of somebody else is refused', async (t) => {
  const root = t.testdir({})
  makeStateDirectory(join(root, 'states'), uid)
  makeStateDirectory(join(root, 'states'), uid)
  t.throws(() => makeStateDirectory(join(root, 'states'), notUs), StateError)
  mkdirSync(join(root, 'mine'))
  symlinkSync('mine', join(root, 'link'))
  t.throws(() => makeStateDirectory(join(root, 'link'), uid), {
    message: /to be a directory of user \d+ but found something else/,
  })
})
