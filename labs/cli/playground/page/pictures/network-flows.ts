/** What passes each link, from this scene and the one before it. */
import { useRef } from 'preact/hooks'
import type { LinkCounters, Scene } from '#checker/scene/scene.ts'
import { bytesText } from '../../pictures/figures.ts'
import type { Wire } from '../../pictures/network/layout.ts'

export interface Flow {
  /** Something has passed since the last scene. */
  readonly isMoving: boolean
  readonly text: string
}

type Counters = ReadonlyMap<string, LinkCounters>

/** @returns What passes a link. */
export function useFlows(scene: Scene): (link: Wire['link']) => Flow {
  const seen = useRef<{ atMs: number; now: Counters; before: Counters }>({
    atMs: Number.NaN,
    now: new Map(),
    before: new Map(),
  })
  if (seen.current.atMs !== scene.atMs)
    seen.current = {
      atMs: scene.atMs,
      now: countersIn(scene),
      before: seen.current.now,
    }
  const { now, before } = seen.current
  return (link) => {
    const key = `${link.network.namespace}/${link.name}`
    return flowOf(now.get(key), before.get(key))
  }
}

function countersIn({ networks }: Scene): Counters {
  return new Map(
    networks.flatMap(({ namespace, counters }) =>
      Object.entries(counters).map(
        ([name, counts]) => [`${namespace}/${name}`, counts] as const,
      ),
    ),
  )
}

function flowOf(now?: LinkCounters, before?: LinkCounters): Flow {
  if (now === undefined) return { isMoving: false, text: '' }
  const all = (counts: LinkCounters) => counts.rxBytes + counts.txBytes
  const isMoving = before !== undefined && all(now) > all(before)
  return {
    isMoving,
    text: `↓ ${bytesText(now.rxBytes)} ↑ ${bytesText(now.txBytes)}`,
  }
}
