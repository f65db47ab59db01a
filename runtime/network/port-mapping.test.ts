import t from 'tap'
import { SpecError } from '../errors.ts'
import { JsonValue } from '../spec/json-value.ts'
import {
  collide,
  formatHostPort,
  parseHostPort,
  parsePortMappings,
} from './port-mapping.ts'

const parse = (...list: unknown[]) =>
  parsePortMappings(new JsonValue(list, 'f'))
const port = (text: string) => {
  const found = parseHostPort(text)
  if (!found) throw new Error(text)
  return found
}

t.test('protocols are read in either case, and TCP is assumed', async (t) => {
  const mappings = parse(
    { hostPort: 80, containerPort: 8080 },
    { hostPort: 53, containerPort: 5353, protocol: 'UDP' },
  )
  t.same(mappings, [
    { protocol: 'tcp', hostPort: 80, containerPort: 8080 },
    { protocol: 'udp', hostPort: 53, containerPort: 5353 },
  ])
})

t.test('a host port of 0 asks for none', async (t) => {
  t.same(parse({ hostPort: 0, containerPort: 80 }), [])
  t.same(parsePortMappings(new JsonValue(undefined, 'f')), [])
})

const WRONG: readonly (readonly [Record<string, unknown>, string])[] = [
  [{ hostPort: 65536 }, '/0/hostPort'],
  [{ hostPort: -1 }, '/0/hostPort'],
  [{ hostPort: '80' }, '/0/hostPort'],
  [{ containerPort: 0 }, '/0/containerPort'],
  [{ containerPort: undefined }, '/0/containerPort'],
  [{ protocol: 'sctp' }, '/0/protocol'],
  [{ hostIP: 'localhost' }, '/0/hostIP'],
  [{ hostIP: '10.0.0.1; accept' }, '/0/hostIP'],
]

for (const [changes, pointer] of WRONG)
  t.test(`refused: ${JSON.stringify(changes)}`, async (t) => {
    const mapping = { hostPort: 80, containerPort: 80, ...changes }
    t.match(
      t.throws(() => parse(mapping), SpecError),
      { pointer },
    )
  })

t.test('one port twice is refused', async (t) => {
  const one = { hostPort: 80, containerPort: 80 }
  const error = t.throws(() => parse(one, { ...one, hostIP: '10.0.0.1' }))
  t.match(error, { pointer: '/1/hostPort' })
  t.equal(parse(one, { ...one, protocol: 'udp' }).length, 2)
})

t.test('host ports are printed so that they can be read again', async (t) => {
  for (const text of ['tcp *:80', 'udp 192.0.2.1:53', 'tcp [fd00::1]:443'])
    t.equal(formatHostPort(port(text)), text)
  for (const text of ['tcp', 'sctp *:1', 'tcp x:80', ''])
    t.equal(parseHostPort(text), undefined, text)
})

const PAIRS: readonly (readonly [string, string, boolean])[] = [
  ['tcp *:80', 'tcp *:80', true],
  ['tcp *:80', 'udp *:80', false],
  ['tcp *:80', 'tcp *:81', false],
  ['tcp *:80', 'tcp 10.0.0.1:80', true],
  ['tcp *:80', 'tcp [fd00::1]:80', true],
  ['tcp 0.0.0.0:80', 'tcp 10.0.0.1:80', true],
  ['tcp 0.0.0.0:80', 'tcp [::]:80', false],
  ['tcp 10.0.0.1:80', 'tcp 10.0.0.2:80', false],
  ['tcp 10.0.0.1:80', 'tcp 10.0.0.1:80', true],
]

for (const [one, other, expected] of PAIRS)
  t.test(`${one} ${expected ? 'against' : 'beside'} ${other}`, async (t) => {
    t.equal(collide(port(one), port(other)), expected)
    t.equal(collide(port(other), port(one)), expected)
  })
