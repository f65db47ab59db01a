/**
 * What a terminal shows, for somebody who comes later: an emulator without a screen
 * that is sent the same, and can say by which characters another one gets there.
 */
import { SerializeAddon } from '@xterm/addon-serialize'
import headless from '@xterm/headless'

export interface ScreenOptions {
  readonly columns: number
  readonly rows: number
  /** Lines above the screen that are kept; those before them are forgotten. */
  readonly scrollback?: number
}

const SCROLLBACK = 1000

export class ScreenMemory {
  readonly #terminal: headless.Terminal
  readonly #serializer = new SerializeAddon()

  constructor({ columns, rows, scrollback = SCROLLBACK }: ScreenOptions) {
    this.#terminal = new headless.Terminal({
      cols: columns,
      rows,
      scrollback,
      allowProposedApi: true,
    })
    // The addon takes any terminal that has a buffer; its type knows the other one.
    this.#terminal.loadAddon(this.#serializer as never)
  }

  get columns(): number {
    return this.#terminal.cols
  }

  get rows(): number {
    return this.#terminal.rows
  }

  /**
   * Show more. Characters wait in a queue until they are parsed: whoever writes
   * more than it takes has to wait for the result, or the queue has no bounds.
   */
  write(text: string): Promise<void> {
    return new Promise((done) => this.#terminal.write(text, done))
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows)
  }

  /** Characters that bring an empty terminal of this size to where this one is. */
  async restored(): Promise<string> {
    await this.write('')
    return this.#serializer.serialize()
  }

  /** The screen as text, one line a row, without blanks at the end. */
  async text(): Promise<string[]> {
    await this.write('')
    const { baseY } = this.#terminal.buffer.active
    return Array.from({ length: this.rows }, (_, row) => {
      const line = this.#terminal.buffer.active.getLine(baseY + row)
      return line?.translateToString(true) ?? ''
    })
  }

  /** Forget everything. */
  dispose(): void {
    this.#terminal.dispose()
  }
}
