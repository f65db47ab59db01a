import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Entry } from './agent/protocol.ts'
import { type JudgedProgram, NO_PARTS } from './check.ts'
import { bytesOf, change, treeOf, xattrsOf } from './files.ts'
import { layersCommand, layOut, makePlace } from './layers.ts'
import { nativeBench } from './test/native-bench.ts'

t.jobs = 1

/** Just enough of a mini-layers to see whether the driver drives. */
const SCRIPT = `#!/bin/sh
case $1 in
  mount) shift
    while [ $# -gt 1 ]; do
      case $1 in --lower) l=$2;; --upper) u=$2;; --work) w=$2;; esac
      shift 2
    done
    exec mount -t overlay -o "lowerdir=$l,upperdir=$u,workdir=$w" layers "$1";;
  umount) exec umount "$2";;
  cat) exec cat;;
  *) pwd; exit 3;;
esac
`

function layersScript(t: Test): JudgedProgram {
  const from = join(t.testdir(), 'layers')
  writeFileSync(from, SCRIPT)
  chmodSync(from, 0o755)
  const files = [{ from, name: 'layers', executable: true }]
  return { ...NO_PARTS, name: 'layers', files, layers: 'layers' }
}

const text = (path: string, text: string): Entry => ({
  kind: 'text',
  path,
  text,
})

const LAYERS: readonly Entry[] = [
  text('one/a', 'of one'),
  text('two/a', 'of two'),
  text('two/b', 'of two'),
  text('two/dir/c', 'of two'),
  ...['upper', 'work', 'merged'].map(
    (path): Entry => ({ kind: 'directory', path }),
  ),
]

t.test('a merged folder is changed as a container would', async (t) => {
  const bench = await nativeBench(t, layersScript(t))
  const place = await makePlace(bench, 'overlay', LAYERS)
  const { path } = place
  const lower = `${path('one')}:${path('two')}`
  const parts = [
    '--lower',
    lower,
    '--upper',
    path('upper'),
    '--work',
    path('work'),
  ]
  const mounted = await layersCommand(bench, place, [
    'mount',
    ...parts,
    path('merged'),
  ])
  t.match(mounted, { code: 0, stderr: '' })
  t.equal((await bytesOf(bench, path('merged/a')))?.toString(), 'of one')
  t.match(await bench.call('leftovers', {}), [/^mount .*\/merged \(overlay\)$/])

  const before = await treeOf(bench, path('two'))
  const errors = await change(bench, path('merged'), [
    { append: '/b', text: ', changed' },
    { remove: '/a' },
    { remove: '/dir/c' },
    { removeDirectory: '/dir' },
    { makeDirectory: '/dir' },
    { write: '/dir/new', text: 'new' },
    { remove: '/not/there' },
    { symlink: '/way-out', target: '/etc' },
    { write: '/way-out/x', text: 'x' },
    { mode: '/dir/new', bits: 0o4711 },
    { owner: '/dir/new', uid: 4, gid: 5 },
    { link: '/dir/again', to: '/dir/new' },
    { xattr: '/dir/new', name: 'user.colour', value: Buffer.from('blue') },
    { node: '/null', mode: 0o20600, device: 0x103 },
  ])
  // The link leads to the /etc of that root, where there is none.
  const wanted = errors.map((_, at) => ([6, 8].includes(at) ? 'ENOENT' : null))
  t.same(errors, wanted)
  t.same(await treeOf(bench, path('two')), before, 'the lower one is as it was')

  const upper = await treeOf(bench, path('upper'))
  t.ok(upper?.isWhole)
  const [a, b, fresh, again, node] = [
    'a',
    'b',
    'dir/new',
    'dir/again',
    'null',
  ].map((name) => upper?.entries.find((entry) => entry.path === name))
  t.match(a, { kind: 'character device', device: '0:0' }, 'a whiteout')
  t.match(b, { kind: 'file', size: 'of two, changed'.length })
  t.match(fresh, { mode: 0o711, uid: 4, gid: 5, links: 2, size: 3 })
  t.equal(again?.identity, fresh?.identity)
  t.match(node, { kind: 'character device', device: '1:3', mode: 0o600 })
  t.equal(
    fresh?.sha256,
    '11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437',
  )
  const marks = await xattrsOf(
    bench,
    ['upper/dir', 'upper/dir/new', 'upper/none'].map((name) => path(name)),
  )
  t.same(marks[0]?.['trusted.overlay.opaque'], Buffer.from('y'))
  t.same(marks[1]?.['user.colour'], Buffer.from('blue'))
  t.equal(marks[2], null)

  t.match(await layersCommand(bench, place, ['umount', path('merged')]), {
    code: 0,
  })
  t.same(await bench.call('leftovers', {}), [])
})

t.test(
  'a program is given input, a folder, and a status comes back',
  async (t) => {
    const bench = await nativeBench(t, layersScript(t))
    const place = await makePlace(bench, 'one')
    const said = await layersCommand(bench, place, ['cat'], { stdin: 'hello' })
    t.match(said, { code: 0, stdout: 'hello' })
    const wrong = await layersCommand(bench, place, ['what'])
    t.match(wrong, { code: 3, stdout: `${place.path('elsewhere')}\n` })
  },
)

t.test(
  'entries have devices and times; what is too much is not read',
  async (t) => {
    const bench = await nativeBench(t)
    const place = await makePlace(bench, 'entries')
    await layOut(bench, place, [
      {
        kind: 'device',
        path: 'd/null',
        type: 'c',
        major: 1,
        minor: 3,
        mode: 0o640,
        owner: 7,
      },
      { kind: 'text', path: 'd/old', text: 'old', mtime: 86_400 },
      { kind: 'symlink', path: 'd/link', target: '/etc/passwd', mtime: 5 },
      { kind: 'fifo', path: 'd/fifo' },
    ])
    const tree = await treeOf(bench, place.path('d'))
    t.match(tree?.entries, [
      { path: '', kind: 'directory' },
      { path: 'fifo', kind: 'fifo', sha256: null },
      {
        path: 'link',
        kind: 'link',
        target: '/etc/passwd',
        mtimeNs: '5000000000',
      },
      { path: 'null', device: '1:3', mode: 0o640, uid: 7, gid: 7 },
      { path: 'old', size: 3, mtimeNs: '86400000000000' },
    ])
    const few = await treeOf(bench, place.path('d'), 2)
    t.match(few, { isWhole: false, entries: { length: 2 } })
    t.equal(await treeOf(bench, place.path('none')), null)
    for (const name of ['d/link', 'd/fifo', 'd', 'none'])
      t.equal(await bytesOf(bench, place.path(name)), null, name)
    t.equal(await bytesOf(bench, place.path('d/old'), 2), null, 'too long')
    await t.rejects(
      change(bench, place.path('none'), []),
      /Nothing could be done/,
    )
  },
)
