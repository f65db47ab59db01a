import {
  AT_FDCWD,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  RESOLVE_NO_MAGICLINKS,
} from '../sys/constants/files.ts'
import type { Program } from '../sys/program.ts'
import { openHow } from '../sys/structs.ts'

/**
 * Stand in a directory of the container, once its root is ours.
 *
 * A plain chdir(2) would follow `/proc/self/fd/7` to whatever is open here: a
 * directory of the host, if one was forgotten. That is no path but a magic
 * link, and is refused (ELOOP).
 *
 * @param cwd Path inside, absolute.
 * @see openat2(2), "RESOLVE_NO_MAGICLINKS"; CVE-2024-21626
 */
export function enterDirectory(child: Program, cwd: string): void {
  const how = openHow({
    flags: O_PATH | O_DIRECTORY | O_CLOEXEC,
    resolve: RESOLVE_NO_MAGICLINKS,
  })
  const directory = child.openat2(AT_FDCWD, cwd, how)
  child.fchdir(directory)
  child.close(directory)
}
