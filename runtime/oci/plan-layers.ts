import { join } from 'node:path'

/** Of which layers a root is to be made. */
export interface LayersWish {
  /** Absolute paths of directories, the topmost first. */
  readonly lower: readonly string[]
  /** Where changes are kept; undefined if they are thrown away. */
  readonly upper?: string
}

/** What is written down of them. */
export interface LayersState {
  /** What the mount is called, so that it can be told from others. */
  readonly source: string
  readonly upper: string
  readonly work: string
  /** Whether `upper` is somebody's, and stays. */
  readonly isKept: boolean
  /** Whether `work` was made for this container alone. */
  readonly isOurs: boolean
}

/**
 * Decide where the changes of a container go; nothing is made yet.
 *
 * @param directory Of its state: there are no other changes there.
 */
export function planLayers(wish: LayersWish, directory: string): LayersState {
  const { upper = join(directory, 'upper') } = wish
  const isKept = wish.upper !== undefined
  // Both have to be on one filesystem, and so they are beside each other.
  const work = isKept ? `${upper}.work` : join(directory, 'work')
  // Not imported, because that costs every start of a program some time.
  const { randomBytes } = process.getBuiltinModule('node:crypto')
  const source = `mini-runc-${randomBytes(8).toString('hex')}`
  return { source, upper, work, isKept, isOurs: false }
}
