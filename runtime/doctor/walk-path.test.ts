import { join, resolve } from 'node:path'
import t from 'tap'
import { walkPath } from './walk-path.ts'

const link = (target: string) => t.fixture('symlink', target)

function imageOf(t: import('tap').Test): string {
  return t.testdir({
    file: '',
    dir: { inner: {} },
    up: link('../../../..'),
    outside: link('/file'),
    here: link('dir'),
    circle: link('circle'),
    dangling: link('/no/such'),
  })
}

function walk(root: string, path: string, inRoot = true, follow = true) {
  const { walk } = walkPath(path, { root: '/', start: root, inRoot, follow })
  return walk
}

t.test('what is there is found', async (t) => {
  const root = imageOf(t)
  t.match(walk(root, '/dir/inner'), { end: 'found', at: '/dir/inner' })
  t.match(walk(root, '.'), { end: 'found', at: '/' })
})

t.test('the first name that is missing is told', async (t) => {
  const root = imageOf(t)
  t.match(walk(root, 'dir/a/b'), { end: 'missing', at: '/dir/a' })
  t.match(walk(root, 'file/a'), { end: 'not a directory', at: '/file' })
})

t.test('inside a root no link and no ".." leads out', async (t) => {
  const root = imageOf(t)
  t.match(walk(root, 'up/dir'), { end: 'found', at: '/dir' })
  t.match(walk(root, 'outside'), { end: 'found', at: '/file' })
  t.match(walk(root, '../../dir'), { end: 'found', at: '/dir' })
})

t.test('links are remembered with what they say', async (t) => {
  const root = imageOf(t)
  t.match(walk(root, 'dangling'), {
    end: 'missing',
    at: '/no',
    links: [{ path: '/dangling', target: '/no/such' }],
  })
})

t.test('a circle ends', async (t) => {
  t.equal(walk(imageOf(t), 'circle').end, 'loop')
})

t.test('the last link is followed only where the call does', async (t) => {
  const root = imageOf(t)
  t.match(walk(root, 'here', true, false), { end: 'found', at: '/here' })
  t.match(walk(root, 'here', true, true), { end: 'found', at: '/dir' })
})

t.test('outside of a root ".." goes up', async (t) => {
  const root = imageOf(t)
  const { walk, place } = walkPath('../..', {
    root: '/',
    start: join(root, 'dir'),
    follow: true,
  })
  t.equal(walk.end, 'found')
  t.equal(resolve(place), resolve(root, '..'))
})
