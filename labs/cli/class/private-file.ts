import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Write JSON that only its owner can read, at once: nobody sees half of it. */
export function writePrivately(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}`
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(draft, `${JSON.stringify(value)}\n`, {
      mode: 0o600,
      flag: 'wx',
    })
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}
