import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { LayersWish } from '../oci/plan-layers.ts'
import { TEXT } from './arguments.ts'
import { directoriesIn } from './directory-list.ts'

/** The options of run that are about its root. */
export const LAYERS_OPTIONS = { layers: TEXT, upper: TEXT } as const

/**
 * What they ask for.
 *
 * @throws {UsageError} If there is no list, or nothing that an upper one is for.
 */
export function layersIn(values: {
  readonly layers?: string
  readonly upper?: string
}): { readonly layers?: LayersWish } {
  const { layers, upper } = values
  if (upper !== undefined && layers === undefined)
    throw new UsageError('Expected "--layers" beside "--upper" but found none')
  if (upper === '')
    throw new UsageError('Expected a directory after "--upper" but found ""')
  if (layers === undefined) return {}
  const lower = directoriesIn(layers).map((path) => resolve(path))
  const kept = upper === undefined ? {} : { upper: resolve(upper) }
  return { layers: { lower, ...kept } }
}
