/** A shell that prints what a test says, and remembers what it was told. */
import type { AnyShell } from '../shared-terminal.ts'

export class FakeShell implements AnyShell {
  readonly typed: string[] = []
  readonly sizes: [columns: number, rows: number][] = []
  isPaused = false
  #listeners = new Set<(text: string) => void>()

  write(keys: string): void {
    this.typed.push(keys)
  }

  resize(columns: number, rows: number): void {
    this.sizes.push([columns, rows])
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
  }

  onData(listener: (text: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  print(text: string): void {
    for (const listener of this.#listeners) listener(text)
  }
}
