// A terminal for tests: what is written to it is typed, what programs at it
// write is there to be looked at.
import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import {
  O_CLOEXEC,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDWR,
} from '../../sys/constants/files.ts'
import { TIOCGPTPEER, TIOCSPTLCK } from '../../sys/constants/terminals.ts'
import { Descriptor } from '../../sys/descriptor.ts'
import { syscall, syscallNumeric } from '../../sys/libc.ts'
import { intAt, type WindowSize } from '../../sys/terminal-structs.ts'
import { setWindowSize, tcgetattr, windowSize } from '../../sys/termios.ts'

const FLAGS = O_RDWR | O_NOCTTY | O_CLOEXEC

/** A terminal, gone when the test is over. */
export class Pty {
  /** For the streams of a program. */
  readonly peer: number
  readonly #master: Descriptor
  #output = ''
  #typed = 0

  constructor(master: number) {
    this.#master = new Descriptor(master)
    syscall('ioctl', master, TIOCSPTLCK, intAt(0))
    this.peer = syscallNumeric('ioctl', master, TIOCGPTPEER, FLAGS)
    this.#master.watch(() => this.#read())
  }

  #read(): void {
    const room = Buffer.alloc(65536)
    try {
      const size = readSync(this.#master.fd, room)
      this.#output += room.toString('utf8', 0, size)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EIO') this.#master.unwatch()
      else if (code !== 'EAGAIN') throw error
    }
  }

  /** All that was written to it so far. */
  get output(): string {
    return this.#output
  }

  /** How many bytes there was room for. */
  get typed(): number {
    return this.#typed
  }

  /** Type something, until there was room for all of it. */
  async type(text: string): Promise<void> {
    let rest = Buffer.from(text)
    while (rest.length > 0 && this.#master.isOpen) {
      const written = this.#write(rest)
      this.#typed += written
      rest = rest.subarray(written)
      if (rest.length > 0) await sleep(5)
    }
  }

  #write(bytes: Buffer): number {
    try {
      return writeSync(this.#master.fd, bytes)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
      throw error
    }
  }

  get size(): WindowSize {
    return windowSize(this.#master.fd)
  }

  set size(size: WindowSize) {
    setWindowSize(this.#master.fd, size)
  }

  /** Its modes, to be compared. */
  get modes(): string {
    return tcgetattr(this.peer).toString('hex')
  }

  /** Once is enough. */
  close(): void {
    if (!this.#master.isOpen) return
    closeSync(this.peer)
    this.#master.close()
  }
}

/** A new terminal of the host. */
export function openPty(t: Test, size?: WindowSize): Pty {
  const pty = new Pty(openSync('/dev/ptmx', FLAGS | O_NONBLOCK))
  t.teardown(() => pty.close())
  if (size) pty.size = size
  return pty
}
