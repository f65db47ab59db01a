// /proc and /sys know nothing of cgroups: a program with 64 MiB to its name
// reads in /proc/meminfo what the host has, and sizes its heap by that. So
// files with other figures are mounted over those. They come from a tmpfs that
// nobody but the container ever has:
//
//     fsmount ─ openat, write … ─ attached at "/" ─┬─ open_tree ─ move_mount ─▶
//               (what it says)    for a moment     └─ …           /proc/meminfo
//
// Of a mount that is attached nowhere, no copy can be made (before Linux 6.15).
import {
  AT_EMPTY_PATH,
  O_CLOEXEC,
  O_CREAT,
  O_EXCL,
  O_WRONLY,
  RESOLVE_NO_SYMLINKS,
} from '../sys/constants/files.ts'
import {
  MNT_DETACH,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MOVE_MOUNT_T_EMPTY_PATH,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import type { Program, Result, Word } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'
import { attachMount } from './attach-mount.ts'
import { openIfThere } from './destination.ts'
import { newFilesystem } from './new-filesystem.ts'

/** A file of the kernel as a container is to see it. */
export interface Figure {
  /** Absolute path inside: `/proc/meminfo`. */
  readonly path: string
  readonly text: string
}

export type Figures = readonly Figure[]

const MODE = 0o444
const ATTRIBUTES = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC
/** As large as a page may be. */
const BLOCK = 64 * 1024

/**
 * Record mounting files of the container's own over those of the kernel. It
 * comes after the mounts of the bundle; of a file that is not there, nothing is
 * shown.
 *
 * @param root The container's root, as a descriptor; not shared with the host.
 */
export function recordOwnFigures(
  child: Program,
  root: Word,
  figures: Figures,
): void {
  child.note('Files that say what the container has, and not the host')
  const store = newFilesystem(child, storeFor(figures))
  for (const [index, { text }] of figures.entries())
    writeFile(child, store, `${index}`, text)
  // Over the root, because no path leads there that an image could bend.
  const byDescriptor = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH
  child.move_mount(store, '', root, '', byDescriptor)
  for (const [index, { path }] of figures.entries())
    showFile(child, store, `${index}`, root, path)
  detach(child, store, root)
}

/** A filesystem with room for those files and for nothing else. */
function storeFor(figures: Figures) {
  const blocks = figures.map(({ text }) =>
    Math.ceil(Buffer.byteLength(text) / BLOCK),
  )
  const size = blocks.reduce((all, count) => all + count, 1) * BLOCK
  const parameters = [
    { key: 'source', value: 'figures' },
    { key: 'size', value: `${size}` },
    { key: 'nr_inodes', value: `${figures.length + 1}` },
    { key: 'mode', value: '755' },
  ]
  return { type: 'tmpfs', parameters, attributes: ATTRIBUTES }
}

function writeFile(
  child: Program,
  directory: Word,
  name: string,
  text: string,
): void {
  const flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
  const file = child.openat(directory, name, flags, MODE)
  child.write(file, text)
  child.close(file)
}

/**
 * Show a file at another place, read-only. A symbolic link on the way to that
 * place is an error (ELOOP): there is none in /proc or /sys to these.
 */
function showFile(
  child: Program,
  directory: Word,
  name: string,
  root: Word,
  path: string,
): void {
  const missing = child.ahead()
  // #region lab-04-figures-mount
  const place = openIfThere(child, root, path, 0, missing, RESOLVE_NO_SYMLINKS)
  const clone = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC
  const file = child.open_tree(directory, name, clone)
  const readOnly = mountAttr({ set: MOUNT_ATTR_RDONLY })
  child.mount_setattr(file, '', AT_EMPTY_PATH, readOnly)
  attachMount(child, file, place)
  // #endregion lab-04-figures-mount
  child.place(missing)
}

// umount2(2) wants a path, and "." is the one nobody else has a say in.
function detach(child: Program, mount: Result, root: Word): void {
  child.fchdir(mount)
  child.umount2('.', MNT_DETACH)
  child.fchdir(root)
  child.close(mount)
}
