// Makes what an entry of an archive describes, in a directory that is open.
import {
  chmodSync,
  closeSync,
  constants,
  ftruncateSync,
  lchownSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { LayerError } from '../errors.ts'
import { deviceNumber } from '../linux/device-number.ts'
import type { Directory } from '../linux/directory.ts'
import {
  bytesOfName,
  type FileName,
  terminated,
  textOfName,
} from '../linux/file-name.ts'
import { setTimes } from '../linux/file-times.ts'
import { isMark } from '../linux/overlay-marks.ts'
import { writeXattr } from '../linux/xattr.ts'
import { S_IFBLK, S_IFCHR, S_IFIFO } from '../sys/constants/files.ts'
import { syscall } from '../sys/libc.ts'
import { HOST_LABEL } from './layer-entries.ts'
import type { TarEntry } from './tar-entry.ts'
import type { TarItem } from './tar-read.ts'

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants
const NEW_FILE = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
const OWNER_ONLY = 0o600

/**
 * Make a file, with all but its owner, mode and times. Nothing may have its
 * name, except for a directory that is to be one.
 *
 * @throws {LayerError} For a device that no layer may hold.
 */
export async function makeNode(
  parent: Directory,
  name: FileName,
  { entry, body }: TarItem,
): Promise<void> {
  const path = parent.at(name)
  switch (entry.kind) {
    case 'directory':
      if (!parent.stat(name)) mkdirSync(path, 0o700)
      break
    case 'file':
      await writeContent(path, body, entry.size)
      break
    case 'symlink':
      symlinkSync(bytesOfName(entry.target), path)
      break
    default:
      makeDevice(parent, name, entry)
  }
}

/** Give a file what its entry says of it. */
export function setAttributes(path: Buffer, entry: TarEntry): void {
  lchownSync(path, entry.uid, entry.gid)
  // Only now: a change of owner takes set-user-ID away, and capabilities.
  if (entry.kind !== 'symlink') chmodSync(path, entry.mode)
  for (const [name, value] of entry.xattrs)
    if (isOfFile(name)) setXattr(path, name, value, entry)
  setTimes(path, entry.mtime)
}

/**
 * An overlay believes its own attributes: in a layer they could show a file of
 * another layer, or hide one. And a label belongs to the machine.
 */
const isOfFile = (name: FileName) => !isMark(name) && name !== HOST_LABEL

function setXattr(
  path: Buffer,
  name: FileName,
  value: Buffer,
  entry: TarEntry,
): void {
  try {
    writeXattr(path, name, value)
  } catch (error) {
    const { code } = error as { code?: string }
    const wanted = `on a filesystem that can hold its attribute "${textOfName(name)}"`
    throw new LayerError(textOfName(entry.name), wanted, `${code}`, {
      cause: error,
    })
  }
}

const MODES = {
  'block-device': S_IFBLK,
  'character-device': S_IFCHR,
  fifo: S_IFIFO,
} as const

function makeDevice(parent: Directory, name: FileName, entry: TarEntry): void {
  const { kind, major, minor } = entry
  if (!(kind in MODES)) throw new Error(`Expected no "${kind}" here`)
  // Below an overlay it would be a whiteout, which has a form of its own.
  if (kind === 'character-device' && major === 0 && minor === 0)
    refuse(entry, 'a device that there is', '0:0')
  if (major > 0xfff || minor > 0xfffff)
    refuse(
      entry,
      'a device with numbers below 4096:1048576',
      `${major}:${minor}`,
    )
  const mode = MODES[kind as keyof typeof MODES] | OWNER_ONLY
  const device = kind === 'fifo' ? 0 : deviceNumber(major, minor)
  const path = terminated(bytesOfName(name))
  syscall('mknodat', parent.fd, path, mode, device)
}

const ZEROS = Buffer.alloc(1 << 18)

/** Zeros are not written: a file begins as a hole. */
async function writeContent(
  path: Buffer,
  body: TarItem['body'],
  size: number,
): Promise<void> {
  const fd = openSync(path, NEW_FILE, OWNER_ONLY)
  try {
    let position = 0
    for await (const piece of body) {
      if (!isZero(piece)) writeAll(fd, piece, position)
      position += piece.length
    }
    ftruncateSync(fd, size)
  } finally {
    closeSync(fd)
  }
}

function isZero(piece: Buffer): boolean {
  return (
    piece.length <= ZEROS.length &&
    piece.equals(ZEROS.subarray(0, piece.length))
  )
}

function writeAll(fd: number, piece: Buffer, position: number): void {
  for (let done = 0; done < piece.length; )
    done += writeSync(fd, piece, done, piece.length - done, position + done)
}

function refuse(entry: TarEntry, wanted: string, found: string): never {
  throw new LayerError(textOfName(entry.name), wanted, found)
}
