import t from 'tap'
import { networkLines, newIn } from './network-lines.ts'
import { parseNetwork } from './network-state.ts'

/** As iproute2 6.1 and nftables 1.0.6 print it. */
const LINKS = [
  {
    ...{ ifindex: 1, ifname: 'lo', flags: ['LOOPBACK', 'UP'], mtu: 65536 },
    address: '00:00:00:00:00:00',
    addr_info: [
      { family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' },
    ],
  },
  {},
  {
    ...{ ifindex: 3, ifname: 'br-x', flags: ['UP'], mtu: 1500 },
    ...{ address: '02:00:00:00:00:01', ifalias: 'ours' },
    linkinfo: { info_kind: 'bridge' },
    addr_info: [
      {
        family: 'inet6',
        local: 'fd00::1',
        prefixlen: 64,
        scope: 'global',
        tentative: true,
      },
      { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' },
    ],
  },
  {
    ...{ ifindex: 5, link_index: 2, ifname: 'v0', flags: [], mtu: 1400 },
    ...{ address: '02:00:00:00:00:02', master: 'br-x' },
    linkinfo: {
      info_kind: 'veth',
      info_slave_kind: 'bridge',
      info_slave_data: { hairpin: true, isolated: false },
    },
    addr_info: [],
  },
  {
    ...{ ifindex: 6, link: 'v0', ifname: 'v1', flags: [], mtu: 1400 },
    linkinfo: { info_kind: 'veth' },
    addr_info: [],
  },
]
const ROUTES = [
  { dst: 'default', gateway: '10.0.0.1', dev: 'br-x', flags: [] },
  { dst: '10.0.0.0/24', dev: 'br-x', protocol: 'kernel', scope: 'link' },
  { type: 'local', dst: '127.0.0.1', dev: 'lo', table: 'local' },
]
const rule = (packets: number) => ({
  rule: {
    ...{ family: 'inet', table: 't', chain: 'c', handle: packets },
    comment: 'mine',
    expr: [{ counter: { packets, bytes: 60 } }, { masquerade: null }],
  },
})
const ruleset = (packets: number, ...more: object[]) => ({
  nftables: [
    { metainfo: { version: '1.0.6' } },
    { table: { family: 'inet', name: 't', handle: 1 } },
    { chain: { family: 'inet', table: 't', name: 'c', handle: 2 } },
    {
      set: {
        ...{ family: 'inet', table: 't', name: 's', handle: 3 },
        elem: [{ elem: { val: '10.0.0.2', counter: { packets, bytes: 1 } } }],
      },
    },
    rule(packets),
    ...more,
  ],
})

const said = (nft: object, links: object[] = LINKS) =>
  [
    `${JSON.stringify(links)}\n`,
    `${JSON.stringify(ROUTES)}\n`,
    '[ ]\n',
    'sys/net/ipv4/ip_forward:1\n',
    `${JSON.stringify(nft)}\n`,
  ].join('--- next ---\n')

t.test('links, their ends, and what they are ports of', async (t) => {
  const { links, addresses } = parseNetwork(said(ruleset(0)))
  t.match(links, [
    { name: 'lo', kind: null, isUp: true, port: null },
    { name: 'br-x', kind: 'bridge', alias: 'ours', peerIndex: null },
    {
      ...{
        name: 'v0',
        kind: 'veth',
        master: 'br-x',
        peerIndex: 2,
        isUp: false,
      },
      port: { hairpin: true, isolated: false },
    },
    { name: 'v1', kind: 'veth', peerIndex: 5 },
  ])
  t.match(addresses, [
    { link: 'lo', family: 4, prefix: 8 },
    { address: 'fd00::1', isTentative: true },
    { address: 'fe80::1', scope: 'link', isTentative: false },
  ])
})

t.test('routes, rules with their counts, and settings', async (t) => {
  const { routes, rules, objects, sysctls } = parseNetwork(said(ruleset(7)))
  t.match(routes[0], { to: 'default', via: '10.0.0.1', table: 'main' })
  t.same(rules, [
    {
      ...{ family: 'inet', table: 't', chain: 'c', comment: 'mine' },
      expression: [{ masquerade: null }],
      ...{ packets: 7, bytes: 60 },
    },
  ])
  t.match(objects.slice(0, 3), [
    'table inet t',
    'chain inet t c',
    'set inet t s',
  ])
  t.same(sysctls, { 'net/ipv4/ip_forward': '1' })
})

t.test('lines tell what was made, and no counts', async (t) => {
  const [before, after] = [1, 99].map((n) => parseNetwork(said(ruleset(n))))
  if (before === undefined || after === undefined) throw new Error()
  t.same(newIn(before, after), [])
  const lines = networkLines(after)
  t.ok(lines.includes('link br-x (bridge)'))
  t.ok(lines.includes('route default via 10.0.0.1 dev br-x table main'))
  t.notOk(
    lines.some((line) => /fe80|127\.0\.0\.1 dev|10\.0\.0\.0\/24/.test(line)),
  )
  const again = parseNetwork(said(ruleset(1, rule(0)), LINKS.slice(0, 4)))
  t.same(newIn(before, again), [
    'nft rule inet t c: [{"masquerade":null}], 2 times',
  ])
  t.same(newIn(again, before), ['link v1 (veth)'])
})

t.test('nothing at all is no error', async (t) => {
  const empty = ['', '', '', '', ''].join('--- next ---\n')
  t.match(parseNetwork(empty), { links: [], rules: [], objects: [] })
  t.throws(() => parseNetwork('Error: no such device'), SyntaxError)
})
