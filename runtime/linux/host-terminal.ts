import { closeSync, constants, openSync } from 'node:fs'
import { O_CLOEXEC, O_NOCTTY } from '../sys/constants/files.ts'
import type { WindowSize } from '../sys/terminal-structs.ts'
import { cfmakeraw, tcgetattr, tcsetattr, windowSize } from '../sys/termios.ts'

const STREAMS = [2, 1, 0]

/** The terminal at which this process was started. */
export class HostTerminal {
  readonly #fd: number
  readonly #modes: Buffer
  #isRaw = false
  #isOpen = true

  private constructor(fd: number, modes: Buffer) {
    this.#fd = fd
    this.#modes = modes
  }

  /**
   * Find it behind one of our streams, some of which may be redirected, or as
   * the terminal that controls us; undefined if we have none.
   *
   * @see tty(4)
   */
  static find(): HostTerminal | undefined {
    for (const fd of STREAMS) {
      const modes = modesOf(fd)
      if (modes) return new HostTerminal(fd, modes)
    }
    const flags = constants.O_RDWR | O_NOCTTY | O_CLOEXEC
    try {
      const fd = openSync('/dev/tty', flags)
      return new HostTerminal(fd, tcgetattr(fd))
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException
      if (['ENXIO', 'ENOENT', 'EACCES'].includes(code)) return undefined
      throw error
    }
  }

  get size(): WindowSize {
    return windowSize(this.#fd)
  }

  /** Let all that is typed through as it is: Ctrl-C is a byte like any other. */
  makeRaw(): void {
    if (this.#isRaw) return
    this.#isRaw = true
    // Whatever ends us: nobody can type at a terminal that is left like this.
    process.once('exit', this.#restore)
    tcsetattr(this.#fd, cfmakeraw(this.#modes))
  }

  readonly #restore = () => {
    if (!this.#isRaw) return
    this.#isRaw = false
    process.off('exit', this.#restore)
    try {
      tcsetattr(this.#fd, this.#modes)
    } catch (error) {
      // It was hung up, and is nobody's.
      if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error
    }
  }

  /** Put its modes back as they were, and let go of it. */
  close(): void {
    this.#restore()
    if (this.#isOpen && !STREAMS.includes(this.#fd)) closeSync(this.#fd)
    this.#isOpen = false
  }
}

function modesOf(fd: number): Buffer | undefined {
  try {
    return tcgetattr(fd)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Another file, none at all, or a terminal that was hung up.
    if (code === 'ENOTTY' || code === 'EBADF' || code === 'EIO')
      return undefined
    throw error
  }
}
