import { AT_FDCWD, O_WRONLY } from '../../sys/constants/files.ts'
import type { Program } from '../../sys/program.ts'

/** The only map that somebody in the namespace can write himself. */
export function mapRoot(child: Program): void {
  for (const [name, text] of [
    ['setgroups', 'deny'],
    ['uid_map', '0 0 1'],
    ['gid_map', '0 0 1'],
  ] as const) {
    const fd = child.openat(AT_FDCWD, `/proc/self/${name}`, O_WRONLY)
    child.write(fd, text)
    child.close(fd)
  }
}
