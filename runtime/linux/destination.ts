// Where a mount goes, found inside the root of the container although the root
// of this process is still the host's.
//
// The image decides what its symbolic links say: `/data -> /etc` would lead a
// plain path to the host. So nothing inside is ever named by a path from "/".
// openat2(2) resolves it as if the container's root were the root, where even
// `..` and absolute links end; and what it has found is used by descriptor, so
// that it does not matter what the path leads to a moment later.
import {
  F_GETFD,
  O_CLOEXEC,
  O_PATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  S_IFREG,
} from '../sys/constants/files.ts'
import type {
  Mark,
  Program,
  Result,
  StepOptions,
  Word,
} from '../sys/program.ts'
import { openHow } from '../sys/structs.ts'

const MODE = 0o755

/** Records making `name` in an open directory, unless it is there. */
export type Make = (child: Program, parent: Word, name: string) => void

/** A directory that anybody may enter. */
export const makeDirectory: Make = (child, parent, name) => {
  child.mkdirat(parent, name, MODE, { ignore: ['EEXIST'] })
}

/** An empty file, to be covered by the file that is mounted on it. */
export const makeFile: Make = (child, parent, name) => {
  child.mknodat(parent, name, S_IFREG | MODE, 0, { ignore: ['EEXIST'] })
}

/**
 * Open the place that a path names inside a root, and make what is missing on
 * the way: directories, and in the end what `make` makes. A symbolic link that
 * leads nowhere stays as it is, and is an error (ENOENT).
 *
 * @param path From the container's root, absolute.
 * @see openat2(2), path_resolution(7)
 */
export function openDestination(
  child: Program,
  root: Word,
  path: string,
  make: Make = makeDirectory,
): Word {
  // #region lab-03-destination
  const how = openHow({
    flags: O_PATH | O_CLOEXEC,
    resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
  })
  let place = root
  for (const { way, name, isLast } of waysTo(path)) {
    const parent = place
    // In the directory just opened, never by the path: mkdirat follows links.
    if (isLast) make(child, parent, name)
    else makeDirectory(child, parent, name)
    place = untilSure(child, (options) =>
      child.openat2(root, way, how, how.length, options),
    )
    if (parent !== root) child.close(parent)
  }
  return place
  // #endregion lab-03-destination
}

/** The names of a path with the way to each: `a`, `a/b`, `a/b/c`. */
function waysTo(path: string) {
  const names = path.split('/').filter(Boolean)
  return names.map((name, index) => ({
    name,
    way: names.slice(0, index + 1).join('/'),
    isLast: index === names.length - 1,
  }))
}

/**
 * Open what a path names inside a root. Nothing is made.
 *
 * @param flags O_… beside O_PATH.
 * @param resolve RESOLVE_… beside RESOLVE_IN_ROOT.
 */
export function openInRoot(
  child: Program,
  root: Word,
  path: string,
  flags = 0,
  resolve = RESOLVE_NO_MAGICLINKS,
): Result {
  return untilSure(child, (options) =>
    child.openat2(root, wayTo(path), ...inRoot(flags, resolve), options),
  )
}

/** From a root: as openat2(2) wants it, `.` for the root itself. */
function wayTo(path: string): string {
  return path.split('/').filter(Boolean).join('/') || '.'
}

function inRoot(
  flags: number,
  resolve: number,
): [how: Uint8Array, size: number] {
  const how = openHow({
    flags: O_PATH | O_CLOEXEC | flags,
    resolve: RESOLVE_IN_ROOT | resolve,
  })
  return [how, how.length]
}

/**
 * Open what a path names inside a root, and go on at `missing` if there is
 * nothing, or not a directory although `flags` wants one. Nothing is made.
 *
 * @param flags O_… beside O_PATH.
 * @param resolve RESOLVE_… beside RESOLVE_IN_ROOT.
 */
export function openIfThere(
  child: Program,
  root: Word,
  path: string,
  flags: number,
  missing: Mark,
  resolve = RESOLVE_NO_MAGICLINKS,
): Result {
  const how = inRoot(flags, resolve)
  const open = (options: StepOptions) =>
    child.openat2(root, wayTo(path), ...how, options)
  const [failed, found] = [child.ahead(), child.ahead()]
  const again = child.mark()
  const fd = untilSure(child, (options) =>
    open({ ...options, ifError: failed }),
  )
  child.jump(found)
  child.place(failed)
  // Only "there is nothing" may be passed over; every other error ends here.
  const nothing = open({ ignore: ['ENOENT', 'ENOTDIR'] })
  child.fcntl(nothing, F_GETFD, 0, { ifError: missing })
  child.jump(again)
  child.place(found)
  return fd
}

/**
 * Record a call of openat2(2) that is made again while the kernel is not sure:
 * after a `..` it cannot tell whether a rename at the same time, anywhere, has
 * moved the place out of the root, and says EAGAIN.
 */
function untilSure(
  child: Program,
  open: (options: StepOptions) => Result,
): Result {
  const again = child.mark()
  const fd = open({ ignore: ['EAGAIN'] })
  // Is the result a descriptor? -EAGAIN is none.
  child.fcntl(fd, F_GETFD, 0, { ifError: again })
  return fd
}
