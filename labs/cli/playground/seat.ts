/**
 * One who looks at the terminal. Output waits for those who may type, and for nobody
 * else: who falls too far behind misses some, and gets the screen as it is then.
 *
 *     live ── more than can be held ─▶ behind ── has caught up ─▶ screen ─▶ live
 */
import type { ToPage } from './frames.ts'

/** Where a seat's output goes: a WebSocket. */
export interface Line {
  /** @param sent Called when it has left this process. */
  bytes(bytes: Buffer, sent: () => void): void
  frame(frame: ToPage): void
}

/** From here on whoever prints should wait. */
const MUCH = 256 * 1024
/** More is not kept for anybody. */
const TOO_MUCH = 2 * 1024 * 1024

export class Seat {
  readonly mayType: boolean
  readonly #line: Line
  readonly #onChange: () => void
  #isPaused = false
  /** Bytes that have not left yet. */
  #waiting = 0
  /** It is not sent what is printed, but a whole screen when there is room. */
  #needsScreen = true

  /** @param onChange Called when there is room again. */
  constructor(line: Line, mayType: boolean, onChange: () => void) {
    this.#line = line
    this.mayType = mayType
    this.#onChange = onChange
  }

  /** Whether it would rather be sent nothing for now. */
  get isFull(): boolean {
    return this.#isPaused || this.#waiting > MUCH
  }

  get wantsScreen(): boolean {
    return this.#needsScreen && !this.isFull
  }

  pause(): void {
    this.#isPaused = true
    this.#onChange()
  }

  resume(): void {
    this.#isPaused = false
    this.#onChange()
  }

  tell(frame: ToPage): void {
    this.#line.frame(frame)
  }

  /** Send what is printed, unless it is too far behind for that. */
  print(bytes: Buffer): void {
    if (this.#needsScreen) return
    if (this.#waiting + bytes.length > TOO_MUCH) this.#needsScreen = true
    else this.#send(bytes)
  }

  /** Send all there is, instead of what it missed. */
  show(screen: Buffer): void {
    this.#needsScreen = false
    this.#line.frame({ t: 'screen' })
    this.#send(screen)
  }

  #send(bytes: Buffer): void {
    this.#waiting += bytes.length
    this.#line.bytes(bytes, () => {
      const wasFull = this.isFull
      this.#waiting -= bytes.length
      if (wasFull && !this.isFull) this.#onChange()
    })
  }
}
