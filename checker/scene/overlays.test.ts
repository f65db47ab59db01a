import t from 'tap'
import { parseMountinfo } from '../evidence/mountinfo.ts'
import type { OverlayEntry } from '../evidence/scene-texts.ts'
import { overlaysIn } from './overlays.ts'

const TABLE = `22 1 0:5 / /proc rw - proc proc rw
60 22 0:40 / /merged rw - overlay overlay rw,lowerdir=/b:/a,upperdir=/u,workdir=/w
`

const tables = [
  { namespace: 'mnt:[1]', pid: 1, mounts: parseMountinfo(TABLE) },
  { namespace: 'mnt:[2]', pid: 9, mounts: parseMountinfo(TABLE) },
]

const entry = (parts: Partial<OverlayEntry>): OverlayEntry => ({
  ...{ path: 'x', kind: 'other', size: 5, below: null, isOpaque: false },
  ...parts,
})

t.test('an overlay is shown once, with its layers', async (t) => {
  const texts = { device: '0:40', entries: [], cut: true }
  t.same(overlaysIn(tables, [texts, { ...texts, device: '0:41' }]), [
    {
      mountPoint: '/merged',
      namespace: 'mnt:[1]',
      lower: ['/b', '/a'],
      upper: '/u',
      work: '/w',
      changes: [],
      cut: true,
    },
  ])
})

const KINDS = [
  ['new', { below: null }],
  ['copied-up', { below: 'other' }],
  ['new', { below: 'directory' }],
  ['whiteout', { kind: 'whiteout', below: 'other' }],
  ['whiteout', { kind: 'whiteout', below: null }],
  ['new', { kind: 'directory', below: null }],
  ['new', { kind: 'directory', below: 'other' }],
  ['directory', { kind: 'directory', below: 'directory' }],
  ['opaque', { kind: 'directory', below: 'directory', isOpaque: true }],
] as const

for (const [kind, parts] of KINDS) {
  t.test(`${JSON.stringify(parts)} is ${kind}`, async (t) => {
    const texts = { device: '0:40', entries: [entry(parts)], cut: false }
    const [overlay] = overlaysIn(tables, [texts])
    t.same(overlay?.changes, [{ path: 'x', kind, size: 5 }])
  })
}
