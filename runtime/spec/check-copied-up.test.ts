import t from 'tap'
import { SpecError } from '../errors.ts'
import { plainSpec } from './default-spec.ts'
import { parseSpec } from './parse-spec.ts'

const RUN = { destination: '/run', type: 'tmpfs', options: ['ro', 'tmpcopyup'] }
const ID = [{ containerID: 0, hostID: 0, size: 1 }]
const USERS = { uidMappings: ID, gidMappings: ID }

/** Where an error in a list of mounts points to, and what it wants. */
function faultOf(mounts: readonly object[], type = 'ipc', more = {}): string {
  const linux = { namespaces: [{ type: 'mount' }, { type }], ...more }
  const config = { ...plainSpec(), mounts, linux }
  try {
    parseSpec(JSON.stringify(config), '/box/config.json')
  } catch (error) {
    if (error instanceof SpecError) return `${error.pointer} ${error.wanted}`
    throw error
  }
  return 'nothing'
}

t.test('a new tmpfs may begin with what was there', async (t) => {
  t.equal(faultOf([RUN]), 'nothing')
  t.equal(faultOf([RUN], 'user', USERS), 'nothing')
})

t.test('nothing else may', async (t) => {
  const bind = { ...RUN, type: 'none', source: '/srv' }
  for (const mount of [
    { ...RUN, type: 'proc' },
    { ...RUN, options: ['bind', 'tmpcopyup'], source: '/srv' },
    { ...bind, type: 'bind' },
  ])
    t.match(faultOf([mount]), /^\/mounts\/0\/options\/1 .*option/)
  const again = { ...RUN, options: ['remount', 'tmpcopyup'] }
  t.match(faultOf([RUN, again]), '/mounts/1/options/1 another option: it is')
})

t.test('what a mount before it covers is not copied', async (t) => {
  const tmpfs = (destination: string) => ({ destination, type: 'tmpfs' })
  const covered = '/mounts/1/options/1 another option: an earlier mount covers'
  const copy = { ...RUN, destination: '/var/./run' }
  t.match(faultOf([tmpfs('/var'), copy]), covered)
  t.match(faultOf([tmpfs('/var/run/'), copy]), covered)
  for (const other of ['/va', '/var/run/x', '/var/..run'])
    t.equal(faultOf([tmpfs(other), copy]), 'nothing', other)
})

t.test('owners are not said in numbers of the container', async (t) => {
  const mount = { ...RUN, options: ['tmpcopyup', 'mode=700', 'uid=3'] }
  t.equal(faultOf([mount]), 'nothing')
  t.match(
    faultOf([mount], 'user', USERS),
    '/mounts/0/options/2 another option beside "tmpcopyup" in a user namespace',
  )
})
