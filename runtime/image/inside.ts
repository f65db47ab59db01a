// A directory that is the whole world for the paths of an archive. The archive
// says what its symbolic links say: `bin -> /`, and the file `bin/sh` would be
// the host's. So openat2(2) resolves every path as if this directory were "/";
// not even `..` and absolute links lead out, and what it has found is used by
// descriptor.
import { mkdirSync } from 'node:fs'
import { LayerError } from '../errors.ts'
import { Directory } from '../linux/directory.ts'
import {
  bytesOfName,
  type FileName,
  terminated,
  textOfName,
} from '../linux/file-name.ts'
import {
  O_CLOEXEC,
  O_DIRECTORY,
  O_RDONLY,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
} from '../sys/constants/files.ts'
import { SyscallError } from '../sys/errors.ts'
import { syscallNumeric } from '../sys/libc.ts'
import { openHow } from '../sys/structs.ts'

/** Mode of a directory that no entry describes. */
const IMPLIED = 0o755

export class Inside {
  readonly root: Directory
  // An archive names one directory many times in a row.
  #last: { key: FileName; directory: Directory } | undefined
  #isSure = true

  constructor(path: string) {
    this.root = Directory.open(path)
  }

  /**
   * A directory, which stays ours: it is open until another one is asked for.
   *
   * @param made Called for each one on the way that was not there.
   * @throws {LayerError} If something else is in its way.
   */
  directory(
    path: readonly FileName[],
    made?: (directory: Directory, path: readonly FileName[]) => void,
  ): Directory {
    const key = path.join('/')
    if (this.#isSure && this.#last?.key === key) return this.#last.directory
    const directory = made ? this.#make(path, made) : this.#open(path)
    this.#last?.directory.close()
    this.#last = { key, directory }
    this.#isSure = true
    return directory
  }

  /** Call with a directory that is there. */
  within<T>(path: readonly FileName[], use: (inner: Directory) => T): T {
    const directory = this.#open(path)
    try {
      return use(directory)
    } finally {
      directory.close()
    }
  }

  /** Call with a directory if one is there. */
  ifThere(path: readonly FileName[], use: (inner: Directory) => void): void {
    try {
      this.within(path, use)
    } catch (error) {
      if (!(error instanceof LayerError && error.cause)) throw error
    }
  }

  /** Look again next time: something on its way may be something else now. */
  forget(): void {
    this.#isSure = false
  }

  close(): void {
    this.#last?.directory.close()
    this.root.close()
  }

  #make(
    path: readonly FileName[],
    made: (directory: Directory, path: readonly FileName[]) => void,
  ): Directory {
    try {
      return this.#open(path)
    } catch (error) {
      if (!(error instanceof LayerError) || path.length === 0) throw error
      if ((error.cause as SyscallError).code !== 'ENOENT') throw error
    }
    const above = this.#make(path.slice(0, -1), made)
    try {
      makeIn(above, path)
      const directory = this.#open(path)
      made(directory, path)
      return directory
    } finally {
      above.close()
    }
  }

  #open(path: readonly FileName[]): Directory {
    try {
      return Directory.of(openInside(this.root.fd, path.join('/')))
    } catch (error) {
      if (!(error instanceof SyscallError)) throw error
      const { code } = error
      throw new LayerError(textOfName(path.join('/')), 'a directory', code, {
        cause: error,
      })
    }
  }
}

/**
 * Open a directory below a root that nothing leads out of.
 *
 * @throws {SyscallError} ENOENT, ENOTDIR, ELOOP.
 * @see openat2(2)
 */
function openInside(root: number, path: FileName): number {
  // #region lab-05-inside
  const how = openHow({
    flags: O_RDONLY | O_DIRECTORY | O_CLOEXEC,
    resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
  })
  const bytes = terminated(bytesOfName(path || '.'))
  return untilSure(() =>
    syscallNumeric('openat2', root, bytes, how, how.length),
  )
  // #endregion lab-05-inside
}

/** After a `..` of a link the kernel is not sure while anybody renames. */
function untilSure<T>(open: () => T): T {
  for (;;) {
    try {
      return open()
    } catch (error) {
      if ((error as SyscallError).code !== 'EAGAIN') throw error
    }
  }
}

function makeIn(above: Directory, path: readonly FileName[]): void {
  try {
    mkdirSync(above.at(path.at(-1) ?? ''), IMPLIED)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const found = 'a symbolic link that leads nowhere'
    throw new LayerError(textOfName(path.join('/')), 'a directory', found)
  }
}
