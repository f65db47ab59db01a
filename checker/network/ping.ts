/** One echo request, and whether the echo comes back. */
import { randomBytes } from 'node:crypto'
import { isIPv6 } from 'node:net'
import type { StepOptions } from '#runtime/sys/program.ts'
import type { Bench } from '../bench.ts'
import {
  ICMP_FILTER,
  ICMPV6_FILTER,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  SO_RCVTIMEO,
  SOCK_RAW,
  SOL_RAW,
  SOL_SOCKET,
  timeValue,
} from '../kernel.ts'
import { type Visitor, visit } from '../visitor.ts'
import { enterNetwork, type Netns } from './namespaces.ts'
import { familyOf, socketAddress } from './socket-address.ts'

export interface Ping {
  readonly from: Netns
  readonly address: string
  readonly timeoutMs?: number
}

export interface Echo {
  readonly answered: boolean
  /** `ENETUNREACH`, or `TIMEOUT` when nothing came. */
  readonly error: string | null
}

const TIMEOUT_MS = 2_500
/** For the program to come and to go. */
const START_MS = 2_000
const TOKEN_SIZE = 16
const HEADER_SIZE = 8
/** With the header of the packet, which comes along over IPv4. */
const ROOM = 128

/** Types of the messages that ask, and a filter that lets only answers in. */
const FAMILIES = {
  v4: {
    request: 8,
    protocol: IPPROTO_ICMP,
    filter: { level: SOL_RAW, name: ICMP_FILTER, value: without(0, 1) },
  },
  v6: {
    request: 128,
    protocol: IPPROTO_ICMPV6,
    filter: {
      level: IPPROTO_ICMPV6,
      name: ICMPV6_FILTER,
      value: without(129, 8),
    },
  },
} as const

/** Ask once. @throws {AgentError} @see icmp(7), raw(7), RFC 3542 */
export async function ping(
  bench: Bench,
  { from, address, timeoutMs = TIMEOUT_MS }: Ping,
): Promise<Echo> {
  const token = randomBytes(TOKEN_SIZE)
  const asked = { address, token, waitMs: bench.patience(timeoutMs) }
  const found = await visit(bench, {
    timeoutMs: START_MS + timeoutMs,
    record: (visitor) => {
      enterNetwork(visitor, from)
      return recordPing(visitor, asked)
    },
  })
  if (found === null) throw new Error('The kit could not enter a network')
  const answered = found.received?.includes(token) ?? false
  const error = found.connected.error ?? 'TIMEOUT'
  return { answered, error: answered ? null : error }
}

interface Asked {
  readonly address: string
  readonly token: Buffer
  readonly waitMs: number
}

function recordPing(visitor: Visitor, { address, token, waitMs }: Asked) {
  const { program } = visitor
  const family = FAMILIES[isIPv6(address) ? 'v6' : 'v4']
  const { request, protocol, filter } = family
  const type = [familyOf(address), SOCK_RAW, protocol]
  const socket = program.syscall('socket', type)
  const option = (level: number, name: number, value: Buffer) => {
    const args = [socket, level, name, value, value.length]
    program.syscall('setsockopt', args)
  }
  option(SOL_SOCKET, SO_RCVTIMEO, timeValue(waitMs))
  option(filter.level, filter.name, filter.value)
  const to = socketAddress({ address, port: 0 })
  const connect = (options: StepOptions) =>
    program.syscall('connect', [socket, to, to.length], options)

  const connected = visitor.result(connect)
  const reached = program.ahead()
  connect({ ignore: true, ifZero: reached })
  // Nobody waits for an answer to what cannot be asked.
  option(SOL_SOCKET, SO_RCVTIMEO, timeValue(1))
  program.place(reached)
  const message = messageOf(request, token)
  program.write(socket, message, message.length, { ignore: true })
  const received = visitor.filled(ROOM, (room, options) =>
    program.syscall('recvfrom', [socket, room, ROOM, 0, null, null], options),
  )
  return { connected, received }
}

/** A request with the token as its data. Over IPv6 the kernel adds it up itself. */
function messageOf(type: number, token: Buffer): Buffer {
  const message = Buffer.concat([Buffer.alloc(HEADER_SIZE), token])
  message.writeUInt8(type, 0)
  message.writeUInt16BE(checksumOf(message), 2)
  return message
}

/** @see RFC 1071 */
function checksumOf(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

/** A set bit keeps a type out: all are set but one. */
function without(type: number, words: number): Buffer {
  const bytes = Buffer.alloc(words * 4, 0xff)
  const at = Math.floor(type / 32) * 4
  bytes.writeUInt32LE((0xffffffff ^ (1 << (type % 32))) >>> 0, at)
  return bytes
}
