import { type FSWatcher, watch } from 'node:fs'

/** Rings when the kernel has changed one of some files. */
export class Bell {
  readonly #watchers: FSWatcher[]
  #hasRung = false
  #wake = () => {}

  /** @throws {Error} ENOENT for a file that is not there. */
  constructor(files: readonly string[]) {
    const ring = () => {
      this.#hasRung = true
      this.#wake()
    }
    this.#watchers = files.map((file) => watch(file, ring).on('error', ring))
  }

  /** Wait until it rings, or has rung since the last time, or for so long. */
  async rung(atMostMs: number): Promise<void> {
    if (!this.#hasRung)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, atMostMs))
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    this.#hasRung = false
  }

  close(): void {
    for (const watcher of this.#watchers) watcher.close()
  }
}
