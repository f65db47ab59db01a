import t from 'tap'
import { rule } from '../test/parts.ts'
import { masqueradeCount, publishedPorts, ruleText } from './nft-words.ts'

const payload = (protocol: string, field: string) => ({
  payload: { protocol, field },
})
const match = (left: unknown, right: unknown, op = '==') => ({
  match: { op, left, right },
})

const masquerade = rule(
  match(payload('ip', 'saddr'), '10.1.0.2'),
  match(
    payload('ip', 'daddr'),
    { prefix: { addr: '10.1.0.0', len: 24 } },
    '!=',
  ),
  { masquerade: null },
)
const publish = rule(match(payload('tcp', 'dport'), 8080), {
  dnat: { family: 'ip', addr: '10.1.0.2', port: 80 },
})

t.test('a rule reads as nft(8) would have it', async (t) => {
  const texts: [ReturnType<typeof rule>, string][] = [
    [masquerade, 'ip saddr 10.1.0.2 ip daddr != 10.1.0.0/24 masquerade'],
    [publish, 'tcp dport 8080 dnat ip to 10.1.0.2:80'],
    [
      rule(match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), {
        accept: null,
      }),
      'ct state established,related accept',
    ],
    [
      rule(match({ meta: { key: 'iifname' } }, { set: ['a', 'b'] }), {
        jump: { target: 'publish' },
      }),
      'iifname { a, b } jump publish',
    ],
    [
      rule({ vmap: { key: { meta: { key: 'oifname' } }, data: '@bridges' } }),
      'oifname vmap @bridges',
    ],
    [
      rule(match({ concat: [payload('ip', 'saddr')] }, { range: [1, 9] })),
      'ip saddr 1-9',
    ],
    [rule({ xt: { type: 'match' } }), '{"xt":{"type":"match"}}'],
  ]
  for (const [given, text] of texts) t.equal(ruleText(given), text)
})

t.test('whatever a rule holds, something can be read', async (t) => {
  for (const odd of [{}, null, 5, { match: null }, { match: { left: {} } }])
    t.type(ruleText(rule(odd)), 'string')
})

t.test(
  'ports that lead somewhere else, and what leaves under another name',
  async (t) => {
    const rules = [masquerade, publish, rule({ dnat: { addr: '10.1.0.3' } })]
    t.same(publishedPorts(rules), [':8080 → 10.1.0.2:80', ':* → 10.1.0.3'])
    t.equal(masqueradeCount(rules), 1)
  },
)
