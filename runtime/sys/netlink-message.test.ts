import t from 'tap'
import { NLM_F_ACK_TLVS } from './constants/netlink.ts'
import {
  RTM_NEWADDR,
  RTM_NEWLINK,
  RTM_NEWROUTE,
} from './constants/rtnetlink.ts'
import {
  join,
  nest,
  nested,
  numberOf,
  readAttributes,
  text,
  textOf,
  u8,
  u32,
} from './netlink-attributes.ts'
import { NetlinkError } from './netlink-error.ts'
import {
  decodeMessages,
  encodeRequest,
  readEnd,
  readOutcome,
} from './netlink-message.ts'
import {
  ifaddrmsg,
  ifinfomsg,
  readIfaddrmsg,
  readIfinfomsg,
  readRtmsg,
  rtmsg,
} from './rtnetlink.ts'

const hex = (...lines: string[]) =>
  Buffer.from(lines.join('').replaceAll(' ', ''), 'hex')

t.test('a request is laid out as ip(8) sends it', async (t) => {
  // ip link add br7 type bridge
  const request = encodeRequest(
    {
      what: 'make bridge "br7"',
      type: RTM_NEWLINK,
      header: ifinfomsg(),
      attributes: [text(3, 'br7'), nest(18, [text(1, 'bridge')])],
    },
    0x0605,
    7,
  )
  const expected = hex(
    '38000000 1000 0506 07000000 00000000', // header
    '00 00 0000 00000000 00000000 00000000', // struct ifinfomsg
    '0800 0300 62723700', // "br7"
    '1000 1280 0b00 0100 627269646765 00 00', // nested: "bridge", padding
  )
  t.equal(request.toString('hex'), expected.toString('hex'))
})

t.test('what does not apply is left out', async (t) => {
  t.equal(
    join([undefined, false, u8(4, 1)]).toString('hex'),
    '0500040001000000',
  )
})

t.test('attributes are read back', async (t) => {
  const row = join([
    text(3, 'eth0'),
    u32(4, 1500),
    u8(5, 200),
    nest(18, [text(1, 'veth')]),
  ])
  const attributes = readAttributes(row)
  t.equal(textOf(attributes, 3), 'eth0')
  t.equal(numberOf(attributes, 4), 1500)
  t.equal(numberOf(attributes, 5), 200)
  t.equal(textOf(nested(attributes, 18), 1), 'veth')
  t.equal(textOf(attributes, 9), undefined)
  t.equal(numberOf(attributes, 9), undefined)
  t.equal(nested(attributes, 9).size, 0)
})

t.test('the last attribute may lack its padding', async (t) => {
  const attributes = readAttributes(hex('0500 0400 01'))
  t.equal(numberOf(attributes, 4), 1)
})

t.test('lengths that lead nowhere are refused', async (t) => {
  for (const bytes of ['0300 0400', '0000 0000', '0900 0400 01000000'])
    t.throws(() => readAttributes(hex(bytes)), RangeError, bytes)
  const header = '1000 0000 01000000 00000000'
  t.throws(() => decodeMessages(hex('0f000000', header)), RangeError)
  t.throws(() => decodeMessages(hex('11000000', header)), RangeError)
})

t.test('a datagram can hold several messages', async (t) => {
  const make = (sequence: number) =>
    encodeRequest({ what: '', type: 20, header: hex('010203') }, 2, sequence)
  const datagram = Buffer.concat([make(1), hex('00'), make(2)])
  t.same(
    decodeMessages(datagram).map(({ sequence }) => sequence),
    [1, 2],
  )
  t.match(decodeMessages(datagram)[1], {
    type: 20,
    flags: 2,
    payload: hex('010203'),
  })
})

t.test('the kernel’s words are behind the header of the request', async (t) => {
  const words = join([text(1, 'Device does not exist'), u32(2, 36)])
  const request = Buffer.alloc(16)
  const payload = Buffer.concat([hex('edffffff'), request, words])
  const message = { type: 2, flags: NLM_F_ACK_TLVS, sequence: 1, payload }
  t.same(readOutcome(message), {
    errno: 19,
    text: 'Device does not exist',
    offset: 36,
  })
  t.same(readOutcome({ ...message, flags: 0 }), { errno: 19, text: undefined })
})

t.test('a list can end in an error, too', async (t) => {
  const payload = Buffer.concat([hex('feffffff'), text(1, 'no table')])
  const message = { type: 3, flags: NLM_F_ACK_TLVS, sequence: 1, payload }
  t.same(readEnd(message), { errno: 2, text: 'no table', offset: undefined })
})

t.test('structures are read as they were written', async (t) => {
  const link = { index: 7, flags: 1, change: 1 }
  t.same(readIfinfomsg(ifinfomsg(link)), link)
  const address = { family: 10, prefix: 64, scope: 253, index: 3 }
  t.same(readIfaddrmsg(ifaddrmsg(address)), address)
  const route = {
    family: 2,
    prefix: 24,
    table: 254,
    protocol: 3,
    scope: 253,
    type: 1,
  }
  t.same(readRtmsg(rtmsg(route)), route)
})

t.test('an error says what was wanted, and what the kernel says', async (t) => {
  const request = {
    type: RTM_NEWLINK,
    what: 'make bridge "br7"',
    header: ifinfomsg(),
    attributes: [text(3, 'br7'), u32(4, 1), nest(18, [text(1, 'bridge')])],
  }
  const refusal = { errno: 1, text: 'Not yours' }
  t.match(new NetlinkError(request, refusal), {
    name: 'NetlinkError',
    message:
      'RTM_NEWLINK (make bridge "br7"): EPERM: operation not permitted: Not yours',
    code: 'EPERM',
    errno: -1,
    syscall: 'RTM_NEWLINK',
    text: 'Not yours',
  })
  const attributeAt = (offset: number) =>
    new NetlinkError(request, { ...refusal, offset }).attribute
  t.equal(attributeAt(32), 'IFLA_IFNAME')
  t.equal(attributeAt(40), 'IFLA_MTU')
  t.equal(attributeAt(48), 'IFLA_LINKINFO')
  t.equal(attributeAt(52), 'IFLA_LINKINFO', 'or inside it')
  t.equal(attributeAt(4000), undefined)
  t.match(new NetlinkError(request, { ...refusal, offset: 40 }), {
    message: /: Not yours \(IFLA_MTU\)$/,
  })
})

t.test('an error knows the attributes of each family', async (t) => {
  const nameFor = (type: number, attribute: Buffer) =>
    new NetlinkError(
      { type, what: '', header: Buffer.alloc(8), attributes: [attribute] },
      { errno: 22, text: undefined, offset: 24 },
    )
  t.equal(nameFor(RTM_NEWADDR, u32(2, 1)).attribute, 'IFA_LOCAL')
  t.equal(nameFor(RTM_NEWROUTE, u32(5, 1)).attribute, 'RTA_GATEWAY')
  t.equal(nameFor(RTM_NEWROUTE, u32(99, 1)).attribute, 'type 99')
  t.equal(nameFor(99, u32(99, 1)).syscall, 'type 99')
})
