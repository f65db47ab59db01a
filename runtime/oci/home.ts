// HOME, for a program that is not told: what its image says of its user. runc
// does so, and shells and caches of build tools rely on it.
import { closeSync, fstatSync, readSync } from 'node:fs'
import type { Process } from '../spec/runtime-spec.ts'
import {
  AT_FDCWD,
  O_CLOEXEC,
  O_DIRECTORY,
  O_NONBLOCK,
  O_PATH,
  O_RDONLY,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
} from '../sys/constants/files.ts'
import { SyscallError } from '../sys/errors.ts'
import { syscallNumeric } from '../sys/libc.ts'
import { openHow } from '../sys/structs.ts'

/** More than that is no list of users. */
const MOST = 1024 * 1024
/** What an image may have there instead of a file of users. */
const NONE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EXDEV', 'EACCES', 'ENXIO']
const NOWHERE = '/'

/**
 * The process with a HOME, if its environment has none.
 *
 * @param rootfs Directory whose /etc/passwd counts; `/proc/<pid>/root` of a
 *   container that is there already.
 * @see passwd(5)
 */
export function withHome(process: Process, rootfs: string): Process {
  const { env, user } = process
  if (env.some((variable) => variable.startsWith('HOME='))) return process
  const home = homeOf(readUsers(rootfs), user?.uid ?? 0)
  return { ...process, env: [...env, `HOME=${home}`] }
}

function homeOf(users: string, uid: number): string {
  const fields = users.split('\n').map((line) => line.split(':'))
  const home = fields.find(([, , id]) => id === `${uid}`)?.[5]
  return home?.startsWith('/') && !home.includes('\0') ? home : NOWHERE
}

/** The image wrote that file, and the path to it, so it can be anything. */
function readUsers(rootfs: string): string {
  const root = syscallNumeric(
    'openat',
    AT_FDCWD,
    rootfs,
    O_PATH | O_DIRECTORY | O_CLOEXEC,
  )
  try {
    return readInRoot(root, 'etc/passwd')
  } catch (error) {
    if (error instanceof SyscallError && NONE.includes(error.code)) return ''
    throw error
  } finally {
    closeSync(root)
  }
}

function readInRoot(root: number, path: string): string {
  const how = openHow({
    // A FIFO would let us wait for ever.
    flags: O_RDONLY | O_NONBLOCK | O_CLOEXEC,
    resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
  })
  const file = syscallNumeric('openat2', root, path, how, how.length)
  try {
    if (!fstatSync(file).isFile()) return ''
    const bytes = Buffer.alloc(MOST)
    return bytes.toString('utf8', 0, readSync(file, bytes))
  } finally {
    closeSync(file)
  }
}
