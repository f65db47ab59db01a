/**
 * What a class is known by: its secrets and its port. They outlive the server, so
 * that students who joined find it again.
 *
 *     .cache/class/settings.json   { "port": 4174, "join": "…", "view": "…" }
 *     .cache/class/events.jsonl    log.ts
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readJsonFile, writeJsonFile } from '#vm/host/json-file.ts'
import { newSecret, newSpokenSecret } from '../web/token.ts'

export interface ClassSettings {
  readonly port: number
  readonly join: string
  readonly view: string
}

/** Used unless another is asked for. */
export const USUAL_PORT = 4174

export const classFolder = (root: string) => join(root, '.cache/class')
export const eventsIn = (folder: string) => join(folder, 'events.jsonl')

const fileIn = (folder: string) => join(folder, 'settings.json')

/** The class of this folder; a new one if there is none. */
export function readSettings(folder: string): ClassSettings {
  const kept = readJsonFile<ClassSettings>(fileIn(folder))
  if (kept !== null) return kept
  return { port: USUAL_PORT, join: newSpokenSecret(), view: newSecret() }
}

export function writeSettings(folder: string, settings: ClassSettings): void {
  mkdirSync(folder, { recursive: true })
  writeJsonFile(fileIn(folder), settings)
}

/** Forget who was in it, and every secret. */
export function forgetClass(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}
