/**
 * Runtimes that are right without being ours. If a lab refuses one of them, it
 * judges how something was written, and not what the kernel shows.
 *
 *     programs    written from nothing, in another language
 *     edits       the reference, with one thing done another way (edits.ts)
 */
import { join } from 'node:path'
import { type JudgedProgram, NO_PARTS } from '../check.ts'
import { checkoutRoot } from '../checkout.ts'

export interface Alternate {
  readonly program: JudgedProgram
  /** Ids of the labs whose work it does. */
  readonly labs: readonly string[]
}

/** One file; as runc and crun, it comes without an escape. */
function program(file: string): JudgedProgram {
  const from = join(checkoutRoot(), 'checker/alternates', file)
  const files = [{ from, name: file, executable: true }]
  return { ...NO_PARTS, name: file, files, runtime: file }
}

export const alternates: readonly Alternate[] = [
  {
    program: program('fork-unshare.sh'),
    labs: ['01-chroot', '02-namespaces', '03-rootfs'],
  },
  {
    program: program('raw-calls.pl'),
    labs: ['01-chroot', '02-namespaces', '03-rootfs'],
  },
]
