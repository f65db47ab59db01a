/**
 * Which commands a shell was given, from what its terminal shows: between the marks
 * of a prompt stands what was typed, echoed with every correction that was made.
 */

import { ScreenMemory } from '../terminal/screen-memory.ts'
import { PromptMarks } from '../terminal/semantic-prompt.ts'
import type { Size } from './frames.ts'

export interface SeenCommand {
  /** Counts commands of this shell. */
  readonly number: number
  /** As it stood on the screen when Enter was pressed. */
  readonly text: Promise<string>
}

interface Events {
  readonly onBegin: (command: SeenCommand) => void
  readonly onEnd: (command: SeenCommand, status: number) => void
}

/** More than that nobody typed. */
const LONGEST_ECHO = 16 * 1024
const MOST_ROWS = 50

export class CommandsSeen {
  readonly #marks = new PromptMarks()
  readonly #events: Events
  #count = 0
  #running: SeenCommand | null = null
  /** What the shell echoed since its prompt; `null` while a command runs. */
  #echo: string | null = null

  constructor(events: Events) {
    this.#events = events
  }

  /** @param size Of the terminal, for a long line is broken there. */
  push(text: string, size: Size): void {
    for (const part of this.#marks.push(text)) {
      if (part.kind === 'text') this.#add(part.text)
      else if (part.kind === 'input') this.#echo = ''
      else if (part.kind === 'begins') this.#begin(size)
      else if (part.kind === 'ended') this.#end(part.status)
    }
  }

  #add(text: string): void {
    if (this.#echo !== null && this.#echo.length < LONGEST_ECHO)
      this.#echo += text
  }

  #begin(size: Size): void {
    const text = typedIn(this.#echo ?? '', size)
    this.#echo = null
    this.#running = { number: ++this.#count, text }
    this.#events.onBegin(this.#running)
  }

  /** A prompt comes after an empty line as well; no command ended then. */
  #end(status: number): void {
    const ended = this.#running
    this.#running = null
    if (ended !== null) this.#events.onEnd(ended, status)
  }
}

/** What is left of an echo when a terminal has shown it. */
async function typedIn(echo: string, { columns }: Size): Promise<string> {
  const screen = new ScreenMemory({ columns, rows: MOST_ROWS, scrollback: 0 })
  try {
    // The prompt took two columns before it.
    void screen.write(`# ${echo}`)
    const lines = await screen.text()
    return lines.join('').slice(2).trim()
  } finally {
    screen.dispose()
  }
}
