/**
 * A conversation with the kernel about one network namespace.
 *
 *     request ──▶ kernel
 *             ◀── NLMSG_ERROR 0                      it is done
 *             ◀── NLMSG_ERROR -EEXIST "File exists"  it is not
 *             ◀── link, link, … NLMSG_DONE           a list, over many datagrams
 *
 * The kernel has done what it was asked before send(2) returns, so there is
 * nothing to wait for: all this is synchronous. A socket goes on speaking about
 * the namespace it was made in, wherever its process goes.
 *
 * @see netlink(7), rtnetlink(7)
 */
import {
  NETLINK_CAP_ACK,
  NETLINK_EXT_ACK,
  NETLINK_GET_STRICT_CHK,
  NETLINK_ROUTE,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
  SOL_NETLINK,
} from './constants/netlink.ts'
import {
  AF_NETLINK,
  MSG_TRUNC,
  SO_RCVTIMEO,
  SO_SNDTIMEO,
  SOCK_CLOEXEC,
  SOCK_RAW,
  SOL_SOCKET,
} from './constants/sockets.ts'
import { errnoOf } from './errno.ts'
import { SyscallError } from './errors.ts'
import { syscall, syscallNumeric } from './libc.ts'
import { NetlinkError } from './netlink-error.ts'
import {
  decodeMessages,
  encodeRequest,
  type NetlinkMessage,
  type NetlinkRequest,
  type Outcome,
  readEnd,
  readOutcome,
} from './netlink-message.ts'
import { withNetns } from './netns.ts'
import { timeval } from './structs.ts'

const TIMEOUT_SECONDS = 10

/** Larger than any datagram of the kernel, which fills 32 KiB at most. */
const ROOM = 128 * 1024

/** How often a list may change while it is read. */
const ATTEMPTS = 20

export class NetlinkSocket {
  readonly #fd: number
  readonly #room = Buffer.alloc(ROOM)
  #sequence = 0
  #isOpen = true

  /**
   * About the network of the calling thread.
   *
   * @param family Which part of the kernel is spoken to: NETLINK_…
   * @throws {SyscallError} EMFILE and its like.
   */
  constructor(family: number = NETLINK_ROUTE) {
    this.#fd = syscallNumeric(
      'socket',
      AF_NETLINK,
      SOCK_RAW | SOCK_CLOEXEC,
      family,
    )
    try {
      this.#configure()
    } catch (error) {
      this.close()
      throw error
    }
  }

  /**
   * About another network namespace.
   *
   * @param fd The namespace, which can be closed afterwards.
   */
  static in(fd: number): NetlinkSocket {
    return withNetns(fd, () => new NetlinkSocket())
  }

  #configure(): void {
    for (const option of [SO_RCVTIMEO, SO_SNDTIMEO])
      this.#set(SOL_SOCKET, option, timeval(TIMEOUT_SECONDS))
    const on = Buffer.from([1, 0, 0, 0])
    // Errors in words; without the request they are about, which we know; and
    // requests for lists that say which entries they want.
    for (const option of [
      NETLINK_EXT_ACK,
      NETLINK_CAP_ACK,
      NETLINK_GET_STRICT_CHK,
    ])
      this.#set(SOL_NETLINK, option, on)
    // To the kernel, port 0: from now on nobody else can send us anything.
    const kernel = Buffer.alloc(12)
    kernel.writeUInt16LE(AF_NETLINK, 0)
    syscall('connect', this.#fd, kernel, kernel.length)
  }

  #set(level: number, option: number, value: Buffer): void {
    syscall('setsockopt', this.#fd, level, option, value, value.length)
  }

  /**
   * Have something done.
   *
   * @returns What the kernel answered besides "done": for RTM_GETLINK one link.
   * @throws {NetlinkError} With the kernel's own words, where it has some.
   */
  request(request: NetlinkRequest): NetlinkMessage[] {
    return this.#exchange(request, NLM_F_ACK).messages
  }

  /**
   * Read a list.
   *
   * @throws {NetlinkError} EAGAIN if it changes faster than it can be read.
   */
  dump(request: NetlinkRequest): NetlinkMessage[] {
    for (let left = ATTEMPTS; left > 0; left -= 1) {
      const { messages, isTorn } = this.#exchange(request, NLM_F_DUMP)
      if (!isTorn) return messages
    }
    throw new NetlinkError(request, {
      errno: errnoOf('EAGAIN'),
      text: `The list changed each of ${ATTEMPTS} times it was read`,
    })
  }

  #exchange(request: NetlinkRequest, kind: number) {
    const sequence = ++this.#sequence
    const flags = NLM_F_REQUEST | kind | (request.flags ?? 0)
    this.#send(request, encodeRequest(request, flags, sequence))
    const messages: NetlinkMessage[] = []
    let isTorn = false
    for (;;)
      for (const message of this.#receive(request)) {
        // Left over from a request that nobody waited for long enough.
        if (message.sequence !== sequence) continue
        if (message.flags & NLM_F_DUMP_INTR) isTorn = true
        const outcome = outcomeOf(message)
        if (outcome === undefined) messages.push(message)
        else if (outcome.errno !== 0) throw new NetlinkError(request, outcome)
        else return { messages, isTorn }
      }
  }

  #send(request: NetlinkRequest, bytes: Buffer): void {
    attempt(request, () =>
      syscall('sendto', this.#fd, bytes, bytes.length, 0, null, 0),
    )
  }

  #receive(request: NetlinkRequest): NetlinkMessage[] {
    const length = attempt(request, () =>
      syscallNumeric(
        'recvfrom',
        this.#fd,
        this.#room,
        ROOM,
        // Return the length of the datagram, even if there is no room for it.
        MSG_TRUNC,
        null,
        null,
      ),
    )
    if (length > ROOM)
      throw new NetlinkError(request, {
        errno: errnoOf('EMSGSIZE'),
        text: `The answer has ${length} bytes, and there is room for ${ROOM}`,
      })
    // A copy: the next datagram is going to lie in the same place.
    return decodeMessages(Buffer.from(this.#room.subarray(0, length)))
  }

  /** @see close(2) */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    syscall('close', this.#fd)
  }
}

/** How it ended, if this message says so. */
function outcomeOf(message: NetlinkMessage): Outcome | undefined {
  if (message.type === NLMSG_ERROR) return readOutcome(message)
  if (message.type === NLMSG_DONE) return readEnd(message)
  return undefined
}

/** Make a call again if a signal broke it off, and say what it was for. */
function attempt<T>(request: NetlinkRequest, call: () => T): T {
  for (;;)
    try {
      return call()
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      // A socket with a timeout is not taken up again by SA_RESTART.
      if (error.code === 'EINTR') continue
      throw failureOf(request, error)
    }
}

function failureOf(request: NetlinkRequest, error: SyscallError): NetlinkError {
  const isLate = error.code === 'EAGAIN'
  const errno = isLate ? errnoOf('ETIMEDOUT') : -error.errno
  const text = isLate
    ? `The kernel was silent for ${TIMEOUT_SECONDS} seconds`
    : error.syscall
  return new NetlinkError(request, { errno, text })
}

/**
 * Speak with the kernel about one network, and hang up.
 *
 * @param netns The namespace; our own if there is none.
 */
export function withNetlink<T>(
  netns: number | undefined,
  work: (socket: NetlinkSocket) => T,
): T {
  const socket =
    netns === undefined ? new NetlinkSocket() : NetlinkSocket.in(netns)
  try {
    return work(socket)
  } finally {
    socket.close()
  }
}
