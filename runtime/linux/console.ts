// /dev/console, which programs of a machine expect to be its terminal.
import {
  AT_EMPTY_PATH,
  RESOLVE_NO_SYMLINKS,
  S_IFREG,
} from '../sys/constants/files.ts'
import { OPEN_TREE_CLOEXEC, OPEN_TREE_CLONE } from '../sys/constants/mounts.ts'
import type { Program, Word } from '../sys/program.ts'
import { attachMount } from './attach-mount.ts'
import { openDestination, openInRoot } from './destination.ts'

const MODE = 0o600

/**
 * Make the file that a terminal will be mounted on, unless it is there: while
 * its directory can still be written.
 */
export function makeConsole(child: Program, root: Word): void {
  const dev = openDestination(child, root, '/dev')
  child.mknodat(dev, 'console', S_IFREG | MODE, 0, { ignore: ['EEXIST'] })
  child.close(dev)
}

/**
 * Mount a terminal over /dev/console.
 *
 * The terminal is the one that is open, whatever its name has come to mean; and
 * an image that has a link there gets an error: it could have the terminal
 * cover what the kernel is told by way of, in /proc.
 *
 * @param peer The container's end of it, open.
 * @see open_tree(2), move_mount(2); CVE-2025-52565
 */
export function mountConsole(child: Program, root: Word, peer: Word): void {
  child.note('The console of the container is its terminal')
  const copy = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH
  const tree = child.open_tree(peer, '', copy)
  const nothing = 0
  const place = openInRoot(
    child,
    root,
    '/dev/console',
    nothing,
    RESOLVE_NO_SYMLINKS,
  )
  attachMount(child, tree, place)
}
