import type { Program, Word } from '../sys/program.ts'

/** Names in /dev, and what they say. @see config-linux.md, "Dev symbolic links" */
const LINKS = {
  fd: '/proc/self/fd',
  stdin: '/proc/self/fd/0',
  stdout: '/proc/self/fd/1',
  stderr: '/proc/self/fd/2',
}

/**
 * Make the symbolic links that programs expect in /dev.
 *
 * @param dev The directory, open.
 * @see symlink(2), proc(5), pts(4)
 */
export function makeDevLinks(child: Program, dev: Word): void {
  // #region lab-03-dev-links
  for (const [name, target] of Object.entries(LINKS))
    child.symlinkat(target, dev, name, { ignore: ['EEXIST'] })
  // A node here would open the terminals of the host, so it is replaced.
  child.unlinkat(dev, 'ptmx', 0, { ignore: ['ENOENT'] })
  child.symlinkat('pts/ptmx', dev, 'ptmx')
  // #endregion lab-03-dev-links
}
