// Layers as they should be, and as somebody might make them who means us harm.
// After each of those, nothing is where it should not be, and the target is as
// it was.
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { listXattrs, readXattr, writeXattr } from '../linux/xattr.ts'
import { archive, END, entry, type Fields, sourceOf } from './test/archive.ts'
import { treeOf } from './test/tree.ts'
import { type UnpackOptions, unpack } from './unpack.ts'

/** A directory of a test, and a target in it that is not there yet. */
function newPlace(t: Test): { around: string; target: string } {
  const all = existsSync(t.testdirName) ? t.testdirName : t.testdir({})
  const around = mkdtempSync(join(all, 'place-'))
  return { around, target: join(around, 'target') }
}

const apply = (
  target: string,
  bytes: Buffer,
  options: Partial<UnpackOptions> = {},
) => unpack(sourceOf(bytes, 5000), { target, ...options })

const xattr = (path: string, name: string) =>
  readXattr(Buffer.from(path), name)?.toString()

t.test('unpack() makes what the entries say', async (t) => {
  const { target } = newPlace(t)
  const pax = { 'SCHILY.xattr.user.a': 'value' }
  const result = await apply(
    target,
    archive(
      { name: './', type: '5', mode: 0o700, uid: 5, mtime: 100 },
      { name: 'd/', type: '5', mode: 0o1777, uid: 1, gid: 2, mtime: 200 },
      {
        name: 'd/f',
        mode: 0o4755,
        uid: 3,
        gid: 4,
        mtime: 300,
        body: 'abc',
        pax,
      },
      { name: 'd/hard', type: '1', target: 'd/f' },
      { name: 'd/soft', type: '2', target: '/etc/passwd', uid: 9, mtime: 400 },
      { name: 'block', type: '4', major: 300, minor: 70_000, mode: 0o600 },
      { name: 'null', type: '3', major: 1, minor: 3, mode: 0o666 },
      { name: 'fifo', type: '6', mode: 0o640 },
      { name: 'shadow', mode: 0 },
    ),
  )
  t.match(result, { entries: 9, diffID: /^sha256:[0-9a-f]{64}$/ })
  t.same(treeOf(target), [
    '. 40700 5:0 100',
    'block 60600 0:0 0 300:70000',
    'd 41777 1:2 200',
    'd/f 104755 3:4 300 =abc user.a=dmFsdWU=',
    'd/hard 104755 3:4 300 =abc user.a=dmFsdWU=',
    'd/soft 120777 9:0 400 ->/etc/passwd',
    'fifo 10640 0:0 0',
    'null 20666 0:0 0 1:3',
    'shadow 100000 0:0 0 =',
  ])
  const [first, second] = ['d/f', 'd/hard'].map((path) =>
    lstatSync(join(target, path)),
  )
  t.equal(first?.ino, second?.ino)
})

t.test('names that are no UTF-8 stay as they are', async (t) => {
  const { target } = newPlace(t)
  const pax = { path: 'p\xff\x80', 'SCHILY.xattr.user.\xfe': Buffer.from([0]) }
  await apply(target, archive({ name: 'a\xff' }, { name: 'x', pax }))
  t.same(readdirSync(target, 'latin1').sort(), ['a\xff', 'p\xff\x80'])
  const path = Buffer.from(`${target}/p\xff\x80`, 'latin1')
  t.same(listXattrs(path), ['user.\xfe'])
})

t.test('directories that nobody mentions are made', async (t) => {
  const { target } = newPlace(t)
  await apply(target, archive({ name: 'a/b/c', mtime: 7 }))
  t.same(treeOf(target).slice(1), [
    'a 40755 0:0 7',
    'a/b 40755 0:0 7',
    'a/b/c 100644 0:0 7 =',
  ])
})

t.test('what is zero takes no room on the disk', async (t) => {
  const { target } = newPlace(t)
  await apply(target, archive({ name: 'a', body: Buffer.alloc(1 << 20) }))
  const { size, blocks } = lstatSync(join(target, 'a'))
  t.equal(size, 1 << 20)
  t.ok(blocks < 64, `${blocks} blocks`)
})

/** A target with something in it, as lower layers leave it. */
function lowerTarget(t: Test): string {
  const { target } = newPlace(t)
  for (const path of ['', 'd', 'd/sub', 'e'])
    mkdirSync(join(target, path), { mode: 0o755 })
  for (const path of ['f', 'd/x', 'd/y', 'd/sub/z', 'e/k'])
    writeFileSync(join(target, path), path)
  symlinkSync('d', join(target, 'link'))
  writeXattr(Buffer.from(join(target, 'd')), 'user.lower', Buffer.from('1'))
  for (const path of ['d/sub', 'd', 'e', ''])
    utimesSync(join(target, path), 50, 50)
  chmodSync(target, 0o751)
  return target
}

const names = (target: string) =>
  treeOf(target).map((line) => line.split(' ')[0])

t.test('whiteouts remove what is below', async (t) => {
  const target = lowerTarget(t)
  await apply(target, archive({ name: '.wh.f' }, { name: 'd/.wh.sub' }))
  t.same(names(target), ['.', 'd', 'd/x', 'd/y', 'e', 'e/k', 'link'])
  t.same(readdirSync(join(target, '..')), ['target'], 'and nothing beside it')
  t.equal(lstatSync(target).mode & 0o7777, 0o751, 'the rest stays')
  t.equal(lstatSync(join(target, 'd')).mtimeMs, 50_000)
  t.equal(xattr(join(target, 'd'), 'user.lower'), '1')
})

t.test('a whiteout of nothing is nothing', async (t) => {
  const target = lowerTarget(t)
  const before = treeOf(target)
  await apply(target, archive({ name: '.wh.nothing' }, { name: '.wh..wh.x' }))
  t.same(treeOf(target), before)
})

t.test('no mark is about its own layer, wherever it stands', async (t) => {
  const mine = { name: 'd/new' }
  const own: Fields[] = [{ name: 'd/', type: '5' }, mine]
  for (const mark of [{ name: 'd/.wh..wh..opq' }, { name: '.wh.d' }]) {
    for (const all of [
      [mark, ...own],
      [...own, mark],
      [mark, mine],
      [mine, mark],
    ]) {
      const target = lowerTarget(t)
      await apply(target, archive(...all))
      t.same(names(target), ['.', 'd', 'd/new', 'e', 'e/k', 'f', 'link'])
    }
  }
})

t.test('an opaque root hides everything', async (t) => {
  const target = lowerTarget(t)
  await apply(target, archive({ name: 'a' }, { name: '.wh..wh..opq' }))
  t.same(names(target), ['.', 'a'])
})

t.test('a later entry takes the place of an earlier one', async (t) => {
  const target = lowerTarget(t)
  await apply(
    target,
    archive(
      { name: 'f/', type: '5' },
      { name: 'd', body: 'now a file' },
      { name: 'link/', type: '5' },
      { name: 'twice', body: '1' },
      { name: 'twice', body: '2' },
      { name: 'e/', type: '5', mode: 0o700, mtime: 9 },
    ),
  )
  const paths = ['.', 'd', 'e', 'e/k', 'f', 'link', 'twice']
  t.same(names(target), paths)
  t.equal(readFileSync(join(target, 'twice'), 'utf8'), '2')
  t.ok(lstatSync(join(target, 'link')).isDirectory(), 'no link any more')
})

t.test('a file of a lower layer is replaced, never written to', async (t) => {
  const target = lowerTarget(t)
  const other = join(target, '../other')
  linkSync(join(target, 'f'), other)
  await apply(target, archive({ name: 'f', body: 'new', mode: 0o600 }))
  t.equal(readFileSync(other, 'utf8'), 'f')
  t.equal(lstatSync(other).mode & 0o777, 0o644)
})

t.test('for an overlay, marks become those of the kernel', async (t) => {
  const { target } = newPlace(t)
  await apply(
    target,
    archive(
      { name: '.wh.gone' },
      { name: '.wh.revived' },
      { name: 'revived/', type: '5' },
      { name: '.wh.replaced' },
      { name: 'replaced' },
      { name: 'late/', type: '5' },
      { name: '.wh.late' },
      { name: 'opaque/', type: '5' },
      { name: 'opaque/.wh..wh..opq' },
      { name: 'opaque/.wh.x' },
    ),
    { overlay: 'trusted' },
  )
  t.same(treeOf(target).slice(1), [
    'gone 20000 0:0 - 0:0',
    'late 40644 0:0 0 trusted.overlay.opaque=eQ==',
    'opaque 40644 0:0 0 trusted.overlay.opaque=eQ==',
    'opaque/x 20000 0:0 - 0:0',
    'replaced 100644 0:0 0 =',
    'revived 40644 0:0 0 trusted.overlay.opaque=eQ==',
  ])
})

t.test('attributes of overlays and of the host are left out', async (t) => {
  const { target } = newPlace(t)
  const prefix = 'SCHILY.xattr.'
  const pax = {
    [`${prefix}trusted.overlay.redirect`]: '/secret',
    [`${prefix}trusted.overlay.opaque`]: 'y',
    [`${prefix}user.overlay.metacopy`]: '',
    [`${prefix}security.selinux`]: 'label',
    [`${prefix}trusted.mine`]: 'kept',
  }
  await apply(target, archive({ name: 'd/', type: '5', pax }))
  t.same(listXattrs(Buffer.from(join(target, 'd'))), ['trusted.mine'])
})

t.test('unpack() compares the digest before anything is there', async (t) => {
  const { around, target } = newPlace(t)
  const bytes = archive({ name: 'a' })
  const wrong = `sha256:${'0'.repeat(64)}`
  await t.rejects(apply(target, bytes, { diffID: wrong }), {
    message: /to be the one with diffID sha256:0+ but found sha256:/,
  })
  t.same(readdirSync(around), [])
  const { diffID } = await apply(target, bytes)
  await t.resolves(apply(target, bytes, { diffID }))
})

t.test('the digest is that of everything, to the last byte', async (t) => {
  const { target } = newPlace(t)
  const { diffID } = await apply(target, archive({ name: 'a' }))
  const more = Buffer.concat([archive({ name: 'a' }), Buffer.from('more')])
  await t.rejects(apply(target, more, { diffID }), { name: 'LayerError' })
})

const link = (name: string, target: string): Fields => ({
  name,
  type: '2',
  target,
})
const hard = (name: string, target: string): Fields => ({
  name,
  type: '1',
  target,
})
const device = (name: string, major: number, minor: number): Fields => ({
  name,
  type: '3',
  major,
  minor,
})

// A file that they would all like to have is "victim", beside the target.
const REFUSED: Readonly<Record<string, Buffer>> = {
  'a name with ..': archive({ name: '../victim', body: 'evil' }),
  'a name with .. in it': archive({ name: 'd/../../victim', body: 'evil' }),
  'a long name with ..': archive({ name: 'x', pax: { path: '../victim' } }),
  'a name of NUL': archive({ name: 'x', pax: { path: 'a\0b' } }),
  'a name too long': archive({ name: 'x', pax: { path: 'n'.repeat(256) } }),
  'a path too long': archive({ name: 'x', pax: { path: 'ab/'.repeat(1500) } }),
  'a path too deep': archive({ name: 'x', pax: { path: 'a/'.repeat(300) } }),
  'a directory ..': archive({ name: '..', type: '5', mode: 0o777 }),
  'a root that is a link': archive(link('./', '/etc')),
  'a root that is a file': archive({ name: './', body: 'x' }),
  'a hard link out by ..': archive(hard('h', '../victim')),
  'a hard link out by a link': archive(
    link('up', '..'),
    hard('h', 'up/victim'),
  ),
  'a hard link to a link out': archive(
    link('up', '/../victim'),
    hard('h', 'up/x'),
  ),
  'a hard link to nothing': archive(hard('h', 'nothing')),
  'a hard link to a directory': archive(
    { name: 'd/', type: '5' },
    hard('h', 'd'),
  ),
  'a hard link in its own place': archive(
    { name: 'd/f', body: 'x' },
    hard('d', 'd/f'),
  ),
  'a link with NUL': archive({
    ...link('l', ''),
    pax: { linkpath: 'd\0/../..' },
  }),
  'a hard link to the root': archive(hard('h', '/')),
  'a file below a file': archive({ name: 'f' }, { name: 'f/g' }),
  'a file below a link to nothing': archive(link('l', 'nothing'), {
    name: 'l/f',
  }),
  'links that go round': archive(link('a', 'b'), link('b', 'a'), {
    name: 'a/f',
  }),
  'a whiteout of nothing': archive({ name: '.wh.' }),
  'a whiteout of .': archive({ name: 'd/.wh..' }),
  'a whiteout of ..': archive({ name: '.wh...' }),
  'a whiteout out by ..': archive({ name: '../.wh.victim' }),
  'a whiteout with files in it': archive({ name: '.wh.d/f' }),
  'an opaque mark out by ..': archive({ name: '../.wh..wh..opq' }),
  'a device that is a whiteout': archive(device('w', 0, 0)),
  'a device of large numbers': archive(device('w', 5000, 0)),
  'an unknown type': archive({ name: 'a', type: 'Z' }),
  'a sparse file': archive({ name: 'a', type: 'S' }),
  'an attribute of no kind': archive({
    name: 'a',
    pax: { 'SCHILY.xattr.nonsense': '1' },
  }),
  'an attribute too large': archive({
    name: 'a',
    pax: { 'SCHILY.xattr.user.a': Buffer.alloc(70_000) },
  }),
  'an attribute with NUL': archive({
    name: 'a',
    pax: { 'SCHILY.xattr.user.a\0b': '1' },
  }),
  'too many bytes': archive({ name: 'a', body: Buffer.alloc(300_000) }),
  'more bytes than there are': entry({ name: 'a', size: 250_000 }),
  'too many entries': archive(
    ...Array.from({ length: 101 }, (_, index) => ({ name: `f${index}` })),
  ),
  'no end': entry({ name: 'a' }),
  'half an end': Buffer.concat([entry({ name: 'a', body: 'b' })]).subarray(
    0,
    600,
  ),
  nothing: Buffer.alloc(0),
  garbage: Buffer.alloc(2000, 'garbage'),
  'a gzip stream of garbage': Buffer.concat([
    Buffer.from('1f8b0800000000000003', 'hex'),
    Buffer.alloc(2000, 'garbage'),
  ]),
  'a zstd stream of garbage': Buffer.concat([
    Buffer.from('28b52ffd', 'hex'),
    Buffer.alloc(2000, 'garbage'),
  ]),
}

const LIMITS = { size: 200_000, entries: 100 }

for (const [what, bytes] of Object.entries(REFUSED)) {
  t.test(`unpack() refuses ${what}`, async (t) => {
    const target = lowerTarget(t)
    const victim = join(target, '../victim')
    writeFileSync(victim, 'innocent')
    // The directory above has seen something come and go.
    const around = () => treeOf(join(target, '..')).slice(1)
    const before = around()
    const all = Buffer.concat([entry({ name: 'first', body: '1' }), bytes])
    const isWhole = /garbage|nothing$/.test(what)
    await t.rejects(apply(target, isWhole ? bytes : all, { limits: LIMITS }), {
      name: 'LayerError',
    })
    t.same(around(), before, 'all is as it was')
  })

  t.test(`${what} leaves no new target behind`, async (t) => {
    const { around, target } = newPlace(t)
    for (const overlay of [undefined, 'trusted'] as const)
      await t.rejects(apply(target, bytes, { overlay, limits: LIMITS }))
    t.same(readdirSync(around), [])
  })
}

// What is allowed, and stays inside.
const CONTAINED: Readonly<Record<string, [Buffer, string, string]>> = {
  'an absolute name': [
    archive({ name: '/victim', body: 'evil' }),
    'victim',
    'evil',
  ],
  'a link to .. on the way': [
    archive(link('up', '../../..'), { name: 'up/victim', body: 'evil' }),
    'victim',
    'evil',
  ],
  'an absolute link on the way': [
    archive(link('abs', '/'), { name: 'abs/victim', body: 'evil' }),
    'victim',
    'evil',
  ],
  'a link in the place of a directory': [
    archive({ name: 'd/', type: '5' }, { name: 'd/x' }, link('d', '..'), {
      name: 'd/victim',
      body: 'evil',
    }),
    'victim',
    'evil',
  ],
  'a link in the place of a file': [
    archive(link('f', '../victim'), { name: 'f', body: 'evil' }),
    'f',
    'evil',
  ],
  'a hard link to a link': [
    archive(link('l', '../victim'), hard('h', 'l'), {
      name: 'h',
      body: 'evil',
    }),
    'h',
    'evil',
  ],
  'a whiteout behind a link': [
    archive(link('up', '..'), { name: 'up/.wh.victim' }, { name: 'a' }),
    'a',
    '',
  ],
  'an opaque mark behind a link': [
    archive(link('up', '..'), { name: 'up/.wh..wh..opq' }, { name: 'a' }),
    'a',
    '',
  ],
  'mode and owner through a link': [
    archive(link('l', '../victim'), { name: 'l', mode: 0o777, uid: 7 }),
    'l',
    '',
  ],
}

for (const [what, [bytes, path, content]] of Object.entries(CONTAINED)) {
  t.test(`${what} stays inside`, async (t) => {
    const target = lowerTarget(t)
    const victim = join(target, '../victim')
    writeFileSync(victim, 'innocent')
    const before = treeOf(victim)
    await apply(target, bytes)
    t.same(treeOf(victim), before, 'nothing outside was touched')
    t.equal(readFileSync(join(target, path), 'utf8'), content)
  })
}

t.test('a device does no more than to lie there', async (t) => {
  const { target } = newPlace(t)
  await apply(target, archive(device('null', 1, 3)))
  t.ok(lstatSync(join(target, 'null')).isCharacterDevice())
})

t.test('a link to a directory of old is followed inside', async (t) => {
  const target = lowerTarget(t)
  await apply(target, archive({ name: 'link/new' }))
  t.ok(existsSync(join(target, 'd/new')))
  t.equal(readlinkSync(join(target, 'link')), 'd')
})

t.test('for an overlay, the target has to be empty', async (t) => {
  const target = lowerTarget(t)
  await t.rejects(apply(target, archive(), { overlay: 'trusted' }), {
    message: /to be empty/,
  })
})

t.test('a target that is no directory is refused', async (t) => {
  const { around } = newPlace(t)
  writeFileSync(join(around, 'file'), '')
  await t.rejects(apply(join(around, 'file'), END))
  await t.rejects(apply(join(around, 'no/where'), END), { code: 'ENOENT' })
  t.same(readdirSync(around), ['file'])
})
