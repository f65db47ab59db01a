/**
 * The events of a class on disk: a file that only grows, one JSON object a line. A
 * line torn by a crash is skipped when it is read. Names stand in it, so it is for
 * its owner alone.
 */
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import type { ClassEvent } from './register.ts'

export class EventLog {
  readonly #file: string
  readonly #maxBytes: number
  #bytes: number

  /** @param maxBytes It grows no further than this; later events are not kept. */
  constructor(file: string, maxBytes: number) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    this.#file = file
    this.#maxBytes = maxBytes
    this.#bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (this.#bytes > 0) chmodSync(file, 0o600)
  }

  get isFull(): boolean {
    return this.#bytes >= this.#maxBytes
  }

  append(event: ClassEvent): void {
    if (this.isFull) return
    // A leading line break ends a line that a crash left open.
    const line = `\n${JSON.stringify(event)}`
    appendFileSync(this.#file, line, { mode: 0o600 })
    this.#bytes += Buffer.byteLength(line)
  }

  read(): ClassEvent[] {
    if (this.#bytes === 0) return []
    return readFileSync(this.#file, 'utf8').split('\n').flatMap(eventIn)
  }
}

function eventIn(line: string): ClassEvent[] {
  if (line === '') return []
  try {
    return [JSON.parse(line) as ClassEvent]
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
