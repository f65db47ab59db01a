import t from 'tap'
import { endpointIn, socketAddress } from './socket-address.ts'

t.test('an address comes back as the kernel spells it', async (t) => {
  for (const [given, spelt] of [
    ['10.1.2.3', '10.1.2.3'],
    ['::', '::'],
    ['::1', '::1'],
    ['fd07::', 'fd07::'],
    ['2001:db8:0:0:0:0:0:2', '2001:db8::2'],
    ['2001:db8:0:ffff::63', '2001:db8:0:ffff::63'],
  ] as const) {
    const bytes = socketAddress({ address: given, port: 8080 })
    t.same(endpointIn(bytes), { address: spelt, port: 8080 })
  }
})

t.test('bytes are those of struct sockaddr_in6', async (t) => {
  const bytes = socketAddress({ address: 'fd00::1:2', port: 0x1234 })
  const wanted = `0a00${'1234'}${'00000000'}fd00${'00'.repeat(10)}00010002`
  t.equal(bytes.toString('hex'), `${wanted}00000000`)
})

t.test('what nobody filled in is no address', async (t) => {
  t.equal(endpointIn(Buffer.alloc(28)), null)
})
