/**
 * The guest's serial console as a stream of text in which one waits for words.
 */
import type { Socket } from 'node:net'

import { MachineError } from '../errors.ts'

export class Console {
  readonly #socket: Socket
  #text = ''
  #look: () => void = () => undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      this.#text += data.toString('latin1')
      this.#look()
    })
  }

  /** All that was printed since we are connected. */
  get text(): string {
    return this.#text
  }

  close(): void {
    this.#socket.destroy()
  }

  /**
   * Wait until a pattern was printed.
   *
   * @param signal Ends the waiting, with its reason.
   * @throws {MachineError} After `timeoutMs`.
   */
  waitFor(
    pattern: RegExp,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<RegExpMatchArray> {
    return new Promise((resolve, reject) => {
      const finish = (act: () => void) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        this.#look = () => undefined
        act()
      }
      const onAbort = () => finish(() => reject(signal.reason))
      const onTimeout = () => finish(() => reject(silent(pattern, timeoutMs)))
      const timer = setTimeout(onTimeout, timeoutMs)
      signal.addEventListener('abort', onAbort)

      this.#look = () => {
        const match = pattern.exec(this.#text)
        if (match !== null) finish(() => resolve(match))
      }
      if (signal.aborted) onAbort()
      else this.#look()
    })
  }
}

function silent(pattern: RegExp, timeoutMs: number): MachineError {
  return new MachineError(
    `Expected "${pattern.source}" on the console of the virtual machine but ` +
      `found nothing like it in ${timeoutMs / 1000} seconds`,
  )
}
