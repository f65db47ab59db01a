import t from 'tap'
import {
  broadcastOf,
  familyOf,
  formatIp,
  formatPrefix,
  isInNetwork,
  networkOf,
  parseIp,
  parsePrefix,
} from './ip-address.ts'

const hex = (text: string) => parseIp(text).toString('hex')

t.test('an address is as many bytes as its protocol has', async (t) => {
  t.equal(hex('10.1.2.255'), '0a0102ff')
  t.equal(familyOf(parseIp('10.1.2.3')), 2)
  t.equal(familyOf(parseIp('::1')), 10)
  t.equal(hex('::'), '0'.repeat(32))
  t.equal(hex('::1'), `${'0'.repeat(31)}1`)
  t.equal(hex('fd00::'), `fd00${'0'.repeat(28)}`)
  t.equal(hex('1:2:3:4:5:6:7:8'), '00010002000300040005000600070008')
  t.equal(hex('fe80::a:BCDE'), `fe80${'0'.repeat(23)}abcde`)
  t.equal(hex('::ffff:10.1.2.3'), `${'0'.repeat(20)}ffff0a010203`)
})

// RFC 5952, section 4 and 5
for (const [text, canonical] of [
  ['2001:0db8::0001', '2001:db8::1'],
  ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:DB8::AAAA', '2001:db8::aaaa'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['::0:1', '::1'],
  ['fd00:0:0:0:0:0:0:0', 'fd00::'],
  ['10.1.2.3', '10.1.2.3'],
] as const)
  t.equal(formatIp(parseIp(text)), canonical, text)

t.test('what is no address is refused', async (t) => {
  for (const text of [
    '',
    '10.1.2',
    '10.1.2.256',
    '010.1.2.3',
    '10.1.2.3/24',
    'fe80::1%eth0',
    ':::',
    '1::2::3',
    'host',
  ])
    t.throws(
      () => parseIp(text),
      { name: 'NetworkError', code: 'EINVAL' },
      text,
    )
})

t.test('a prefix has as many bits as there are', async (t) => {
  t.equal(formatPrefix(parsePrefix('10.1.2.3/24')), '10.1.2.3/24')
  t.equal(formatPrefix(parsePrefix('::/0')), '::/0')
  t.equal(parsePrefix('fd00::1/128').prefix, 128)
  for (const text of [
    '10.1.2.3',
    '10.1.2.3/',
    '10.1.2.3/33',
    'fd00::1/129',
    '10.1.2.3/-1',
    '10.1.2.3/024',
    '10.1.2.3/24/24',
    '/24',
    `${'1'.repeat(300)}/24`,
  ])
    t.throws(() => parsePrefix(text), { code: 'EINVAL' }, text)
})

t.test('the network and its last address', async (t) => {
  for (const [text, first, last] of [
    ['10.1.2.3/24', '10.1.2.0', '10.1.2.255'],
    ['10.1.2.200/25', '10.1.2.128', '10.1.2.255'],
    ['10.1.2.3/32', '10.1.2.3', '10.1.2.3'],
    ['10.1.2.3/0', '0.0.0.0', '255.255.255.255'],
    ['172.31.5.6/12', '172.16.0.0', '172.31.255.255'],
    ['fd00::1:2/120', 'fd00::1:0', 'fd00::1:ff'],
  ] as const) {
    t.equal(formatIp(networkOf(parsePrefix(text))), first, text)
    t.equal(formatIp(broadcastOf(parsePrefix(text))), last, text)
  }
})

t.test('whether an address is in a network', async (t) => {
  const network = parsePrefix('10.1.2.3/24')
  t.ok(isInNetwork(parseIp('10.1.2.255'), network))
  t.notOk(isInNetwork(parseIp('10.1.3.0'), network))
  t.notOk(isInNetwork(parseIp('fd00::1'), network))
})
