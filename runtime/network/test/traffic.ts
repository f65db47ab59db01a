// One packet or connection through the kernel, made by one thread: nothing has
// to be started, and nothing runs on while the test does something else.
import { closeSync } from 'node:fs'
import { familyOf, formatIp, parseIp } from '../../linux/network/ip-address.ts'
import { socketAddress } from '../../linux/network/socket-address.ts'
import {
  AF_INET,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from '../../sys/constants/sockets.ts'
import type { SyscallError } from '../../sys/errors.ts'
import { syscall, syscallNumeric } from '../../sys/libc.ts'
import { withNetns } from '../../sys/netns.ts'
import { timeval } from '../../sys/structs.ts'
import type { Protocol } from '../port-mapping.ts'

export interface Place {
  /** A namespace, open; the test's own if undefined. */
  readonly netns?: number | undefined
  readonly address: string
  readonly port: number
}

export interface Way {
  /** Where the client is. */
  readonly from?: number | undefined
  /** What it asks for. */
  readonly connect: Omit<Place, 'netns'>
  /** Where the server is, and what it listens at. */
  readonly listen: Place
  readonly protocol?: Protocol
}

const WORD = Buffer.from('hello')

/**
 * Send a word there and back.
 *
 * @returns The address that the server sees, or the name of what went wrong;
 *   `EAGAIN` and `EINPROGRESS` are silence.
 */
export function seenFrom(way: Way): string {
  const { protocol = 'tcp', listen, connect, from } = way
  const server = inside(listen.netns, () => listener(listen, protocol))
  try {
    return inside(from, () => ask(server, connect, protocol))
  } catch (error) {
    return (error as SyscallError).code
  } finally {
    closeSync(server)
  }
}

function inside<T>(netns: number | undefined, work: () => T): T {
  return netns === undefined ? work() : withNetns(netns, work)
}

/** A first packet that was lost is sent again after one second. */
const SILENCE_SECONDS = 2

/** A socket at which somebody waits for a client. */
export function listener(
  { address, port }: Omit<Place, 'netns'>,
  protocol: Protocol,
): number {
  const fd = socketFor(address, protocol)
  if (protocol === 'tcp') option(fd, SO_REUSEADDR, Buffer.from([1, 0, 0, 0]))
  const name = socketAddress(parseIp(address), port)
  syscall('bind', fd, name, name.length)
  if (protocol === 'tcp') syscall('listen', fd, 8)
  return fd
}

function socketFor(address: string, protocol: Protocol): number {
  const type = protocol === 'tcp' ? SOCK_STREAM : SOCK_DGRAM
  const family = familyOf(parseIp(address))
  const fd = syscallNumeric('socket', family, type | SOCK_CLOEXEC, 0)
  const limit = timeval(SILENCE_SECONDS)
  for (const name of [SO_RCVTIMEO, SO_SNDTIMEO]) option(fd, name, limit)
  return fd
}

function option(fd: number, name: number, value: Buffer): void {
  syscall('setsockopt', fd, SOL_SOCKET, name, value, value.length)
}

function ask(server: number, to: Omit<Place, 'netns'>, protocol: Protocol) {
  const client = socketFor(to.address, protocol)
  try {
    const name = socketAddress(parseIp(to.address), to.port)
    syscall('connect', client, name, name.length)
    if (protocol === 'udp') return answerDatagram(server, client)
    const { fd, from } = accept(server)
    try {
      syscall('sendto', fd, WORD, WORD.length, 0, null, 0)
      receive(client)
      return from
    } finally {
      closeSync(fd)
    }
  } finally {
    closeSync(client)
  }
}

function accept(server: number) {
  const { name, size } = roomForName()
  const fd = syscallNumeric('accept', server, name, size)
  return { fd, from: hostOf(name) }
}

function answerDatagram(server: number, client: number): string {
  syscall('sendto', client, WORD, WORD.length, 0, null, 0)
  const { name, size } = roomForName()
  const bytes = Buffer.alloc(WORD.length)
  syscall('recvfrom', server, bytes, bytes.length, 0, name, size)
  syscall('sendto', server, WORD, WORD.length, 0, name, size.readUInt32LE())
  receive(client)
  return hostOf(name)
}

/** Send a datagram; nobody has to be there. */
export function sendTo(fd: number, address: string, port: number): void {
  const name = socketAddress(parseIp(address), port)
  syscall('sendto', fd, WORD, WORD.length, 0, name, name.length)
}

/** Whether something comes in within a second. */
export function hears(fd: number): boolean {
  try {
    receive(fd)
    return true
  } catch {
    return false
  }
}

function receive(fd: number): void {
  const bytes = Buffer.alloc(WORD.length)
  syscall('recvfrom', fd, bytes, bytes.length, 0, null, null)
}

function roomForName() {
  const size = Buffer.alloc(4)
  size.writeUInt32LE(28)
  return { name: Buffer.alloc(28), size }
}

function hostOf(name: Buffer): string {
  const isIpv4 = name.readUInt16LE(0) === AF_INET
  return formatIp(isIpv4 ? name.subarray(4, 8) : name.subarray(8, 24))
}
