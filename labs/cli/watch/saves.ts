/** Saved files below a folder, each burst of an editor as one. */
import { watch } from 'node:fs'
import type { WatchEvent } from '../watch.ts'

/** Editors write a file in several steps; the last one counts. */
const QUIET_MS = 120

/** Report saves. @returns A function that stops it. */
export function saveEvents(
  folder: string,
  push: (event: WatchEvent) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(folder, { recursive: true }, (_type, file) => {
    // Swap and temporary files of editors end otherwise.
    if (file === null || !file.endsWith('.ts')) return
    clearTimeout(timer)
    timer = setTimeout(() => push({ kind: 'saved', file }), QUIET_MS)
  })
  return () => {
    clearTimeout(timer)
    watcher.close()
  }
}
