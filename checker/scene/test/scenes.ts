/** Scenes for tests: one of nothing, and those that were recorded in a guest. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SceneTexts } from '../../evidence/scene-texts.ts'
import type { Scene } from '../scene.ts'
import { decodeScene } from '../wire.ts'

/**
 * `idle`: nobody has done anything. `two`: containers "web" (a published port, files
 * changed and deleted) and "worker" (busy, at its limit). `twenty`: as many.
 */
export type Recording = 'idle' | 'two' | 'twenty'

const read = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'))

export const recordedScene = (name: Recording): Scene =>
  decodeScene(read(`${name}.json`))

/** What the agent said, as its first answer. */
export const recordedTexts = (name: 'two'): SceneTexts =>
  read(`${name}.texts.json`)

/** A scene of nothing but what is given. */
export function aScene(parts: Partial<Scene>): Scene {
  return {
    atMs: 0,
    tookMs: 0,
    machine: { cpus: 1, memory: 0, kernel: '' },
    processes: [],
    containers: [],
    mountTables: [],
    overlays: [],
    cgroups: [],
    networks: [],
    cut: [],
    ...parts,
  }
}
