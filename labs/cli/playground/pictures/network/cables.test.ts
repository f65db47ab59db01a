import t from 'tap'
import { link, network, veth } from '../test/parts.ts'
import { cablesOf } from './cables.ts'

const namesOf = (...networks: ReturnType<typeof network>[]) =>
  cablesOf(networks).map(({ near, far }) => [
    `${near.network.name} ${near.link.name}`,
    `${far.network.name} ${far.link.name}`,
  ])

t.test('ends that name each other are one cable', async (t) => {
  const host = network('host', {
    links: [link(1, 'lo'), veth(5, 'va', 2), veth(6, 'vb', 2)],
  })
  const a = network('a', { links: [link(1, 'lo'), veth(2, 'eth0', 5)] })
  const b = network('b', { links: [veth(2, 'eth0', 6)] })
  t.same(namesOf(host, a, b), [
    ['host va', 'a eth0'],
    ['host vb', 'b eth0'],
  ])
})

t.test(
  'an end that nobody has is no cable, nor one within a namespace',
  async (t) => {
    const host = network('host', {
      links: [veth(5, 'va', 2), veth(7, 'x', 8), veth(8, 'y', 7)],
    })
    t.same(namesOf(host, network('a', { links: [veth(2, 'eth0', 9)] })), [])
  },
)

t.test('two sandboxes may be joined without the machine', async (t) => {
  const a = network('a', { links: [veth(2, 'e', 3)] })
  const b = network('b', { links: [veth(3, 'e', 2)] })
  t.same(namesOf(network('host', {}), a, b), [['a e', 'b e']])
})
