import t from 'tap'
import {
  meaningOf,
  opaqueIn,
  refuseReserved,
  whiteoutOf,
} from './layer-name.ts'

t.test('meaningOf() drops what means nothing in a path', async (t) => {
  for (const name of ['a/b', '/a/b', './a//b/', '//a/./b/.'])
    t.same(meaningOf(name), { kind: 'file', path: ['a', 'b'] }, name)
  for (const name of ['', '.', './', '/'])
    t.same(meaningOf(name), { kind: 'file', path: [] }, `"${name}"`)
})

t.test('meaningOf() knows the names of marks', async (t) => {
  t.same(meaningOf('a/.wh.b'), { kind: 'whiteout', path: ['a', 'b'] })
  t.same(meaningOf('.wh..b'), { kind: 'whiteout', path: ['.b'] })
  t.same(meaningOf('.wh....'), { kind: 'whiteout', path: ['...'] })
  t.same(meaningOf('a/.wh..wh..opq'), { kind: 'opaque', path: ['a'] })
  t.same(meaningOf('.wh..wh..opq'), { kind: 'opaque', path: [] })
  t.same(meaningOf('.wh..wh.plnk/1.2'), { kind: 'note' })
  t.same(meaningOf('.wh..wh.aufs'), { kind: 'note' })
  t.same(meaningOf('a.wh.b'), { kind: 'file', path: ['a.wh.b'] })
})

t.test('marks are what meaningOf() takes them for', async (t) => {
  const whiteout = `a/${whiteoutOf('b')}`
  t.same(meaningOf(whiteout), { kind: 'whiteout', path: ['a', 'b'] })
  t.same(meaningOf(opaqueIn('a')), { kind: 'opaque', path: ['a'] })
})

t.test('meaningOf() refuses names that lead out, or nowhere', async (t) => {
  for (const name of [
    '..',
    '../a',
    'a/../b',
    'a/..',
    '/..',
    '.wh.',
    'a/.wh.',
    '.wh..',
    '.wh...',
    'a/.wh...',
    '.wh.a/b',
    'a/.wh.b/.wh.c',
    '.wh.a/.wh..wh..opq',
    '../.wh..wh..opq',
    '../.wh..wh.plnk',
    'a\0b',
    'n'.repeat(256),
    `${'a/'.repeat(256)}a`,
    'ab/'.repeat(2000),
  ])
    t.throws(() => meaningOf(name), { name: 'LayerError' }, name.slice(0, 30))
})

t.test('a message about a name stays short', async (t) => {
  const name = 'n'.repeat(1_000_000)
  t.throws(() => meaningOf(name), {
    message:
      /^Expected "n{200}" to be at most 4095 bytes but found 1000000 bytes$/,
  })
})

t.test('refuseReserved() lets no file become a whiteout', async (t) => {
  t.throws(() => refuseReserved('.wh.a', 'd/.wh.a'), {
    message: /^Expected "d\/.wh.a" to be named otherwise/,
  })
  t.doesNotThrow(() => refuseReserved('.wha', '.wha'))
})
