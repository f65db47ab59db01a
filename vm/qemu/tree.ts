/**
 * Folders of unpacked packages in the cache. A tree is named after all that
 * decides what is in it, so it is made once.
 */
import { existsSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { shortHash } from '../host/paths.ts'

/**
 * The tree of this key; filled when there is none. The caller holds the cache's
 * lock.
 *
 * @param key What the tree depends on, besides the release of this system.
 * @param fill Unpacks into a folder that is absent.
 */
export async function treeFor(
  cache: string,
  key: unknown,
  fill: (tree: string) => Promise<void>,
): Promise<string> {
  const system = readFileSync('/etc/os-release', 'utf8')
  const name = shortHash(JSON.stringify([key, system]))
  const tree = join(cache, 'trees', name)
  if (existsSync(join(tree, 'complete'))) return tree

  const draft = `${tree}.draft`
  await rm(draft, { recursive: true, force: true })
  await fill(draft)
  await writeFile(join(draft, 'complete'), '')
  await rm(tree, { recursive: true, force: true })
  await rename(draft, tree)
  return tree
}
