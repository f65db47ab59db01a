import t from 'tap'
import { overlayLayers } from './overlay-options.ts'

const layersOf = (options: string) => overlayLayers(options.split(','))

t.test('overlayLayers() names the layers, the topmost first', async (t) => {
  t.same(layersOf('rw,lowerdir=/a:/b,upperdir=/u,workdir=/w'), {
    lower: ['/a', '/b'],
    upper: '/u',
    work: '/w',
  })
})

t.test('an overlay may have no upper layer', async (t) => {
  const layers = layersOf('ro,lowerdir=/a:/b')
  t.match(layers, { upper: null, work: null })
})

t.test('a comma or a colon of a path has a backslash before it', async (t) => {
  const options = 'rw,lowerdir=/a\\134:b:/c\\134,d,upperdir=/u\\134,v\\040w'
  t.match(layersOf(options), { lower: ['/a:b', '/c,d'], upper: '/u,v w' })
})

t.test('layers may be named one by one', async (t) => {
  const options = 'rw,lowerdir+=/a,lowerdir+=/b:c,upperdir=/u'
  t.same(layersOf(options).lower, ['/a', '/b:c'])
})

t.test('nonsense has no layers', async (t) => {
  t.same(layersOf(''), { lower: [], upper: null, work: null })
  t.same(layersOf('lowerdir=\\134').lower, ['\\'])
})
