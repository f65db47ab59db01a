import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The folder of this checkout, from the source as well as from the bundle that
 * the `labs` command is run from.
 *
 * @throws {Error} If this file was taken out of a checkout.
 */
export function checkoutRoot(from: string = import.meta.dirname): string {
  const manifest = join(from, 'package.json')
  if (existsSync(manifest)) {
    const { name } = JSON.parse(readFileSync(manifest, 'utf8'))
    if (name === 'container-labs') return from
  }
  if (dirname(from) === from) {
    throw new Error('Expected to be inside a checkout of container-labs')
  }
  return checkoutRoot(dirname(from))
}
