import t from 'tap'
import type { OverlayChange, SceneOverlay } from '#checker/scene/scene.ts'
import { aScene } from '#checker/scene/test/scenes.ts'
import {
  containerOf,
  inOrder,
  layersOf,
  overlayPicture,
} from './overlay-columns.ts'
import { container } from './test/parts.ts'

const change = (path: string, kind: OverlayChange['kind']): OverlayChange => ({
  ...{ path, kind, size: 1 },
})

const overlay = (...changes: OverlayChange[]): SceneOverlay => ({
  ...{ mountPoint: '/', namespace: 'mnt:[1]', lower: ['/a'], upper: '/u' },
  ...{ work: '/w', changes, cut: false },
})

const mixed = overlay(
  change('etc', 'directory'),
  change('etc/hosts', 'copied-up'),
  change('etc/motd', 'whiteout'),
  change('srv', 'directory'),
  change('tmp/a', 'new'),
  change('var/cache', 'opaque'),
)

const keys = (fitting: number, isFresh?: (change: OverlayChange) => boolean) =>
  overlayPicture(mixed, fitting, isFresh).columns.map(({ key }) => key)

t.test(
  'a file is a column, a directory only if it holds no other',
  async (t) => {
    const { columns, more } = overlayPicture(mixed, 9)
    t.equal(more, 0)
    t.same(
      columns.map(({ key, isMerged, isHiddenBelow }) => [
        key,
        isMerged,
        isHiddenBelow,
      ]),
      [
        ['etc/hosts', true, true],
        ['etc/motd', false, true],
        ['srv', true, false],
        ['tmp/a', true, false],
        ['var/cache', true, true],
      ],
    )
    t.match(columns[0], { name: 'hosts', folder: 'etc/' })
    t.match(columns[2], { name: 'srv', folder: '' })
  },
)

t.test(
  'where there is little room what tells most is shown, in order',
  async (t) => {
    t.same(keys(2), ['etc/hosts', 'etc/motd'])
    t.same(keys(3), ['etc/hosts', 'etc/motd', 'var/cache'])
    t.equal(overlayPicture(mixed, 2).more, 3)
  },
)

t.test('what has just happened comes first', async (t) => {
  t.same(
    keys(1, ({ path }) => path === 'tmp/a'),
    ['tmp/a'],
  )
})

t.test('layers are called by what tells them apart', async (t) => {
  const names = (...paths: string[]) => layersOf(paths).map(({ name }) => name)
  t.same(names('/l/aa/fs', '/l/bb/fs', '/l/cc/fs'), ['aa', 'bb', 'cc'])
  t.same(names('/l/aa/fs'), ['fs'])
  t.same(names('/a', '/b/a'), ['a', 'b/a'])
  t.same(names(), [])
})

t.test('of many layers the topmost are drawn', async (t) => {
  const lower = Array.from({ length: 12 }, (_, at) => `/l/${at}`)
  const { layers, moreLayers } = overlayPicture({ ...overlay(), lower }, 3)
  t.same(
    layers.map(({ name }) => name),
    ['0', '1', '2', '3', '4'],
  )
  t.equal(moreLayers, 7)
})

t.test('an overlay below a bundle is the root of its container', async (t) => {
  const web = { ...container('web', 1), bundle: '/run/web' }
  const at = (mountPoint: string) => ({ ...overlay(), mountPoint })
  const overlays = ['/', '/mnt', '/run/web/rootfs', '/run/website'].map(at)
  const scene = aScene({ overlays, containers: [container('x', 2), web] })
  t.same(
    overlays.map((one) => containerOf(one, scene)),
    [null, null, 'web', null],
  )
  t.same(
    inOrder(scene).map(({ mountPoint }) => mountPoint),
    ['/run/web/rootfs', '/mnt', '/run/website', '/'],
  )
})
