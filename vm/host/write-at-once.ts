import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Write a file under another name first: nobody reads half of it, and a crash
 * leaves the one before it.
 *
 * @param path In a folder that is there.
 * @param mode For its owner alone, unless something else is said.
 */
export function writeAtOnce(path: string, text: string, mode = 0o600): void {
  // Two computers may write to the same folder: a number of a process is not enough.
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`
  try {
    writeFileSync(draft, text, { mode, flag: 'wx' })
    renameSync(draft, path)
  } finally {
    rmSync(draft, { force: true })
  }
}
