import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version of the kit in a checkout, as its package.json says it. */
export function versionOf(root: string): string {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}
