import { NetworkError } from '../../errors.ts'
import type { Link } from './link.ts'

/**
 * A link that has to be there, and of one kind.
 *
 * @throws {NetworkError} ENODEV if it is not there, EEXIST if it is another.
 */
export function requireLink(
  link: Link | null,
  name: string,
  kind?: string,
): Link {
  const wanted = kind === undefined ? 'there' : `a ${kind}`
  if (link === null)
    throw new NetworkError(`link "${name}"`, wanted, 'none', 'ENODEV')
  if (kind === undefined || link.kind === kind) return link
  const found = link.kind === null ? 'a network card' : `a ${link.kind}`
  throw new NetworkError(`link "${name}"`, wanted, found, 'EEXIST')
}
