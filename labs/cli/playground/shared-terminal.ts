/**
 * One shell of the guest, and all who look at it. Who comes later is sent the screen
 * first; who types and is slow makes the shell wait, and who only looks does not.
 *
 *     shell ─▶ seats that are live
 *        └───▶ waiting ─▶ memory ─▶ screen for seats that come or come back
 *
 * The shell may end and another take its place; nobody has to leave for that.
 */
import type { GuestShell } from '../terminal/guest-shell.ts'
import { ScreenMemory } from '../terminal/screen-memory.ts'
import { CommandsSeen, type SeenCommand } from './commands-seen.ts'
import type { Size, ToPage } from './frames.ts'
import { type Line, Seat } from './seat.ts'

/** Characters that the memory may be behind before the shell has to wait. */
const FAR_BEHIND = 1024 * 1024
/** The memory takes so many at a time, and seats may come in between. */
const PIECE = 64 * 1024
/** A terminal that is put back into the state of a new one. @see console_codes(4), RIS */
const RESET = '\u001bc'

export interface TerminalEvents {
  /** A command was read by the shell. */
  readonly onBegin: (command: SeenCommand) => void
  /** It has ended. */
  readonly onEnd: (command: SeenCommand, status: number) => void
}

/** As much of a shell as is used here. */
export type AnyShell = Pick<
  GuestShell,
  'write' | 'resize' | 'pause' | 'resume' | 'onData'
>

export class SharedTerminal {
  readonly #memory: ScreenMemory
  readonly #seats = new Set<Seat>()
  readonly #events: TerminalEvents
  #size: Size
  #shell: AnyShell | null = null
  #leaveShell = () => {}
  #commands: CommandsSeen
  /** Printed, but not in the memory yet. */
  #waiting: string[] = []
  #waitingLength = 0
  #isPumping = false
  #isHeld = false
  #isDisposed = false

  constructor(size: Size, events: TerminalEvents) {
    this.#size = size
    this.#events = events
    this.#memory = new ScreenMemory(size)
    this.#commands = new CommandsSeen(events)
  }

  get size(): Size {
    return this.#size
  }

  /** Who looks. */
  get viewers(): number {
    return this.#seats.size
  }

  /** Show this shell from now on, below what is there. */
  attach(shell: AnyShell): void {
    this.detach()
    this.#shell = shell
    this.#commands = new CommandsSeen(this.#events)
    this.#leaveShell = shell.onData((text) => {
      this.#commands.push(text, this.#size)
      this.#print(text)
    })
    shell.resize(this.#size.columns, this.#size.rows)
    this.#regulate()
  }

  /** There is no shell for now: nothing is printed, keys go nowhere. */
  detach(): void {
    this.#leaveShell()
    this.#leaveShell = () => {}
    this.#shell = null
    this.#isHeld = false
  }

  /** Words of ours, as a line of their own. */
  say(text: string): void {
    this.#print(`\r\n\u001b[3m${text}\u001b[m\r\n`)
  }

  /** Begin with an empty screen. */
  clear(): void {
    this.#print(RESET)
  }

  /** Let somebody look, and type if they may. */
  join(line: Line, mayType: boolean): Seat {
    const seat = new Seat(line, mayType, () => this.#regulate())
    this.#seats.add(seat)
    seat.tell({ t: 'size', ...this.#size })
    this.#regulate()
    return seat
  }

  leave(seat: Seat): void {
    this.#seats.delete(seat)
    this.#regulate()
  }

  /** Keys of one who may type; others' go nowhere. */
  type(seat: Pick<Seat, 'mayType'>, keys: string): void {
    if (seat.mayType) this.#shell?.write(keys)
  }

  /** The window of one who may type is this large now. */
  resize(seat: Pick<Seat, 'mayType'>, size: Size): void {
    const { columns, rows } = size
    const isSame = columns === this.#size.columns && rows === this.#size.rows
    if (!seat.mayType || isSame) return
    this.#size = { columns, rows }
    this.#memory.resize(columns, rows)
    this.#shell?.resize(columns, rows)
    this.#tell({ t: 'size', columns, rows })
  }

  /** What can be read on the screen. */
  text(): Promise<string[]> {
    return this.#memory.text()
  }

  dispose(): void {
    this.detach()
    this.#seats.clear()
    this.#waiting = []
    this.#isDisposed = true
    if (!this.#isPumping) this.#memory.dispose()
  }

  #tell(frame: ToPage): void {
    for (const seat of this.#seats) seat.tell(frame)
  }

  #print(text: string): void {
    const bytes = Buffer.from(text)
    for (const seat of this.#seats) seat.print(bytes)
    this.#waiting.push(text)
    this.#waitingLength += text.length
    this.#regulate()
  }

  /** Make the shell wait, or go on; and see to those who want a screen. */
  #regulate(): void {
    const typists = [...this.#seats].filter(({ mayType }) => mayType)
    const allFull = typists.length > 0 && typists.every(({ isFull }) => isFull)
    const hold = allFull || this.#waitingLength > FAR_BEHIND
    if (hold !== this.#isHeld) {
      this.#isHeld = hold
      if (hold) this.#shell?.pause()
      else this.#shell?.resume()
    }
    void this.#pump()
  }

  /** Fill the memory; between two pieces it stands still and can be shown. */
  async #pump(): Promise<void> {
    if (this.#isPumping || this.#isDisposed) return
    this.#isPumping = true
    for (;;) {
      const seat = [...this.#seats].find(({ wantsScreen }) => wantsScreen)
      if (seat !== undefined) await this.#show(seat)
      else if (this.#waiting.length > 0) await this.#remember()
      else break
    }
    this.#isPumping = false
    if (this.#isDisposed) this.#memory.dispose()
  }

  async #show(seat: Seat): Promise<void> {
    const screen = await this.#memory.restored()
    // What was printed meanwhile is in no screen yet, and the seat was not sent it.
    seat.show(Buffer.from(screen + this.#waiting.join('')))
  }

  async #remember(): Promise<void> {
    const all = this.#waiting.join('')
    const piece = all.slice(0, PIECE)
    const rest = all.slice(PIECE)
    this.#waiting = rest === '' ? [] : [rest]
    this.#waitingLength = rest.length
    await this.#memory.write(piece)
    this.#regulate()
  }
}
