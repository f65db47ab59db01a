import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'
import { NetworkError } from '../errors.ts'

/** One of them is for programs of Node, as they come with `mini-runc`. */
const SUFFIXES = ['', '.cjs']

/**
 * Find the program of a plugin.
 *
 * @param type What its configuration calls it.
 * @param path Directories, the first one that has it wins.
 * @returns The command that starts it.
 * @throws {NetworkError} ENOENT if none of them has it.
 * @see CNI specification, Section 3: "Lifecycle & Ordering", CNI_PATH
 */
export function findPlugin(type: string, path: readonly string[]): string[] {
  for (const directory of path)
    for (const suffix of SUFFIXES) {
      const file = join(directory, `${type}${suffix}`)
      const isOfNode = suffix !== ''
      if (!isFile(file, isOfNode ? constants.R_OK : constants.X_OK)) continue
      return isOfNode ? [process.execPath, file] : [file]
    }
  const subject = `CNI plugin "${type}"`
  const places = path.map((directory) => `"${directory}"`).join(', ')
  throw new NetworkError(subject, `a program in ${places}`, 'none', 'ENOENT')
}

function isFile(file: string, mode: number): boolean {
  try {
    accessSync(file, mode)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
