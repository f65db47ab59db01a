// A tmpfs that begins with what its place in the image holds. A table of
// system calls cannot walk a directory, so the parent fills it before the child
// attaches it:
//
//     parent   openat2(rootfs) ──┐
//              fsopen ─ fsmount ─┴ copy ── fd ──▶ child   move_mount
import { closeSync, fstatSync, openSync } from 'node:fs'
import { SpecError } from '../errors.ts'
import { copyTree } from '../linux/copy-tree.ts'
import { mountOptions, type Parameter } from '../linux/mount-options.ts'
import type { Mount } from '../spec/runtime-spec.ts'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
} from '../sys/constants/files.ts'
import {
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_FLAG,
  FSCONFIG_SET_STRING,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
} from '../sys/constants/mounts.ts'
import { Descriptor } from '../sys/descriptor.ts'
import type { SyscallError } from '../sys/errors.ts'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import { MOUNT_ATTR_SIZE, mountAttr, openHow } from '../sys/structs.ts'
import type { Bundle } from './bundle.ts'
import { failedMount } from './failed-mount.ts'

/**
 * Make a tmpfs with a copy of what its destination has in the root filesystem,
 * attached nowhere.
 *
 * It is not read-only yet even where it is to be: see own-root.ts.
 *
 * @returns Its root; undefined if there is no such directory to be copied.
 * @throws {SpecError} If we are not root: the copies would all be ours.
 * @throws {SyscallError} ENOSPC if it is too small for that.
 */
export function makeCopiedUp(
  mount: Mount,
  bundle: Bundle,
): Descriptor | undefined {
  refuseUnlessRoot(mount, bundle)
  let place: Descriptor | undefined
  try {
    place = openPlace(bundle.rootfs, mount.destination)
    return place && filled(mount, place.fd)
  } catch (error) {
    throw failedMount(`Copy up into the tmpfs at "${mount.destination}"`, error)
  } finally {
    place?.close()
  }
}

function refuseUnlessRoot(mount: Mount, { spec, config: file }: Bundle): void {
  if (process.geteuid?.() === 0) return
  const index = spec.mounts?.indexOf(mount)
  const place = { file, pointer: `/mounts/${index}/options` }
  throw new SpecError(
    place,
    'options without "tmpcopyup": only root can give files to other users',
    JSON.stringify(mount.options),
  )
}

/** The directory a path names inside a root, if there is one. */
function openPlace(rootfs: string, path: string): Descriptor | undefined {
  const flags = O_PATH | O_DIRECTORY | O_CLOEXEC
  const root = syscallNumeric('openat', AT_FDCWD, rootfs, flags)
  const how = openHow({
    flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC,
    resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
  })
  try {
    const way = path.split('/').filter(Boolean).join('/')
    return new Descriptor(syscallNumeric('openat2', root, way, how, how.length))
  } catch (error) {
    const { code } = error as SyscallError
    if (code === 'ENOENT') return undefined
    // After a `..` the kernel is not sure while anybody renames anything.
    if (code === 'EAGAIN') return openPlace(rootfs, path)
    throw error
  } finally {
    syscall('close', root)
  }
}

function filled(mount: Mount, place: number): Descriptor {
  const options = mount.options.filter((option) => option !== 'ro')
  const { changes, parameters } = mountOptions(options)
  const source = { key: 'source', value: mount.source ?? 'tmpfs' }
  const tree = newTmpfs([source, ...lookOf(place), ...parameters])
  try {
    fill(tree, place)
    for (const { set, clear, isRecursive } of changes) {
      const reach = AT_EMPTY_PATH | (isRecursive ? AT_RECURSIVE : 0)
      const change = mountAttr({ set, clear })
      syscall('mount_setattr', tree.fd, '', reach, change, MOUNT_ATTR_SIZE)
    }
    return tree
  } catch (error) {
    tree.close()
    throw error
  }
}

/** The directory as it was, for what no option says otherwise. */
function lookOf(place: number): Parameter[] {
  const { uid, gid, mode } = fstatSync(place)
  return [
    { key: 'uid', value: `${uid}` },
    { key: 'gid', value: `${gid}` },
    { key: 'mode', value: (mode & 0o7777).toString(8) },
  ]
}

function newTmpfs(parameters: readonly Parameter[]): Descriptor {
  const context = syscallNumeric('fsopen', 'tmpfs', FSOPEN_CLOEXEC)
  try {
    for (const { key, value = null } of parameters) {
      const kind = value === null ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING
      syscall('fsconfig', context, kind, key, value, 0)
    }
    syscall('fsconfig', context, FSCONFIG_CMD_CREATE, null, null, 0)
    return new Descriptor(
      syscallNumeric('fsmount', context, FSMOUNT_CLOEXEC, 0),
    )
  } finally {
    syscall('close', context)
  }
}

// What fsmount(2) returns is no more than a place (O_PATH).
function fill(tree: Descriptor, place: number): void {
  const flags = O_RDONLY | O_DIRECTORY
  const root = openSync(`/proc/self/fd/${tree.fd}`, flags)
  try {
    copyTree(place, root)
  } finally {
    closeSync(root)
  }
}
