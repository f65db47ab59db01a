/**
 * A scene as JSON, which knows neither `Infinity` nor `NaN`: in the usage of a
 * cgroup, the only place for them, `"max"` is no limit and `null` is unknown.
 */
import type { Scene, SceneCgroup } from './scene.ts'

/** A scene of which JSON.stringify() loses nothing. */
export type EncodedScene = Omit<Scene, 'cgroups'> & {
  readonly cgroups: readonly (Omit<SceneCgroup, 'usage'> & {
    readonly usage: unknown
  })[]
}

export function encodeScene(scene: Scene): EncodedScene {
  const cgroups = scene.cgroups.map((cgroup) => ({
    ...cgroup,
    usage: mapped(cgroup.usage, encodeNumber),
  }))
  return { ...scene, cgroups }
}

export function decodeScene(encoded: EncodedScene): Scene {
  const cgroups = encoded.cgroups.map((cgroup) => ({
    ...cgroup,
    usage: mapped(cgroup.usage, decodeNumber) as SceneCgroup['usage'],
  }))
  return { ...encoded, cgroups }
}

function encodeNumber(value: unknown): unknown {
  if (Number.isNaN(value)) return null
  return value === Number.POSITIVE_INFINITY ? 'max' : value
}

function decodeNumber(value: unknown): unknown {
  if (value === null) return Number.NaN
  return value === 'max' ? Number.POSITIVE_INFINITY : value
}

/** Every value in an object and the objects in it. */
function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return change(value)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapped(inner, change)]),
  )
}
