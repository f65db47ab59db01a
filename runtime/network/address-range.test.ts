import t from 'tap'
import { SpecError } from '../errors.ts'
import { formatIp, parseIp } from '../linux/network/ip-address.ts'
import { addressesAfter, type RangeSet, rangeOf } from './address-range.ts'
import { configWithIpam } from './test/config.ts'

function setOf(...ranges: Record<string, string>[]): RangeSet {
  const [set] = configWithIpam({ ranges: [ranges] }).ipam.sets
  if (!set) throw new Error('no set')
  return set
}

/** The first addresses that a set gives away. */
function some(set: RangeSet, after?: string, most = 300): string[] {
  const all = addressesAfter(set, after ? parseIp(after) : undefined)
  return [...take(all, most)].map(formatIp)
}

function* take<T>(items: Iterable<T>, most: number): Generator<T> {
  let left = most
  for (const item of items) {
    if (left-- === 0) return
    yield item
  }
}

t.test('neither network, gateway nor broadcast is given away', async (t) => {
  const all = some(setOf({ subnet: '10.1.0.0/29' }))
  t.same(
    all,
    ['2', '3', '4', '5', '6'].map((host) => `10.1.0.${host}`),
  )
})

t.test('IPv6 has no broadcast', async (t) => {
  const all = some(setOf({ subnet: 'fd00::/126' }))
  t.same(all, ['fd00::2', 'fd00::3'])
})

t.test('the end and the gateway are where they are put', async (t) => {
  const range = { rangeStart: '10.1.0.10', rangeEnd: '10.1.0.12' }
  const set = setOf({
    subnet: '10.1.0.0/24',
    ...range,
    gateway: '10.1.0.11',
  })
  t.same(some(set), ['10.1.0.10', '10.1.0.12'])
})

t.test('it goes on after the last, round and round', async (t) => {
  const set = setOf(
    { subnet: '10.1.0.0/30' },
    { subnet: '10.2.0.0/29' },
    { subnet: '10.3.0.0/30' },
  )
  t.same(some(set, '10.2.0.5'), [
    '10.2.0.6',
    '10.3.0.2',
    '10.1.0.2',
    '10.2.0.2',
    '10.2.0.3',
    '10.2.0.4',
    '10.2.0.5',
  ])
})

t.test('a last address that is none of the set is no last', async (t) => {
  const set = setOf({ subnet: '10.1.0.0/30' })
  t.same(some(set, '192.0.2.1'), ['10.1.0.2'])
  t.same(some(set, 'fd00::1'), ['10.1.0.2'])
})

t.test('a range of 2^64 is not counted through', async (t) => {
  const set = setOf({ subnet: 'fd00::/64' })
  t.same(some(set, undefined, 2), ['fd00::2', 'fd00::3'])
  t.same(some(set, 'fd00::ffff', 1), ['fd00::1:0'])
})

t.test('rangeOf() knows what is given away', async (t) => {
  const set = setOf({ subnet: '10.1.0.0/24', rangeEnd: '10.1.0.9' })
  const inside = (text: string) => rangeOf(set, parseIp(text)) !== undefined
  t.ok(inside('10.1.0.9'))
  for (const text of ['10.1.0.1', '10.1.0.10', '10.1.0.0', 'fd00::5'])
    t.notOk(inside(text), text)
})

const WRONG: readonly (readonly [string, unknown, string])[] = [
  ['no list', 'all', '/ipam/ranges'],
  ['no set', [], '/ipam/ranges'],
  ['an empty set', [[]], '/ipam/ranges/0'],
  ['no subnet', [[{}]], '/ipam/ranges/0/0/subnet'],
  ['bits of a host', [[{ subnet: '10.1.0.1/24' }]], '/ipam/ranges/0/0/subnet'],
  ['no prefix', [[{ subnet: '10.1.0.0' }]], '/ipam/ranges/0/0/subnet'],
  ['too small', [[{ subnet: '10.1.0.0/31' }]], '/ipam/ranges/0/0/subnet'],
  [
    'a gateway outside',
    [[{ subnet: '10.1.0.0/24', gateway: '10.2.0.1' }]],
    '/ipam/ranges/0/0/gateway',
  ],
  [
    'the broadcast address',
    [[{ subnet: '10.1.0.0/24', rangeEnd: '10.1.0.255' }]],
    '/ipam/ranges/0/0/rangeEnd',
  ],
  [
    'the network’s address',
    [[{ subnet: '10.1.0.0/24', rangeStart: '10.1.0.0' }]],
    '/ipam/ranges/0/0/rangeStart',
  ],
  [
    'an end before the start',
    [[{ subnet: '10.1.0.0/24', rangeStart: '10.1.0.9', rangeEnd: '10.1.0.8' }]],
    '/ipam/ranges/0/0/rangeEnd',
  ],
  [
    'two families',
    [[{ subnet: '10.1.0.0/24' }, { subnet: 'fd00::/64' }]],
    '/ipam/ranges/0',
  ],
  [
    'ranges that overlap',
    [[{ subnet: '10.1.0.0/24' }], [{ subnet: '10.1.0.0/16' }]],
    '/ipam',
  ],
]

for (const [what, ranges, pointer] of WRONG)
  t.test(`refused: ${what}`, async (t) => {
    const error = t.throws(() => configWithIpam({ ranges }), SpecError)
    t.match(error, { pointer })
  })

t.test('one range may stand in "ipam" itself', async (t) => {
  const { sets } = configWithIpam({
    subnet: '10.9.0.0/24',
    rangeStart: '10.9.0.7',
  }).ipam
  t.same(
    sets.map((set) => some(set, undefined, 1)),
    [['10.9.0.7']],
  )
})
