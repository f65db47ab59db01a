import { constants, readlinkSync } from 'node:fs'
import { AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../sys/constants/files.ts'
import { syscall } from '../sys/libc.ts'
import type { PathFact, Walk } from './facts.ts'
import { attempt, ownerOf } from './read-process.ts'
import { type Origin, walkPath } from './walk-path.ts'

/** Of `struct statx`. @see statx(2) */
const STATX_SIZE = 256
const STATX_MODE_AND_MNT_ID = 0x1003
const STATX_ATTR_MOUNT_ROOT = 0x2000n
const STATX = { attributes: 8, mode: 28, mountId: 144 }

/** Of `struct statfs`, and its flags. @see statfs(2) */
const STATFS_SIZE = 120
const STATFS_FLAGS = 80
const ST_FLAGS = { ro: 1, nosuid: 2, nodev: 4, noexec: 8 }

const KINDS: Readonly<Record<number, string>> = {
  [constants.S_IFDIR]: 'directory',
  [constants.S_IFREG]: 'file',
  [constants.S_IFLNK]: 'symbolic link',
  [constants.S_IFCHR]: 'character device',
  [constants.S_IFBLK]: 'block device',
  [constants.S_IFIFO]: 'FIFO',
  [constants.S_IFSOCK]: 'socket',
}

/**
 * Look at what a path of another process leads to.
 *
 * @throws {Error} Where we may not look.
 */
export function readPath(path: string, origin: Origin): PathFact {
  const { walk, place } = walkPath(path, origin)
  return factAt(path, walk, place, true)
}

/** Look at an open file of another process: `/proc/812/fd/7`. */
export function readOpen(proc: string, fd: bigint): PathFact {
  const place = `${proc}/fd/${fd}`
  const walk: Walk = { end: 'found', at: readlinkSync(place), links: [] }
  return factAt(walk.at, walk, place, false)
}

function factAt(
  path: string,
  walk: Walk,
  place: string,
  isWalked: boolean,
): PathFact {
  const nothing = { kind: undefined, mountId: 0, isMountRoot: false }
  if (walk.end !== 'found')
    return { path, walk, ...nothing, mountFlags: [], mode: 0, ...NO_NAMESPACE }
  const stats = statx(place, isWalked)
  const kind = KINDS[stats.mode & constants.S_IFMT]
  // statfs(2) follows links, and what a link leads to was not asked about.
  const mountFlags = kind === 'symbolic link' ? [] : flagsOf(place)
  const namespace = isWalked ? linkOf(place) : walk.at
  return {
    path,
    walk,
    ...stats,
    kind,
    mountFlags,
    ...namespaceIn(namespace, place),
  }
}

const NO_NAMESPACE = { namespace: undefined, owner: undefined }

function namespaceIn(link: string | undefined, place: string) {
  if (!isNamespace(link)) return NO_NAMESPACE
  return { namespace: link, owner: attempt(() => ownerOf(place)) }
}

function isNamespace(link: string | undefined): boolean {
  return link !== undefined && /^[a-z]+:\[\d+\]$/.test(link)
}

function linkOf(place: string): string | undefined {
  try {
    return readlinkSync(place)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EINVAL') return undefined
    throw error
  }
}

function statx(place: string, isWalked: boolean) {
  const bytes = Buffer.alloc(STATX_SIZE)
  // A walk has followed what links there were; descriptors are links to follow.
  const isLink = isWalked && !isNamespace(linkOf(place))
  const flags = isLink ? AT_SYMLINK_NOFOLLOW : 0
  syscall('statx', AT_FDCWD, place, flags, STATX_MODE_AND_MNT_ID, bytes)
  const attributes = bytes.readBigUInt64LE(STATX.attributes)
  return {
    mode: bytes.readUInt16LE(STATX.mode),
    mountId: Number(bytes.readBigUInt64LE(STATX.mountId)),
    isMountRoot: (attributes & STATX_ATTR_MOUNT_ROOT) !== 0n,
  }
}

function flagsOf(place: string): string[] {
  const bytes = Buffer.alloc(STATFS_SIZE)
  syscall('statfs', place, bytes)
  const flags = bytes.readBigUInt64LE(STATFS_FLAGS)
  return Object.entries(ST_FLAGS)
    .filter(([, flag]) => flags & BigInt(flag))
    .map(([name]) => name)
}
