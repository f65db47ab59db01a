/**
 * The `/proc` that is believed.
 *
 * A judged program is root, and root may mount a file over `/proc/812/uid_map`
 * and a link over `/proc/812/root`: from then on the paths lie, though the kernel
 * does not. So the agent is started in the root directory of a procfs that hangs
 * in no mount namespace (start.ts). Paths that begin in the working directory
 * pass no mount of the machine, and into this one nobody can mount.
 */
import { readlinkSync } from 'node:fs'

const hasOwn = standsInProc()

/** Elsewhere, as in tests, the working directory is any directory. */
function standsInProc(): boolean {
  try {
    return readlinkSync('self') === `${process.pid}`
  } catch {
    return false
  }
}

/** The path by which the agent itself sees `/proc/…`; others stay as they are. */
export function trustedPath(path: string): string {
  const isProc = path === '/proc' || path.startsWith('/proc/')
  return hasOwn && isProc ? `.${path.slice('/proc'.length)}` : path
}
