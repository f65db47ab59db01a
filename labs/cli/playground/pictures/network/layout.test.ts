import t, { type Test } from 'tap'
import { address, link, network, rule, veth } from '../test/parts.ts'
import { type Box, networkPicture, type Wire } from './layout.ts'

const NFT = [
  rule(
    {
      match: {
        op: '==',
        left: { payload: { protocol: 'tcp', field: 'dport' } },
        right: 80,
      },
    },
    { dnat: { addr: '10.0.0.1', port: 8 } },
  ),
  rule({ masquerade: null }),
]

/** So many containers, in turn at one of the bridges, and one without any cable. */
function networksOf(count: number, bridges = ['br0', 'br1'], forward = '1') {
  const at = Array.from({ length: count }, (_, index) => index)
  const masterOf = (index: number) => bridges[index % bridges.length] ?? null
  const machine = network('host', {
    links: [
      link(1, 'lo'),
      link(2, 'eth0'),
      ...bridges.map((name, index) =>
        link(90 + index, name, { kind: 'bridge' }),
      ),
      ...at.map((index) => ({
        ...veth(100 + index, `veth${index}`, 2),
        master: masterOf(index),
      })),
    ],
    addresses: [address('eth0', '10.0.2.15')],
    rules: NFT,
    sysctls: { 'net/ipv4/ip_forward': forward },
  })
  const others = at.map((index) =>
    network(`c${index}`, {
      links: [link(1, 'lo'), veth(2, 'eth0', 100 + index)],
      addresses: [address('eth0', `10.1.0.${index}`)],
    }),
  )
  return [machine, ...others, network('alone', { links: [link(1, 'lo')] })]
}

const WIDTHS = [300, 700, 959, 960, 1400, 4000]
const COUNTS = [0, 1, 2, 7, 24]

const doOverlap = (a: Box, b: Box) =>
  a.x < b.x + b.width &&
  b.x < a.x + a.width &&
  a.y < b.y + b.height &&
  b.y < a.y + a.height

/** Every box is apart from the others, inside the picture and inside its frame. */
function holdsTogether(t: Test, count: number, width: number) {
  const picture = networkPicture({ networks: networksOf(count) }, width)
  const boxes = picture.boxes.filter(({ kind }) => kind !== 'machine')
  const frame = picture.boxes.find(({ kind }) => kind === 'machine') as Box
  for (const box of picture.boxes) {
    t.ok(box.x >= 0 && box.x + box.width <= picture.width, box.key)
    t.ok(box.y >= 0 && box.y + box.height <= picture.height, box.key)
  }
  for (const [at, box] of boxes.entries()) {
    const isOutside = box.kind === 'sandbox' || box.kind === 'outside'
    t.equal(doOverlap(box, frame), !isOutside, `${box.key} and the machine`)
    for (const other of boxes.slice(at + 1))
      if (doOverlap(box, other)) t.fail(`${box.key} lies on ${other.key}`)
  }
}

t.test('no box lies on another, however many and however wide', async (t) => {
  for (const width of WIDTHS)
    for (const count of COUNTS) holdsTogether(t, count, width)
})

const isAt = (box: Box, { x, y }: Wire['from']) =>
  x >= box.x - 0.01 &&
  x <= box.x + box.width + 0.01 &&
  y >= box.y - 0.01 &&
  y <= box.y + box.height + 0.01

t.test('every wire ends at boxes, and every container has one', async (t) => {
  for (const width of WIDTHS) {
    const { boxes, wires } = networkPicture({ networks: networksOf(7) }, width)
    const real = boxes.filter(({ kind }) => kind !== 'machine')
    for (const { key, from, to } of wires) {
      t.ok(
        real.some((box) => isAt(box, from)),
        `${key} begins`,
      )
      t.ok(
        real.some((box) => isAt(box, to)),
        `${key} ends`,
      )
    }
    t.equal(wires.filter(({ kind }) => kind === 'veth').length, 7)
    t.equal(wires.filter(({ kind }) => kind === 'attached').length, 7)
    t.equal(new Set(wires.map(({ key }) => key)).size, wires.length)
  }
})

t.test(
  'containers of one bridge are together, the lonely one is last',
  async (t) => {
    const { boxes } = networkPicture({ networks: networksOf(4) }, 700)
    const sandboxes = boxes.filter(({ kind }) => kind === 'sandbox')
    t.same(
      sandboxes.map(({ title }) => title),
      ['c0', 'c2', 'c1', 'c3', 'alone'],
    )
    t.same(sandboxes.at(-1)?.lines, [{ text: 'lo', isAside: true }])
    t.same(sandboxes[0]?.lines, [{ text: 'eth0 10.1.0.0/24' }])
  },
)

t.test('ports at the height of their cable make it straight', async (t) => {
  const { wires } = networkPicture({ networks: networksOf(3, ['br0']) }, 700)
  for (const { kind, from, to } of wires)
    if (kind === 'veth') t.equal(from.y, to.y)
})

t.test('routing says what it does, and is cut where it does not', async (t) => {
  const on = networkPicture({ networks: networksOf(1) }, 700)
  const linesOf = ({ boxes }: typeof on) =>
    boxes.find(({ kind }) => kind === 'routing')?.lines
  t.same(linesOf(on), [
    { text: 'ip_forward = 1', holds: true },
    { text: 'masquerade × 1' },
    { text: ':80 → 10.0.0.1:8' },
  ])
  const off = networkPicture({ networks: networksOf(1, ['br0'], '0') }, 700)
  t.match(linesOf(off), [{ holds: false }])
  const unknown = networkPicture({ networks: [network('host', {})] }, 700)
  t.same(linesOf(unknown), [{ text: 'ip_forward = ?' }])
  const wire = off.wires.find(({ key }) => key.startsWith('routed:bridge'))
  t.equal(wire?.isUp, false)
})

t.test('a cable without a bridge leads to routing', async (t) => {
  const { wires } = networkPicture({ networks: networksOf(1, []) }, 700)
  const keys = wires.map(({ key }) => key)
  t.same(keys, ['veth:100', 'routed:port:100', 'routed:uplink:2', 'outside'])
})

t.test('too many sandboxes are counted, and none is no picture', async (t) => {
  const { boxes, more } = networkPicture({ networks: networksOf(50) }, 700)
  t.equal(boxes.filter(({ kind }) => kind === 'sandbox').length, 40)
  t.equal(more, 11)
  t.same(networkPicture({ networks: [] }, 700).boxes, [])
})

t.test('two cables of one container have ports apart', async (t) => {
  const bridge = link(9, 'br0', { kind: 'bridge' })
  const ends = [7, 8].map((index) => ({
    ...veth(index, `veth${index}`, index - 5),
    master: 'br0',
  }))
  const machine = network('host', { links: [bridge, ...ends] })
  const links = [veth(2, 'eth0', 7), veth(3, 'eth1', 8)]
  const picture = networkPicture(
    { networks: [machine, network('c', { links })] },
    700,
  )
  const ports = picture.boxes.filter(({ kind }) => kind === 'port')
  const [first, second] = ports
  if (first === undefined || second === undefined) throw new Error()
  t.notOk(doOverlap(first, second))
})
