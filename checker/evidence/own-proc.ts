/**
 * The `/proc` that is believed.
 *
 * A judged program is root, and root may mount a file over `/proc/812/uid_map`
 * and a link over `/proc/812/root`: from then on the paths lie, though the kernel
 * does not. So the agent is started in the root directory of a procfs that hangs
 * in no mount namespace (start.ts). Paths that begin in the working directory
 * pass no mount of the machine, and into this one nobody can mount. The same goes
 * for cgroups: the agent holds a descriptor of a copy of their mount.
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

/** Where cgroup2 is mounted, and a descriptor of the hidden copy. */
const { labsCgroups: [mountPoint, copy] = ['', -1] } = globalThis as {
  labsCgroups?: readonly [mountPoint: string, copy: number]
}

/**
 * The path by which the agent itself sees `/proc/…`, or a file of a cgroup;
 * others stay as they are.
 */
export function trustedPath(path: string): string {
  if (!hasOwn) return path
  if (isBelow(path, '/proc')) return `.${path.slice('/proc'.length)}`
  if (mountPoint !== '' && isBelow(path, mountPoint)) {
    // By our number, so that it leads there for a child of ours as well.
    return `./${process.pid}/fd/${copy}${path.slice(mountPoint.length)}`
  }
  return path
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
