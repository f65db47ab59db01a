// Settings of the kernel below /proc/sys. Those of `net` are of one network
// namespace: that of the thread which reads or writes the file.
import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'

const DIRECTORY = '/proc/sys'

/**
 * Read a setting.
 *
 * @param name With `/` between its parts, since the name of a link may have a
 *   `.` in it: `net/ipv4/conf/eth0.5/forwarding`.
 * @returns undefined if this kernel has no such setting.
 * @see proc_sys_net(5), sysctl(8)
 */
export function readSysctl(name: string): string | undefined {
  try {
    return readFileSync(`${DIRECTORY}/${name}`, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Make a setting what it has to be. One that is so is not written: some make
 * the kernel forget others, and /proc/sys may be read-only.
 *
 * @returns Whether it was another before.
 * @throws {Error} ENOENT if this kernel has no such setting, EROFS.
 */
export function writeSysctl(name: string, value: string): boolean {
  if (readSysctl(name) === value) return false
  const fd = openSync(`${DIRECTORY}/${name}`, constants.O_WRONLY)
  try {
    writeSync(fd, value)
  } finally {
    closeSync(fd)
  }
  return true
}
