// The init layer lies between an image and what a container writes. It holds the
// places where each container gets something of its own mounted: files that have
// to be there, and that no image should have a copy of.
//
//     upper   what the container wrote       ─▶ commit
//     init    etc/hosts, dev/console, …      ─▶ belongs to nobody's image
//     image   layers
import {
  type BigIntStats,
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { Directory } from '../linux/directory.ts'
import type { FileName } from '../linux/file-name.ts'

const DIRECTORIES = ['dev', 'dev/pts', 'dev/shm', 'etc', 'proc', 'sys']

/** Programs look for the first one to know that they are in a container. */
const FILES = [
  '.dockerenv',
  'dev/console',
  'etc/hostname',
  'etc/hosts',
  'etc/resolv.conf',
]

const LINKS = [['etc/mtab', '/proc/mounts']] as const

/**
 * Make the init layer in a directory, which is made as well. What is there
 * already stays.
 *
 * @throws {Error} EACCES, ENOTDIR …, of node:fs.
 */
export function makeInitLayer(directory: string): void {
  mkdirSync(directory, { recursive: true })
  // #region lab-05-init
  for (const path of DIRECTORIES) makeDirectory(join(directory, path))
  for (const path of FILES) makeFile(join(directory, path))
  for (const [path, target] of LINKS) makeLink(target, join(directory, path))
  // #endregion lab-05-init
}

function makeDirectory(path: string): void {
  if (!made(() => mkdirSync(path))) return
  // The umask of who calls us is none of the container's business.
  chmodSync(path, 0o755)
}

function makeFile(path: string): void {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY
  if (made(() => closeSync(openSync(path, flags)))) chmodSync(path, 0o644)
}

function makeLink(target: string, path: string): void {
  made(() => symlinkSync(target, path))
}

function made(make: () => void): boolean {
  try {
    make()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** What an init layer has, by path. */
export type InitLayer = ReadonlyMap<FileName, InitEntry>

/** Something in an init layer. */
export interface InitEntry {
  readonly isDirectory: boolean
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** Whether something still looks as the init layer made it. */
export function isAsMade(init: InitEntry, stat: BigIntStats): boolean {
  const looks = [Number(stat.mode), Number(stat.uid), Number(stat.gid)]
  return looks.join() === [init.mode, init.uid, init.gid].join()
}

/** Read an init layer, so that others can leave out what belongs to it. */
export function readInitLayer(path: string): InitLayer {
  const found = new Map<FileName, InitEntry>()
  const directory = Directory.open(path)
  try {
    readInto(found, directory, '')
    return found
  } finally {
    directory.close()
  }
}

function readInto(
  found: Map<FileName, InitEntry>,
  directory: Directory,
  before: FileName,
): void {
  for (const name of directory.names()) {
    const stat = directory.stat(name)
    if (stat === undefined) continue
    const path = before + name
    found.set(path, {
      isDirectory: stat.isDirectory(),
      mode: Number(stat.mode),
      uid: Number(stat.uid),
      gid: Number(stat.gid),
    })
    if (stat.isDirectory())
      directory.within(name, (inner) => readInto(found, inner, `${path}/`))
  }
}
