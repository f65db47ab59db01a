/**
 * What the kit notes for itself, as JSON: whoever finds the file damaged goes on
 * as if it was not there.
 */
import { textIfThere } from './text-if-there.ts'
import { writeAtOnce } from './write-at-once.ts'

/**
 * The value in a file; `null` if there is none, or it is no JSON.
 *
 * @throws {Error} EACCES, EISDIR …: it is there, and cannot be read.
 */
export function readJsonFile<T>(path: string): T | null {
  const text = textIfThere(path)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * Write a value at once, for its owner alone.
 *
 * @param path In a folder that is there.
 */
export function writeJsonFile(path: string, value: unknown): void {
  writeAtOnce(path, `${JSON.stringify(value)}\n`)
}
