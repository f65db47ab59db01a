import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { attempt, whileThere } from './cgroup-file.ts'

/**
 * A cgroup and all those below it, each after what it is in. One that goes
 * away meanwhile is left out.
 *
 * @throws {CgroupError}
 */
export function withDescendants(directory: string): string[] {
  const found = [directory]
  // A list may grow while it is walked. A container can make its tree as deep
  // as it wants, so nothing here calls itself.
  for (const path of found) found.push(...childrenOf(path))
  return found
}

function childrenOf(path: string): string[] {
  const entries = whileThere(() =>
    attempt({ path }, () => readdirSync(path, { withFileTypes: true })),
  )
  return (entries ?? [])
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name))
}
