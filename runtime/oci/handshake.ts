import { type Ends, GO } from '../linux/handshake.ts'
import { AF_UNIX, SOCK_CLOEXEC, SOCK_STREAM } from '../sys/constants/sockets.ts'
import { Descriptor } from '../sys/descriptor.ts'
import { SyscallError } from '../sys/errors.ts'
import { syscall, syscallNumeric } from '../sys/libc.ts'

/** The parent's side of the handshake in linux/handshake.ts. */
export class Handshake {
  readonly #ours: Descriptor
  readonly #childs: Descriptor

  /** @throws {SyscallError} EMFILE, ENFILE. */
  constructor() {
    const pair = Buffer.alloc(8)
    syscall('socketpair', AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)
    this.#ours = new Descriptor(pair.readInt32LE(0))
    this.#childs = new Descriptor(pair.readInt32LE(4))
  }

  /** For the plan of the child. */
  get ends(): Ends {
    return { parent: this.#ours.fd, child: this.#childs.fd }
  }

  /** Let go of the child's end: as long as we have it, its death is not seen. */
  childIsBorn(): void {
    this.#childs.close()
  }

  /**
   * Wait, without holding up the event loop, for the child's word.
   *
   * @returns Whether it came; if not, the child has ended.
   */
  isThere(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#ours.watch(() => {
        this.#ours.unwatch()
        resolve(this.#hasWord())
      })
    })
  }

  #hasWord(): boolean {
    const word = Buffer.alloc(1)
    return this.#unlessGone('read', word, word.length)
  }

  /** Let the child go on, if it still lives. */
  go(): void {
    this.#unlessGone('write', Buffer.from(GO), GO.length)
  }

  // What became of a child that has gone is told by its own report.
  #unlessGone(call: 'read' | 'write', bytes: Buffer, size: number): boolean {
    try {
      return syscallNumeric(call, this.#ours.fd, bytes, size) > 0
    } catch (error) {
      const gone = ['EPIPE', 'ECONNRESET']
      if (error instanceof SyscallError && gone.includes(error.code))
        return false
      throw error
    }
  }

  /** Close what is still open. */
  close(): void {
    this.#childs.close()
    this.#ours.close()
  }
}
