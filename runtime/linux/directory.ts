// A directory that is open. What is in it is reached by one name, from the
// descriptor: no path is looked up twice, and whatever symbolic links a tree
// has, and whoever exchanges names meanwhile, nothing outside is touched.
import {
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
} from 'node:fs'
import { bytesOfName, compareNames, type FileName } from './file-name.ts'

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants

export class Directory {
  readonly fd: number

  private constructor(fd: number) {
    this.fd = fd
  }

  /** Take over a descriptor. */
  static of(fd: number): Directory {
    return new Directory(fd)
  }

  /** Open one by its path; the last name may be a symbolic link. */
  static open(path: string): Directory {
    return new Directory(openSync(path, O_RDONLY | O_DIRECTORY))
  }

  /** The names in it, by their bytes. */
  names(): FileName[] {
    const path = `/proc/self/fd/${this.fd}`
    return readdirSync(path, 'latin1').sort(compareNames)
  }

  /** A path to an entry, for calls that do not follow its last name. */
  at(name: FileName): Buffer {
    return Buffer.concat([
      Buffer.from(`/proc/self/fd/${this.fd}/`),
      bytesOfName(name),
    ])
  }

  /** What lstat(2) says of an entry; undefined if there is none. */
  stat(name: FileName): BigIntStats | undefined {
    return lstatSync(this.at(name), { bigint: true, throwIfNoEntry: false })
  }

  /** What stat(2) says of the directory itself. */
  own(): BigIntStats {
    return fstatSync(this.fd, { bigint: true })
  }

  /** Open a directory in it, which the caller closes. */
  open(name: FileName): Directory {
    const flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    return new Directory(openSync(this.at(name), flags))
  }

  /** Call with a directory in it that is open meanwhile. */
  within<T>(name: FileName, use: (directory: Directory) => T): T {
    const inner = this.open(name)
    try {
      return use(inner)
    } finally {
      inner.close()
    }
  }

  close(): void {
    closeSync(this.fd)
  }
}
