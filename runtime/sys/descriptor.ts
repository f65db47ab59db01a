import { syscall, type Watch, watchReadable } from './libc.ts'

/** A descriptor of ours that Node's event loop can watch, closed only once. */
export class Descriptor {
  readonly fd: number
  #watch: Watch | undefined
  #isWatched = false
  #isOpen = true

  constructor(fd: number) {
    this.fd = fd
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Call back whenever there is something to read, or the end. */
  watch(callback: () => void): void {
    this.#isWatched = true
    this.#watch = watchReadable(this.fd, callback)
  }

  /** Call back no more. */
  unwatch(): void {
    this.#watch?.stop()
    this.#watch = undefined
  }

  /** Stop watching and close. @see close(2) */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.unwatch()
    // The loop lets go of a descriptor one turn after it was told to. Until
    // then its number must not be given to another file.
    if (this.#isWatched) setImmediate(() => syscall('close', this.fd))
    else syscall('close', this.fd)
  }
}
