import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'

const MAP = [{ containerID: 1000, hostID: 0, size: 1 }]
const BOTH = { uidMappings: MAP, gidMappings: MAP }
const BIND = { destination: '/data', source: '/srv', options: ['bind'] }
const IDMAP = { ...BIND, options: ['bind', 'idmap'] }

/** Read a file with one mount and these namespaces besides that of mounts. */
function parse(mount: object, ...namespaces: object[]) {
  const linux = { namespaces: [{ type: 'mount' }, ...namespaces] }
  const config = { ...plainSpec(), mounts: [mount], linux }
  return parseSpec(JSON.stringify(config), '/box/config.json').mounts?.[0]
}

/** Where an error points to, and what it wants. */
function faultOf(mount: object, ...namespaces: object[]): string {
  try {
    parse(mount, ...namespaces)
  } catch (error) {
    if (error instanceof SpecError) return `${error.pointer} ${error.wanted}`
    throw error
  }
  return 'nothing'
}

t.test('mappings are kept, with the option and without', async (t) => {
  t.same(parse({ ...BIND, ...BOTH }), { ...BIND, ...BOTH })
  for (const option of ['idmap', 'ridmap']) {
    const mount = { ...BIND, options: ['rbind', option], ...BOTH }
    t.same(parse(mount), mount)
  }
})

t.test('empty lists are none', async (t) => {
  t.same(parse({ ...BIND, uidMappings: [], gidMappings: [] }), BIND)
})

t.test('one kind alone is refused', async (t) => {
  t.match(
    faultOf({ ...BIND, uidMappings: MAP }),
    '/mounts/0/gidMappings a list of ranges, as "uidMappings" is one',
  )
  t.match(
    faultOf({ ...IDMAP, gidMappings: MAP, uidMappings: [] }),
    '/mounts/0/uidMappings a list of ranges',
  )
})

t.test('a range has to be one', async (t) => {
  const [range] = MAP
  const fault = (change: object) =>
    faultOf({ ...BIND, ...BOTH, uidMappings: [{ ...range, ...change }] })
  t.match(fault({ size: 0 }), '/mounts/0/uidMappings/0/size a whole number')
  t.match(fault({ hostID: -1 }), '/mounts/0/uidMappings/0/hostID a whole')
})

t.test('only a new bind mount has a map', async (t) => {
  const tmpfs = { destination: '/data', type: 'tmpfs' }
  const wanted = 'only a new bind mount has a map'
  t.match(
    faultOf({ ...tmpfs, ...BOTH }),
    `/mounts/0/uidMappings absent or empty: ${wanted}`,
  )
  for (const option of ['idmap', 'ridmap']) {
    const other = `/mounts/0/options/1 another option: ${wanted}`
    t.match(faultOf({ ...tmpfs, options: ['ro', option] }), other)
    const remount = { ...BIND, options: ['bind', option, 'remount'] }
    t.match(faultOf(remount), other)
  }
})

t.test('without mappings the container has to have some', async (t) => {
  t.match(
    faultOf(IDMAP),
    '/mounts/0/options/1 another option, or "uidMappings"',
  )
  t.equal(faultOf(IDMAP, { type: 'user', path: '/proc/1/ns/user' }), 'nothing')
  t.match(
    faultOf(IDMAP, { type: 'user' }),
    '/linux/uidMappings a list that maps',
  )
  t.equal(faultOf({ ...IDMAP, ...BOTH }), 'nothing')
})
