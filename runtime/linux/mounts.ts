// One entry of `mounts`: made apart from everything, then attached inside.
//
//     bind mount      open_tree ─ mount_setattr ─┐
//                                                ├─ move_mount ─▶ destination
//     new filesystem  fsopen ─ fsmount ──────────┘                (openat2)
import { posix } from 'node:path'
import { isBind, isRemount } from '../spec/mount-options.ts'
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

/**
 * Record one entry of `mounts`.
 *
 * @param root The container's root, as a descriptor.
 * @see runtime-spec config.md, "Mounts"
 */
export function recordMount(child: Program, root: Word, mount: Mount): void {
  child.note(noteOf(mount))
  if (isRemount(mount)) recordRemount(child, root, mount)
  else if (isBind(mount)) recordBind(child, root, mount)
  else recordFilesystem(child, root, mount)
}

function noteOf(mount: Mount): string {
  const { destination, source, type } = mount
  if (isRemount(mount)) return `Change the mount at ${destination}`
  return `Mount ${isBind(mount) ? source : type} at ${destination}`
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
  const { source = '', destination } = mount
  const options = mountOptions(mount.options)
  const tree = bindMount(child, source, options)
  const place = isFound(mount)
    ? openOrdinary(child, root, destination)
    : openDestination(child, root, destination, makeLike(source))
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
  const { destination, type = '', source = type } = mount
  const options = mountOptions(mount.options)
  const tree = newFilesystem(child, {
    type: type === 'cgroup' ? 'cgroup2' : type,
    parameters: [{ key: 'source', value: source }, ...options.parameters],
    attributes: attributesOf(options),
  })
  const place = isFound(mount)
    ? openOrdinary(child, root, destination)
    : openDestination(child, root, destination)
  attachMount(child, tree, place, options.propagation)
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
