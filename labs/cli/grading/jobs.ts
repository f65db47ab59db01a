/** How many submissions to grade at a time, and what keeps it from being more. */
import { availableParallelism, freemem } from 'node:os'

/** A guest has two processors; two guests that share two take longer than in turn. */
const CORES = 2
/** Its memory, and what judging it takes on this side. */
const BYTES = 1.5 * 2 ** 30

export type Bound = 'asked' | 'cores' | 'memory' | 'count' | 'provider'

export interface Jobs {
  readonly count: number
  /** What there would have to be more of. */
  readonly bound: Bound
}

export interface Capacity {
  readonly cores: number
  readonly bytes: number
}

const here = (): Capacity => ({
  cores: availableParallelism(),
  bytes: freemem(),
})

/**
 * @param asked What `--jobs` says.
 * @param tasks How many submissions there are.
 * @param hasMany Whether the provider has more than one machine.
 */
export function jobsFor(
  asked: number | undefined,
  tasks: number,
  hasMany: boolean,
  { cores, bytes }: Capacity = here(),
): Jobs {
  if (!hasMany) return { count: 1, bound: 'provider' }
  const most: Jobs[] =
    asked === undefined
      ? [
          { count: Math.floor(cores / CORES), bound: 'cores' },
          { count: Math.floor(bytes / BYTES), bound: 'memory' },
        ]
      : [{ count: asked, bound: 'asked' }]
  const all: Jobs[] = [...most, { count: tasks, bound: 'count' }]
  const least = all.reduce((a, b) => (b.count < a.count ? b : a))
  return { ...least, count: Math.max(1, least.count) }
}

/**
 * Do work on a list, so many at a time, beginning with the first.
 *
 * @param work Is told to stop by `signal` once one has thrown.
 * @returns Results in the order of the list.
 * @throws Whatever the first of them threw, once none is at work any more.
 */
export async function inLanes<T, R>(
  list: readonly T[],
  lanes: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const stop = new AbortController()
  const either = AbortSignal.any([signal, stop.signal])
  const results: R[] = []
  const queue = list.entries()
  const lane = async () => {
    for (const [index, item] of queue) {
      either.throwIfAborted()
      results[index] = await work(item, either)
    }
  }
  const failed: unknown[] = []
  const running = Array.from({ length: lanes }, () =>
    lane().catch((error: unknown) => {
      failed.push(error)
      stop.abort()
    }),
  )
  await Promise.all(running)
  if (failed.length > 0) throw failed[0]
  return results
}
