import { readFileSync } from 'node:fs'
import { SpecError } from '../errors.ts'

/**
 * The text of a file that has to be JSON.
 *
 * @throws {SpecError} If it cannot be read; the error names it.
 */
export function readJsonFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const place = { file, pointer: '' }
    const found = code === 'ENOENT' ? 'no such file' : `${code}`
    throw new SpecError(place, 'a readable file', found, { cause: error })
  }
}
