/** Births that mini-runc told of: of "web", and of "worker" after it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Birth, parseBirth } from '#checker/evidence/birth.ts'

/** The newest first. */
export function recordedBirths(): Birth[] {
  const file = join(import.meta.dirname, 'births.jsonl')
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  return lines.map(bornIn).reverse()
}

function bornIn(line: string, at: number): Birth {
  const birth = parseBirth(`${String(at).padStart(16, '0')}-x.json`, line)
  if (birth === null) throw new Error(`Expected a birth in line ${at + 1}`)
  return birth
}
