import { symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from '../spec/default-spec.ts'
import { loadBundle } from './bundle.ts'

/** Text of a `config.json` with this `root.path`. */
const config = (path: string) =>
  JSON.stringify({ ...plainSpec(), root: { path } })

function errorOf(directory: string): SpecError {
  try {
    loadBundle(directory)
  } catch (error) {
    if (error instanceof SpecError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

t.test(
  'root.path is relative to the bundle, not to where we are',
  async (t) => {
    const box = t.testdir({ 'config.json': config('rootfs'), rootfs: {} })
    const bundle = loadBundle(relative(process.cwd(), box))
    t.equal(bundle.rootfs, join(box, 'rootfs'))
    t.equal(bundle.config, join(box, 'config.json'))
  },
)

t.test('root.path may be absolute', async (t) => {
  const root = t.testdir({ box: {}, elsewhere: {} })
  const box = t.testdir({
    box: { 'config.json': config(join(root, 'elsewhere')) },
    elsewhere: {},
  })
  t.equal(loadBundle(join(box, 'box')).rootfs, join(box, 'elsewhere'))
})

t.test('a bundle without config.json says which file is missing', async (t) => {
  const error = errorOf(t.testdir({}))
  t.match(error, { pointer: '', found: 'no such file' })
  t.match(error.file, /config\.json$/)
})

t.test('a config.json that is a directory cannot be read', async (t) => {
  t.match(errorOf(t.testdir({ 'config.json': {} })).found, 'EISDIR')
})

t.test(
  'a missing root is named with the path that was looked at',
  async (t) => {
    const box = t.testdir({ 'config.json': config('rootfs') })
    t.match(errorOf(box), {
      pointer: '/root/path',
      wanted: 'a directory',
      found: `nothing at "${join(box, 'rootfs')}"`,
    })
  },
)

t.test('a root that is a file is refused', async (t) => {
  const box = t.testdir({ 'config.json': config('rootfs'), rootfs: 'text' })
  t.match(errorOf(box), { pointer: '/root/path', found: /^a file/ })
})

t.test('a root below a file is refused', async (t) => {
  const box = t.testdir({ 'config.json': config('file/rootfs'), file: 'text' })
  t.match(errorOf(box), { pointer: '/root/path', found: /^nothing/ })
})

t.test('a root that is a symbolic link is refused', async (t) => {
  const box = t.testdir({ 'config.json': config('link'), rootfs: {} })
  symlinkSync('rootfs', join(box, 'link'))
  t.match(errorOf(box), { pointer: '/root/path', found: /^a symbolic link/ })
  const slash = t.testdir({ 'config.json': config('link/'), rootfs: {} })
  symlinkSync('rootfs', join(slash, 'link'))
  t.match(errorOf(slash), { pointer: '/root/path', found: /^a symbolic link/ })
})
