/**
 * A conversation of two sockets, recorded into a visitor's program: what a server
 * and a client do, in the order in which one thread can do both. Each call leaves
 * what it returned in a table, and the first that fails is the last that is made.
 */
import type { Argument, Word } from '#runtime/sys/program.ts'
import type { Answer } from '../answers.ts'
import {
  MSG_NOSIGNAL,
  SO_ERROR,
  SO_RCVTIMEO,
  SO_REUSEADDR,
  SO_SNDTIMEO,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  timeValue,
} from '../kernel.ts'
import type { Visitor } from '../visitor.ts'
import { enterNetwork, type Netns } from './namespaces.ts'
import {
  type Endpoint,
  endpointIn,
  familyOf,
  SOCKET_ADDRESS_SIZE,
  socketAddress,
} from './socket-address.ts'

export type Protocol = 'tcp' | 'udp'

export interface Traffic {
  readonly from: Netns
  readonly to: Netns
  readonly protocol: Protocol
  /** Where the client turns to: may be translated on the way. */
  readonly connect: Endpoint
  /** Where the server waits: `0.0.0.0` or `::` for every address it has. */
  readonly listen: Endpoint
  /** How long each step may take; what is dropped on the way takes all of it. */
  readonly timeoutMs?: number
}

/** In their order; the first one that fails ends it. */
export const STEPS = [
  ...['server', 'bind', 'listen', 'client', 'connect', 'send'],
  ...['accept', 'receive', 'reply', 'answer'],
] as const

/** What the table says of a call that was not made. */
export const NOT_REACHED = -(2n ** 63n)
export const TOKEN_SIZE = 16
const STDIN = 0
const STDOUT = 1

/** What a client and a server say. */
export interface Tokens {
  readonly there: Buffer
  readonly back: Buffer
}

/** What came of it. */
export interface Heard {
  readonly results: Buffer
  readonly received: Buffer
  readonly answered: Buffer
  /** What the network told the client's socket, as an error's number. */
  readonly refusal: number
  readonly seenFrom: Endpoint | null
  readonly local: Endpoint | null
}

/** Records a conversation into a visitor's program. */
export class Talk {
  readonly #visitor: Visitor
  readonly #traffic: Required<Traffic>
  readonly #results = Buffer.alloc(STEPS.length * 8)
  readonly #scratch = Buffer.alloc(8)
  readonly #end

  constructor(visitor: Visitor, traffic: Required<Traffic>) {
    this.#visitor = visitor
    this.#traffic = traffic
    this.#end = visitor.program.ahead()
    for (const index of STEPS.keys()) {
      this.#results.writeBigInt64LE(NOT_REACHED, index * 8)
    }
  }

  record(tokens: Tokens): Answer<Heard> {
    const { from, to } = this.#traffic
    enterNetwork(this.#visitor, to)
    const server = this.#server()
    enterNetwork(this.#visitor, from)
    const client = this.#client()
    const room = this.#isTcp
      ? this.#overTcp(server, client, tokens)
      : this.#overUdp(server, client, tokens)
    this.#visitor.program.place(this.#end)
    return this.#answer({ ...room, refusal: this.#refusalOf(client) })
  }

  get #isTcp(): boolean {
    return this.#traffic.protocol === 'tcp'
  }

  /** The kernel completes the connection before anybody accepts it. */
  #overTcp(server: Word, client: Word, { there, back }: Tokens) {
    const [peer, local] = [addressRoom(), this.#nameOf(client)]
    this.#send('send', client, there)
    const other = this.#step('accept', 'accept4', [server, ...peer, 0])
    const received = this.#receive('receive', other)
    this.#send('reply', other, back)
    const answered = this.#receive('answer', client)
    return { peer: peer[0], local, received, answered }
  }

  /** The server answers whoever it was that its packet came from. */
  #overUdp(server: Word, client: Word, { there, back }: Tokens) {
    const [peer, local] = [addressRoom(), this.#nameOf(client)]
    this.#send('send', client, there)
    const received = this.#receive('receive', server, peer)
    this.#send('reply', server, back, peer[0])
    const answered = this.#receive('answer', client)
    return { peer: peer[0], local, received, answered }
  }

  #nameOf(socket: Word): Buffer {
    const [name, length] = addressRoom()
    const { program } = this.#visitor
    program.syscall('getsockname', [socket, name, length], { ignore: true })
    return name
  }

  /** A UDP socket is told by the network only when somebody asks it. */
  #refusalOf(socket: Word): Buffer {
    const error = Buffer.alloc(4)
    const asked = [socket, SOL_SOCKET, SO_ERROR, error, lengthOf(error)]
    this.#visitor.program.syscall('getsockopt', asked, { ignore: true })
    return error
  }

  #server(): Word {
    const { listen } = this.#traffic
    const server = this.#socket('server', listen)
    const one = Buffer.from([1, 0, 0, 0])
    this.#option(server, SO_REUSEADDR, one)
    const address = socketAddress(listen)
    this.#step('bind', 'bind', [server, address, address.length])
    if (this.#isTcp) this.#step('listen', 'listen', [server, 1])
    return server
  }

  #client(): Word {
    const { connect } = this.#traffic
    const client = this.#socket('client', connect)
    const address = socketAddress(connect)
    this.#step('connect', 'connect', [client, address, address.length])
    return client
  }

  #socket(name: Step, { address }: Endpoint): Word {
    const type = this.#isTcp ? SOCK_STREAM : SOCK_DGRAM
    const socket = this.#step(name, 'socket', [familyOf(address), type, 0])
    const time = timeValue(this.#traffic.timeoutMs)
    for (const option of [SO_RCVTIMEO, SO_SNDTIMEO]) {
      this.#option(socket, option, time)
    }
    return socket
  }

  #option(socket: Word, option: number, value: Buffer): void {
    const args = [socket, SOL_SOCKET, option, value, value.length]
    this.#visitor.program.syscall('setsockopt', args)
  }

  #send(name: Step, socket: Word, token: Buffer, to: Buffer | null = null) {
    const size = to === null ? 0 : sizeOfAddress(this.#traffic.listen)
    const args = [socket, token, token.length, MSG_NOSIGNAL, to, size]
    this.#step(name, 'sendto', args)
  }

  #receive(
    name: Step,
    socket: Word,
    [address, length]: AddressRoom = [null, null],
  ): Buffer {
    const token = Buffer.alloc(TOKEN_SIZE)
    const args = [socket, token, TOKEN_SIZE, 0, address, length]
    this.#step(name, 'recvfrom', args)
    return token
  }

  /** A call whose failure is the end of it all, and what it returned. */
  #step(name: Step, call: string, args: readonly Argument[]): Word {
    const { program } = this.#visitor
    const offset = STEPS.indexOf(name) * 8
    const resultAt = { bytes: this.#results, offset }
    const result = program.syscall(call, args, { ignore: true, resultAt })
    // Nobody can read so many bytes, of /dev/null or of anything, if it is negative.
    program.read(STDIN, this.#scratch, result, { ifError: this.#end })
    return result
  }

  #answer(room: Room): Answer<Heard> {
    const { peer, local, received, answered, refusal } = room
    const parts = [this.#results, peer, local, received, answered, refusal]
    for (const part of parts) this.#visitor.program.write(STDOUT, part)
    return {
      take: (answers) => {
        const take = ({ length }: Buffer) => Buffer.from(answers.take(length))
        return {
          results: take(this.#results),
          seenFrom: endpointIn(take(peer)),
          local: endpointIn(take(local)),
          received: take(received),
          answered: take(answered),
          refusal: take(refusal).readInt32LE(),
        }
      },
    }
  }
}

type Room = Readonly<
  Record<'peer' | 'local' | 'received' | 'answered' | 'refusal', Buffer>
>
type Step = (typeof STEPS)[number]
type AddressRoom = readonly [address: Buffer | null, length: Buffer | null]

const sizeOfAddress = (endpoint: Endpoint) => socketAddress(endpoint).length

/** Room for an address, and the length that the kernel reads and writes. */
function addressRoom(): readonly [Buffer, Buffer] {
  const address = Buffer.alloc(SOCKET_ADDRESS_SIZE)
  return [address, lengthOf(address)]
}

function lengthOf({ length }: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(length)
  return bytes
}
