// Who asks for a container with a terminal, and gets it over a socket.
import { closeSync } from 'node:fs'
import type { Test } from 'tap'
import {
  AF_UNIX,
  SOCK_CLOEXEC,
  SOCK_STREAM,
} from '../../sys/constants/sockets.ts'
import { syscall, syscallNumeric } from '../../sys/libc.ts'
import { type Received, receiveRights } from '../../sys/receive-rights.ts'

/** Listens at a path until the test is over. */
export class ConsoleReceiver {
  readonly #fd = syscallNumeric(
    'socket',
    AF_UNIX,
    SOCK_STREAM | SOCK_CLOEXEC,
    0,
  )

  constructor(t: Test, path: string) {
    t.teardown(() => closeSync(this.#fd))
    const address = Buffer.from(`\x01\x00${path}\0`)
    syscall('bind', this.#fd, address, address.length)
    syscall('listen', this.#fd, 1)
  }

  /** Answer the next who connects, and say good-bye. */
  hangUp(): void {
    closeSync(this.#accept())
  }

  #accept(): number {
    return syscallNumeric('accept4', this.#fd, null, null, SOCK_CLOEXEC)
  }

  /** All messages of the next who connects, up to the end. */
  receive(): Received[] {
    const fd = this.#accept()
    const messages: Received[] = []
    for (;;) {
      const message = receiveRights(fd)
      if (message.text === '' && message.fds.length === 0) break
      messages.push(message)
    }
    closeSync(fd)
    return messages
  }
}
