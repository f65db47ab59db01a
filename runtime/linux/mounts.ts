// One entry of `mounts`: made apart from everything, then attached inside.
//
//     bind mount      open_tree ─ mount_setattr ─┐
//                                                ├─ move_mount ─▶ destination
//     new filesystem  fsopen ─ fsmount ──────────┤                (openat2)
//     made by parent  ready-mount.ts ────────────┘
import { posix } from 'node:path'
import { isBind, isIdMapped, isRemount } from '../spec/mount-options.ts'
import type { Mount } from '../spec/runtime-spec.ts'
import {
  AT_FDCWD,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  RESOLVE_NO_SYMLINKS,
} from '../sys/constants/files.ts'
import type { Program, Word } from '../sys/program.ts'
import { attachMount } from './attach-mount.ts'
import { bindMount } from './bind-mount.ts'
import { changeMount } from './change-mount.ts'
import {
  type Make,
  makeDirectory,
  makeFile,
  openDestination,
  openInRoot,
} from './destination.ts'
import { attributesOf, mountOptions } from './mount-options.ts'
import { newFilesystem } from './new-filesystem.ts'
import type { ReadyMount } from './ready-mount.ts'

/**
 * Record one entry of `mounts`.
 *
 * @param root The container's root, as a descriptor.
 * @param ready The mount itself, if the parent has made it.
 * @see runtime-spec config.md, "Mounts"
 */
export function recordMount(
  child: Program,
  root: Word,
  mount: Mount,
  ready?: ReadyMount,
): void {
  child.note(noteOf(mount) + (ready ? ', which our parent has made' : ''))
  if (ready) recordReady(child, root, mount, ready)
  else if (isIdMapped(mount)) throw new Error('Expected a mount made ready')
  else if (isRemount(mount)) recordRemount(child, root, mount)
  else if (isBind(mount)) recordBind(child, root, mount)
  else recordFilesystem(child, root, mount)
}

function noteOf(mount: Mount): string {
  const { destination, source, type } = mount
  if (isRemount(mount)) return `Change the mount at ${destination}`
  return `Mount ${isBind(mount) ? source : type} at ${destination}`
}

function recordReady(
  child: Program,
  root: Word,
  mount: Mount,
  { fd, isDirectory }: ReadyMount,
): void {
  const make = isDirectory ? makeDirectory : makeFile
  const place = openPlace(child, root, mount, make)
  attachMount(child, fd, place, mountOptions(mount.options).propagation)
}

function recordRemount(child: Program, root: Word, mount: Mount): void {
  const place = openInRoot(child, root, mount.destination)
  const options = mountOptions(mount.options)
  // The filesystem may be the host's: with "bind" only the mount is changed.
  const parameters = isBind(mount) ? [] : options.parameters
  changeMount(child, place, { ...options, parameters })
  child.close(place)
}

function recordBind(child: Program, root: Word, mount: Mount): void {
  const { source = '' } = mount
  const options = mountOptions(mount.options)
  const tree = bindMount(child, source, options)
  const place = openPlace(child, root, mount, makeLike(source))
  attachMount(child, tree, place, options.propagation)
}

/** Makes a directory if `source` is one, else a file. */
function makeLike(source: string): Make {
  return (child, parent, name) => {
    const [isNoDirectory, made] = [child.ahead(), child.ahead()]
    const flags = O_PATH | O_DIRECTORY | O_CLOEXEC
    const opened = { ifError: isNoDirectory }
    const directory = child.openat(AT_FDCWD, source, flags, 0, opened)
    child.close(directory)
    makeDirectory(child, parent, name)
    child.jump(made)
    child.place(isNoDirectory)
    makeFile(child, parent, name)
    child.place(made)
  }
}

function recordFilesystem(child: Program, root: Word, mount: Mount): void {
  const { type = '', source = type } = mount
  const options = mountOptions(mount.options)
  const tree = newFilesystem(child, {
    type: type === 'cgroup' ? 'cgroup2' : type,
    parameters: [{ key: 'source', value: source }, ...options.parameters],
    attributes: attributesOf(options),
  })
  const place = openPlace(child, root, mount)
  attachMount(child, tree, place, options.propagation)
}

function openPlace(
  child: Program,
  root: Word,
  mount: Mount,
  make = makeDirectory,
): Word {
  const { destination } = mount
  return isFound(mount)
    ? openOrdinary(child, root, destination)
    : openDestination(child, root, destination, make)
}

/** Whether programs rely on finding this filesystem at its place. */
function isFound({ destination, type }: Mount): boolean {
  const path = posix.resolve(destination)
  return type === 'proc' || type === 'sysfs' || /^\/(proc|sys)$/.test(path)
}

/**
 * Open a directory that is no symbolic link: who looks at /proc must not find
 * what an image has put there instead.
 */
function openOrdinary(child: Program, root: Word, path: string): Word {
  child.close(openDestination(child, root, path))
  return openInRoot(child, root, path, O_DIRECTORY, RESOLVE_NO_SYMLINKS)
}
