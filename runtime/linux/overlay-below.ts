// What the lower layers show together at one place, looked up as the kernel
// does it: from the top, until something hides the rest.
//
//     etc/motd    top      –            not here
//                 middle   whiteout     gone: nobody asks the bottom
//                 bottom   file
import type { BigIntStats } from 'node:fs'
import { Directory } from './directory.ts'
import type { FileName } from './file-name.ts'
import { isOpaque, isWhiteout, type MarkSpace } from './overlay-marks.ts'

/** Something that lower layers show. */
export interface Found {
  /** Of the uppermost that has it. */
  readonly stat: BigIntStats
  /** What shows in it, if it is a directory; empty otherwise. */
  readonly inside: Below
}

/** A directory as the layers below show it. Close it after use. */
export class Below {
  readonly #directories: readonly Directory[]
  readonly #space: MarkSpace

  private constructor(directories: readonly Directory[], space: MarkSpace) {
    this.#directories = directories
    this.#space = space
  }

  /** @param paths The topmost first. */
  static open(paths: readonly string[], space: MarkSpace): Below {
    const opened: Directory[] = []
    try {
      for (const path of paths) opened.push(Directory.open(path))
      return new Below(opened, space)
    } catch (error) {
      for (const directory of opened) directory.close()
      throw error
    }
  }

  /**
   * What has a name; undefined if nothing has.
   *
   * @see overlayfs.rst, "Merged directories"
   */
  find(name: FileName): Found | undefined {
    const merged: Directory[] = []
    let uppermost: BigIntStats | undefined
    for (const directory of this.#directories) {
      const stat = directory.stat(name)
      if (stat === undefined) continue
      if (isWhiteout(stat)) break
      uppermost ??= stat
      if (!stat.isDirectory()) break
      const inner = directory.open(name)
      merged.push(inner)
      if (isOpaque(inner, this.#space)) break
    }
    const inside = new Below(merged, this.#space)
    return uppermost && { stat: uppermost, inside }
  }

  /** All names that show. */
  names(): FileName[] {
    const all = new Set(this.#directories.flatMap((one) => one.names()))
    return [...all].filter((name) => {
      const found = this.find(name)
      found?.inside.close()
      return found !== undefined
    })
  }

  close(): void {
    for (const directory of this.#directories) directory.close()
  }
}
