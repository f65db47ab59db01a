// Changes to a directory that happen all at once, or not at all. They are made
// in a second directory beside it, which begins with the same files (as links,
// so that nothing is copied), and takes its place when all is well:
//
//     target/    ──▶ .target.3f09a1/   changes …   ──renameat2(EXCHANGE)──▶ target/
//
// A file in it is never written to, only replaced: it is the other's file too.
import {
  type BigIntStats,
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  realpathSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { LayerError } from '../errors.ts'
import { Directory } from '../linux/directory.ts'
import { type FileName, nameOfText } from '../linux/file-name.ts'
import { setTimes } from '../linux/file-times.ts'
import { isMountPoint } from '../linux/mount-point.ts'
import { removeTree } from '../linux/remove-tree.ts'
import { listXattrs, readXattr, writeXattr } from '../linux/xattr.ts'
import {
  AT_FDCWD,
  RENAME_EXCHANGE,
  RENAME_NOREPLACE,
} from '../sys/constants/files.ts'
import { syscall } from '../sys/libc.ts'
import { temporaryPath } from './temporary-path.ts'

/** Nobody else looks in while it is not finished. */
const OWNER_ONLY = 0o700
const NEW_MODE = 0o755

/** How a directory is to look in the end. */
export interface Look {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

export class Staging {
  /** Where the changes are made. */
  readonly path: string
  readonly #target: string
  readonly #replaces: boolean
  #look: Look

  private constructor(target: string) {
    this.#target = realTarget(target)
    this.#replaces = existsSync(this.#target)
    this.path = temporaryPath(this.#target)
    this.#look = { mode: NEW_MODE, uid: 0, gid: 0 }
  }

  /**
   * Begin with what the target has.
   *
   * @param target Directory that is there, or not yet.
   * @throws {LayerError} If it is something else, or a mount point.
   */
  static begin(target: string): Staging {
    const staging = new Staging(target)
    mkdirSync(staging.path, OWNER_ONLY)
    try {
      if (staging.#replaces) staging.#look = copy(staging.#target, staging.path)
      return staging
    } catch (error) {
      staging.discard()
      throw error
    }
  }

  /** Whether something was there. */
  get isFull(): boolean {
    return readdirSync(this.path).length > 0
  }

  /** Let it have another owner and mode in the end. */
  set look(look: Look) {
    this.#look = look
  }

  /**
   * Let it take the place of the target.
   *
   * @param time Of its last change, if that is not now.
   * @see renameat2(2)
   */
  publish(time?: bigint): void {
    const { mode, uid, gid } = this.#look
    chownSync(this.path, uid, gid)
    chmodSync(this.path, mode)
    if (time !== undefined) setTimes(Buffer.from(this.path), time)
    const flags = this.#replaces ? RENAME_EXCHANGE : RENAME_NOREPLACE
    const way = [AT_FDCWD, this.path, AT_FDCWD, this.#target] as const
    syscall('renameat2', ...way, flags)
    // What was there until now.
    if (this.#replaces) this.discard()
  }

  /** Leave everything as it was. */
  discard(): void {
    const parent = Directory.open(dirname(this.path))
    try {
      removeTree(parent, nameOfText(basename(this.path)))
    } finally {
      parent.close()
    }
  }
}

function realTarget(path: string): string {
  const target = existsSync(path)
    ? realpathSync(path)
    : join(realpathSync(dirname(resolve(path))), basename(path))
  if (existsSync(target) && isMountPoint(target)) {
    const wanted = 'no mount point: another directory will take its place'
    throw new LayerError(path, wanted, 'one')
  }
  return target
}

function copy(from: string, to: string): Look {
  const source = Directory.open(from)
  try {
    const staged = Directory.open(to)
    try {
      copyInside(source, staged)
      copyXattrs(source.at('.'), staged.at('.'))
      const { mode, uid, gid, mtimeNs } = source.own()
      setTimes(staged.at('.'), mtimeNs)
      const permissions = Number(mode) & 0o7777
      return { mode: permissions, uid: Number(uid), gid: Number(gid) }
    } finally {
      staged.close()
    }
  } finally {
    source.close()
  }
}

function copyInside(from: Directory, to: Directory): void {
  for (const name of from.names()) {
    const stat = from.stat(name)
    if (stat?.isDirectory()) copyDirectory(from, to, name, stat)
    else linkSync(from.at(name), to.at(name))
  }
}

function copyDirectory(
  from: Directory,
  to: Directory,
  name: FileName,
  { mode, uid, gid, mtimeNs }: BigIntStats,
): void {
  const path = to.at(name)
  mkdirSync(path, OWNER_ONLY)
  from.within(name, (source) =>
    to.within(name, (staged) => copyInside(source, staged)),
  )
  lchownSync(path, Number(uid), Number(gid))
  chmodSync(path, Number(mode) & 0o7777)
  copyXattrs(from.at(name), path)
  setTimes(path, mtimeNs)
}

function copyXattrs(from: Buffer, to: Buffer): void {
  for (const name of listXattrs(from))
    writeXattr(to, name, readXattr(from, name) ?? Buffer.alloc(0))
}
