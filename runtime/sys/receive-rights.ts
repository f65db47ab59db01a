import { MSG_CMSG_CLOEXEC, SCM_RIGHTS } from './constants/sockets.ts'
import { syscallNumeric } from './libc.ts'
import {
  IOVEC_SIZE,
  MSGHDR,
  MSGHDR_SIZE,
  RIGHTS_FD,
  rightsSpace,
} from './message-structs.ts'
import { ScratchMemory } from './scratch-memory.ts'

/** What came in one message. */
export interface Received {
  readonly text: string
  /** Descriptors, each close-on-exec and the receiver's to close. */
  readonly fds: readonly number[]
}

const LONGEST_TEXT = 4096
const MOST_FDS = 253
const MEMORY_SIZE = 8192

/**
 * Receive a message and the descriptors with it; nothing at all is the end.
 *
 * @throws {SyscallError} EAGAIN, ECONNRESET.
 * @see recvmsg(2); unix(7), "SCM_RIGHTS"
 */
export function receiveRights(socket: number): Received {
  const memory = new ScratchMemory(MEMORY_SIZE)
  try {
    return receive(memory, socket)
  } finally {
    memory.release()
  }
}

function receive(memory: ScratchMemory, socket: number): Received {
  const text = memory.store(Buffer.alloc(LONGEST_TEXT))
  const control = memory.store(Buffer.alloc(rightsSpace(MOST_FDS)))
  const iovec = Buffer.alloc(IOVEC_SIZE)
  iovec.writeBigUInt64LE(text, 0)
  iovec.writeBigUInt64LE(BigInt(LONGEST_TEXT), 8)
  const header = Buffer.alloc(MSGHDR_SIZE)
  header.writeBigUInt64LE(memory.store(iovec), MSGHDR.iov)
  header.writeBigUInt64LE(1n, MSGHDR.iovlen)
  header.writeBigUInt64LE(control, MSGHDR.control)
  const room = BigInt(rightsSpace(MOST_FDS))
  header.writeBigUInt64LE(room, MSGHDR.controllen)
  const place = memory.store(header)
  const size = syscallNumeric('recvmsg', socket, place, MSG_CMSG_CLOEXEC)
  const filled = memory.read(place, MSGHDR_SIZE)
  const used = Number(filled.readBigUInt64LE(MSGHDR.controllen))
  return {
    text: memory.read(text, size).toString(),
    fds: descriptorsIn(memory.read(control, used)),
  }
}

function descriptorsIn(control: Buffer): number[] {
  // No option of the socket asks for other kinds, so there is no second.
  if (control.length < RIGHTS_FD) return []
  if (control.readInt32LE(12) !== SCM_RIGHTS) return []
  const end = Number(control.readBigUInt64LE(0))
  const fds: number[] = []
  for (let at = RIGHTS_FD; at < end; at += 4) fds.push(control.readInt32LE(at))
  return fds
}
