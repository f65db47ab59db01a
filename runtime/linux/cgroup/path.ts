import { dirname, join } from 'node:path'

/** Where cgroups of ours are, unless another place is asked for. */
export const OWN_PLACE = '/mini-runc'

/**
 * The directory of a container's cgroup. An absolute `cgroupsPath` begins at
 * the top of the hierarchy, a relative one at a place that the runtime
 * chooses; without one the whole choice is ours.
 *
 * @param mountPoint Top of the hierarchy: `/sys/fs/cgroup`.
 * @param id Name of the container.
 * @param cgroupsPath Checked already: no ".." in it leads out.
 * @see runtime-spec config-linux.md, "Cgroups Path"
 */
export function cgroupDirectory(
  mountPoint: string,
  id: string,
  cgroupsPath?: string,
): string {
  // #region lab-04-path
  if (cgroupsPath?.startsWith('/')) return join(mountPoint, cgroupsPath)
  return join(mountPoint, OWN_PLACE, cgroupsPath ?? id)
  // #endregion lab-04-path
}

/**
 * The cgroups above one, from the top of the hierarchy down to its parent.
 *
 * @throws {RangeError} For a directory that is not below the top.
 */
export function ancestorsOf(mountPoint: string, directory: string): string[] {
  const top = join(mountPoint)
  const ancestors: string[] = []
  for (let path = directory; path !== top; ) {
    path = dirname(path)
    if (path === '/' && top !== '/')
      throw new RangeError(`"${directory}" is not below "${mountPoint}"`)
    ancestors.unshift(path)
  }
  return ancestors
}
