import { type BigIntStats, rmdirSync, unlinkSync } from 'node:fs'
import type { Directory } from './directory.ts'
import type { FileName } from './file-name.ts'

/**
 * Remove an entry of a directory with all that is in it. Links are removed, and
 * not followed.
 *
 * @param keeps Says what is to stay, with the directories above it.
 * @returns Whether it is gone.
 */
export function removeTree(
  directory: Directory,
  name: FileName,
  keeps: (stat: BigIntStats) => boolean = () => false,
): boolean {
  const stat = directory.stat(name)
  if (stat === undefined) return true
  const stays = keeps(stat)
  if (stat.isDirectory()) {
    const isEmpty = directory.within(name, (inner) => emptyOut(inner, keeps))
    if (stays || !isEmpty) return false
    rmdirSync(directory.at(name))
    return true
  }
  if (!stays) unlinkSync(directory.at(name))
  return !stays
}

/** Remove what is in a directory. @returns Whether it is empty now. */
export function emptyOut(
  directory: Directory,
  keeps?: (stat: BigIntStats) => boolean,
): boolean {
  const left = directory
    .names()
    .filter((name) => !removeTree(directory, name, keeps))
  return left.length === 0
}
