// How a child tells that a step failed: 16 bytes through a pipe whose end in
// the child is close-on-exec. Nothing but the end of the pipe means success.
//
// It is read asynchronously. A second child, born in another thread before
// this one executes its program, may hold the pipe open as well; a read that
// waits could then wait for ever.
import {
  F_DUPFD_CLOEXEC,
  FIRST_FREE_FD,
  O_CLOEXEC,
  O_NONBLOCK,
} from './constants/files.ts'
import { Descriptor } from './descriptor.ts'
import { SyscallError } from './errors.ts'
import { CONTROL_SIZE } from './layout.ts'
import { syscall, syscallNumeric } from './libc.ts'
import { pollfds, SIGSET_SIZE, timespec } from './structs.ts'

/** The record that failed, by its address, and -errno. */
export interface Failure {
  readonly record: bigint
  readonly result: bigint
}

const REVENTS = 6
const POLLHUP = 0x10

/** The pipe of one child. */
export class StatusPipe {
  /** The child's end, never one of the standard streams. */
  readonly writer: Descriptor
  readonly #reader: Descriptor

  /** @throws {SyscallError} EMFILE, ENFILE. */
  constructor() {
    const fds = Buffer.alloc(8)
    syscall('pipe2', fds, O_CLOEXEC | O_NONBLOCK)
    this.#reader = new Descriptor(fds.readInt32LE(0))
    this.writer = new Descriptor(aboveStreams(fds.readInt32LE(4)))
  }

  /** The number of our end, under which the child has a copy of it. */
  get readerFd(): number {
    return this.#reader.fd
  }

  /**
   * Call back once, with a failure or with nothing at the end of the pipe. The
   * process that failed is there until the callback returns.
   */
  watch(callback: (failure?: Failure) => void): void {
    this.#reader.watch(() => {
      const state = readStatus(this.#reader.fd)
      if (state === 'open') return
      this.#reader.unwatch()
      try {
        callback(state === 'end' ? undefined : state)
      } finally {
        this.close()
      }
    })
  }

  /** Read what is there now, and close. */
  finish(): Failure | undefined {
    const state = readStatus(this.#reader.fd)
    this.close()
    return typeof state === 'string' ? undefined : state
  }

  /** Whether it is still unknown how the start went. */
  get isOpen(): boolean {
    return this.#reader.isOpen
  }

  /** Whether the pipe is at its end now, with nothing left in it. */
  isAtEnd(): boolean {
    if (!this.isOpen) return false
    const poll = pollfds([this.#reader.fd])
    syscall('ppoll', poll, 1, timespec(0), null, SIGSET_SIZE)
    return poll.readInt16LE(REVENTS) === POLLHUP
  }

  /** Close both ends. */
  close(): void {
    this.writer.close()
    this.#reader.close()
  }
}

/**
 * What a child has told so far: a failure, or nothing any more, or nothing yet.
 *
 * @param fd The end to be read, which does not wait.
 */
export function readStatus(fd: number): Failure | 'end' | 'open' {
  const bytes = Buffer.alloc(CONTROL_SIZE)
  try {
    const count = syscallNumeric('read', fd, bytes, CONTROL_SIZE)
    if (count < CONTROL_SIZE) return 'end'
  } catch (error) {
    if (error instanceof SyscallError && error.code === 'EAGAIN') return 'open'
    throw error
  }
  const record = bytes.readBigUInt64LE(0)
  return { record, result: bytes.readBigInt64LE(8) }
}

// A process without standard streams gets 0, 1 or 2 for the pipe, and the
// child would put a stream in its place.
function aboveStreams(fd: number): number {
  if (fd >= FIRST_FREE_FD) return fd
  const moved = syscallNumeric('fcntl', fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD)
  syscall('close', fd)
  return moved
}
