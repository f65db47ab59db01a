// Rules as text. Whether the kernel takes them is for the tests that ask it.
import t from 'tap'
import { parseIp, parsePrefix } from '../linux/network/ip-address.ts'
import { attachmentRules, bridgeRules } from './firewall.ts'
import { toNumber } from './ip-number.ts'
import type { LeasedAddress } from './ipam.ts'
import { parseHostPort } from './port-mapping.ts'
import { addRule, SKELETON } from './ruleset.ts'
import { configWith } from './test/config.ts'

function leased(address: string, subnet: string, gateway: string) {
  const [start, end] = [2n, 9n]
  const range = {
    subnet: parsePrefix(subnet),
    start,
    end,
    gateway: parseIp(gateway),
  }
  return { address: parseIp(address), range } satisfies LeasedAddress
}

const IPV4 = leased('10.1.0.2', '10.1.0.0/24', '10.1.0.1')
const IPV6 = leased('fd00::2', 'fd00::/64', 'fd00::1')

const textsOf = (
  changes: Record<string, unknown>,
  addresses: readonly LeasedAddress[],
) =>
  attachmentRules(configWith(changes), addresses, 'tag').map(
    ({ chain, text }) => `${chain}: ${text}`,
  )

const publish = (mapping: Record<string, unknown>) => ({
  ipMasq: false,
  runtimeConfig: {
    portMappings: [{ hostPort: 8080, containerPort: 80, ...mapping }],
  },
})

t.test('masquerade leaves neighbours and groups alone', async (t) => {
  t.same(textsOf({}, [IPV4, IPV6]), [
    'postrouting: ip saddr 10.1.0.2 ip daddr != 10.1.0.0/24 ip daddr != 224.0.0.0/4 counter masquerade',
    'postrouting: ip6 saddr fd00::2 ip6 daddr != fd00::/64 ip6 daddr != ff00::/8 counter masquerade',
  ])
  t.same(textsOf({ ipMasq: false }, [IPV4]), [])
})

t.test('a published port leads to each address', async (t) => {
  t.same(textsOf(publish({}), [IPV4, IPV6]), [
    'publish: meta nfproto ipv4 tcp dport 8080 counter dnat ip to 10.1.0.2:80',
    'publish: ip6 daddr != ::1 tcp dport 8080 counter dnat ip6 to [fd00::2]:80',
    'postrouting: ct status dnat ip saddr 10.1.0.0/24 ip daddr 10.1.0.2 counter masquerade',
    'postrouting: ct status dnat ip saddr 127.0.0.0/8 ip daddr 10.1.0.2 counter masquerade',
    'postrouting: ct status dnat ip6 saddr fd00::/64 ip6 daddr fd00::2 counter masquerade',
  ])
})

t.test('an address of the host means that one and its family', async (t) => {
  const [first] = textsOf(publish({ hostIP: '192.0.2.1', protocol: 'udp' }), [
    IPV4,
    IPV6,
  ])
  t.equal(
    first,
    'publish: ip daddr 192.0.2.1 udp dport 8080 counter dnat ip to 10.1.0.2:80',
  )
  const any = textsOf(publish({ hostIP: '0.0.0.0' }), [IPV4, IPV6])
  t.match(any[0], /^publish: meta nfproto ipv4 tcp/)
  t.notOk(any.some((text) => text.includes('ip6')))
  t.throws(() => textsOf(publish({ hostIP: '2001:db8::1' }), [IPV4]), {
    code: 7,
    message: /tcp \[2001:db8::1\]:8080/,
  })
})

t.test('isolation is the default', async (t) => {
  const texts = (changes: Record<string, unknown>) =>
    bridgeRules(configWith(changes)).map(({ text }) => text)
  const guard = 'iifname "br-blue" ip daddr 127.0.0.0/8 counter drop'
  t.same(texts({}), [
    'iifname "br-blue" accept',
    'ct status dnat accept',
    'counter drop',
    guard,
  ])
  t.same(texts({ isolated: false }), [guard])
})

t.test('comments are as long as the kernel takes them', async (t) => {
  const changes = publish({ hostIP: '2001:db8:1111:2222:3333:4444:5555:6666' })
  const tag = `${'f'.repeat(32)} ${'c'.repeat(12)}`
  const rules = attachmentRules(configWith(changes), [IPV6], tag)
  for (const { comment } of rules) {
    t.ok(comment.length <= 127, `${comment.length}`)
    t.notMatch(comment, /["\\\n]/)
  }
})

t.test('what a comment says about a port can be read again', async (t) => {
  for (const hostIP of ['', '0.0.0.0', '192.0.2.1', '::', '2001:db8::1']) {
    const rules = attachmentRules(
      configWith(publish({ hostIP })),
      [IPV4, IPV6],
      'tag',
    )
    const text = rules[0]?.comment.split(' publish ')[1] ?? ''
    t.match(parseHostPort(text), { protocol: 'tcp', hostPort: 8080 }, hostIP)
  }
})

t.test('a command is one line', async (t) => {
  const rules = attachmentRules(configWith(publish({})), [IPV4], 'tag')
  for (const line of [...SKELETON, ...rules.map(addRule)])
    t.notMatch(line, /\n/)
  t.equal(toNumber(IPV4.address), 0x0a010002n)
})
