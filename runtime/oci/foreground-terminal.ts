// A terminal for a process in the foreground, copied to and from ours:
//
//     socketpair ─▶ birth ─▶ master comes ─▶ ours is raw, copied ─▶ end ─▶ restored
import { closeSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { HostTerminal } from '../linux/host-terminal.ts'
import { Descriptor } from '../sys/descriptor.ts'
import { receiveRights } from '../sys/receive-rights.ts'
import { setWindowSize } from '../sys/termios.ts'
import { socketpair } from '../sys/unix-socket.ts'
import type { GivenTerminal } from './own-terminal.ts'
import { TerminalCopy } from './terminal-copy.ts'

export class ForegroundTerminal {
  readonly #host: HostTerminal
  readonly #ours: Descriptor
  readonly #childs: Descriptor
  #copy: TerminalCopy | undefined
  #master = -1

  /** @throws {UsageError} If we have no terminal ourselves. */
  constructor() {
    const host = HostTerminal.find()
    if (!host)
      throw new UsageError(
        'Expected a terminal of our own, for that of a process in the foreground, but found none: not on standard input, output or error, nor as "/dev/tty"',
      )
    this.#host = host
    const [ours, childs] = socketpair()
    this.#ours = new Descriptor(ours)
    this.#childs = new Descriptor(childs)
  }

  /** For the plan: where the master goes, and how large ours is. */
  get given(): Required<GivenTerminal> {
    return { console: this.#childs.fd, windowSize: this.#host.size }
  }

  /** The process is born: as soon as its master comes, begin to copy. */
  childIsBorn(): void {
    // While we have this end as well, a child that dies early is no end.
    this.#childs.close()
    this.#ours.watch(() => this.#receive())
  }

  #receive(): void {
    if (!this.#ours.isOpen) return
    const { fds } = receiveRights(this.#ours.fd)
    this.#ours.close()
    const [master, ...more] = fds
    for (const fd of more) closeSync(fd)
    if (master === undefined) return
    this.#host.makeRaw()
    this.#master = master
    this.#copy = new TerminalCopy(master)
    // Ours may have another size by now.
    this.resize()
  }

  /** Let the process know that our terminal has another size. */
  resize(): void {
    if (this.#copy?.isOpen) setWindowSize(this.#master, this.#host.size)
  }

  /** The process has ended: copy what is left. */
  async end(): Promise<void> {
    // It may have been faster than our event loop.
    this.#receive()
    await this.#copy?.end()
  }

  /** Let go of all, and put our terminal back as it was; once is enough. */
  close(): void {
    this.#copy?.close()
    this.#ours.close()
    this.#childs.close()
    this.#host.close()
  }
}
