/** Where this checkout is, for code that may run from a bundle below it. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder of the nearest package.json named container-labs, from here up.
 *
 * @throws {Error} When there is none: the bundle was moved out of its checkout.
 */
export function checkoutRoot(from = import.meta.dirname): string {
  const manifest = join(from, 'package.json')
  if (existsSync(manifest) && nameIn(manifest) === 'container-labs') return from
  const parent = dirname(from)
  if (parent !== from) return checkoutRoot(parent)
  throw new Error('Expected a package.json named "container-labs" above labs')
}

function nameIn(manifest: string): unknown {
  return JSON.parse(readFileSync(manifest, 'utf8')).name
}
