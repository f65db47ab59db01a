/**
 * What cgroups used in the last minute, kept by the page: each scene tells what is,
 * and a plot shows what was.
 */
import type { Scene, SceneCgroup } from '#checker/scene/scene.ts'

export const MINUTE_MS = 60_000

export interface UsagePoint {
  readonly atMs: number
  /** Percent of one CPU. */
  readonly cpu: number
  /** Bytes. */
  readonly memory: number
  readonly pids: number
}

export class UsageMemory {
  readonly #points = new Map<number, readonly UsagePoint[]>()
  #lastMs = Number.NEGATIVE_INFINITY

  /** A scene that was seen before adds nothing. */
  push({ atMs, cgroups }: Scene): void {
    // The clock of a machine that was reset begins anew.
    if (atMs < this.#lastMs) this.#points.clear()
    else if (atMs === this.#lastMs) return
    this.#lastMs = atMs
    for (const cgroup of cgroups) this.#add(cgroup, atMs)
    for (const [id, points] of this.#points)
      if (isOver(points, atMs)) this.#points.delete(id)
  }

  /** The oldest first. */
  of(id: number): readonly UsagePoint[] {
    return this.#points.get(id) ?? []
  }

  #add({ id, usage }: SceneCgroup, atMs: number): void {
    const point = {
      atMs,
      cpu: usage.cpu.percent,
      memory: usage.memory.current,
      pids: usage.pids.current,
    }
    const kept = this.of(id).filter((old) => atMs - old.atMs <= MINUTE_MS)
    this.#points.set(id, [...kept, point])
  }
}

const isOver = (points: readonly UsagePoint[], atMs: number) =>
  atMs - (points.at(-1)?.atMs ?? 0) > MINUTE_MS
