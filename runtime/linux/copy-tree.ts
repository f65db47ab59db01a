// Copies what one open directory holds into another, without ever leaving
// either. A path is one name long, and begins at a descriptor: whatever an
// image has for symbolic links, and whoever exchanges names meanwhile, a link
// is copied and never followed.
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  type Stats,
  symlinkSync,
  writeSync,
} from 'node:fs'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW } = constants
const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

const DIRECTORY = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
const EXISTING_FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK
const NEW_FILE = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
const OWNER_ONLY = 0o700
const CHUNK = 1 << 16

/**
 * Copy directories, files and symbolic links with their owners and modes.
 * Devices, pipes and sockets are left out.
 *
 * @param from Descriptor of a directory.
 * @param to Descriptor of one that is empty.
 */
export function copyTree(from: number, to: number): void {
  const names = readdirSync(`/proc/self/fd/${from}`, { encoding: 'buffer' })
  for (const name of names) copyEntry(at(from, name), at(to, name))
}

/** A name need not be UTF-8, so a path is bytes. */
function at(directory: number, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${directory}/`), name])
}

function copyEntry(source: Buffer, target: Buffer): void {
  const info = lstatSync(source)
  if (info.isSymbolicLink()) copyLink(source, target, info)
  else if (info.isDirectory()) copyDirectory(source, target)
  else if (info.isFile()) copyFile(source, target)
}

function copyLink(source: Buffer, target: Buffer, { uid, gid }: Stats): void {
  symlinkSync(readlinkSync(source, { encoding: 'buffer' }), target)
  lchownSync(target, uid, gid)
}

function copyDirectory(source: Buffer, target: Buffer): void {
  mkdirSync(target, OWNER_ONLY)
  withBoth([source, DIRECTORY], [target, DIRECTORY], copyTree)
}

function copyFile(source: Buffer, target: Buffer): void {
  withBoth([source, EXISTING_FILE], [target, NEW_FILE], copyBytes)
}

type Opening = readonly [path: Buffer, flags: number]

function withBoth(
  source: Opening,
  target: Opening,
  copy: (from: number, to: number) => void,
): void {
  const from = openSync(...source)
  try {
    const to = openSync(...target, OWNER_ONLY)
    try {
      copy(from, to)
      copyOwner(from, to)
    } finally {
      closeSync(to)
    }
  } finally {
    closeSync(from)
  }
}

/** Give one open file the owner and mode of another. */
function copyOwner(from: number, to: number): void {
  const { uid, gid, mode } = fstatSync(from)
  fchownSync(to, uid, gid)
  // Only now: a change of owner takes set-user-ID away.
  fchmodSync(to, mode & 0o7777)
}

function copyBytes(from: number, to: number): void {
  const chunk = Buffer.alloc(CHUNK)
  for (;;) {
    const size = readSync(from, chunk)
    if (size === 0) return
    for (let done = 0; done < size; )
      done += writeSync(to, chunk, done, size - done)
  }
}
