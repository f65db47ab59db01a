/**
 * Which names a file of a submission may have. Who packs asks the same questions
 * as who reads, so nothing is packed that will be refused.
 *
 *     runtime/linux/rootfs.ts     the only form there is
 */
import { SubmissionError } from './error.ts'
import { LIMITS, type Limits } from './limits.ts'

/** The only folder of `labs/work` that goes. */
export const SOURCES = 'runtime'

/** Folders of packages, which are nobody's own work. */
export const PACKAGES = 'node_modules'

/** What Windows refuses in names, what no terminal prints, and broken UTF-8. */
const HARMFUL = /[<>:"|?*\p{C}\p{Zl}\p{Zp}\uFFFD]/u

/**
 * @throws {SubmissionError} PATH_LEAVES if it could lead out of a folder,
 *   PATH_INVALID if it is otherwise no name of a source file.
 */
export function checkPath(path: string, limits: Limits = LIMITS): void {
  if (leaves(path)) throw new SubmissionError('PATH_LEAVES', { path })
  if (!isSource(path, limits))
    throw new SubmissionError('PATH_INVALID', { path })
}

function leaves(path: string): boolean {
  const parts = path.split(/[/\\]/)
  return (
    path.includes('\\') ||
    path.startsWith('/') ||
    /^[a-z]:/i.test(path) ||
    parts.includes('..')
  )
}

function isSource(path: string, limits: Limits): boolean {
  const [top, ...rest] = path.split('/')
  return (
    top === SOURCES &&
    rest.length > 0 &&
    rest.every(isName) &&
    path.endsWith('.ts') &&
    path === path.normalize('NFC') &&
    !HARMFUL.test(path) &&
    Buffer.byteLength(path) <= limits.path
  )
}

/** Neither empty nor hidden, and nothing that Windows would cut off. */
const isName = (name: string) =>
  /^[^.]/.test(name) && !/[. ]$/.test(name) && name !== PACKAGES

/** Names that are already taken, as a file system that ignores case sees them. */
export class TakenPaths {
  readonly #files = new Set<string>()
  readonly #folders = new Set<string>()

  /**
   * @throws {SubmissionError} DUPLICATE_PATH if there is one of that name, or if
   *   one of them would be a file and the other a folder.
   */
  take(path: string): void {
    const name = folded(path)
    const above = foldersOf(name)
    const isTaken = this.#files.has(name) || this.#folders.has(name)
    if (isTaken || above.some((folder) => this.#files.has(folder)))
      throw new SubmissionError('DUPLICATE_PATH', { path })
    this.#files.add(name)
    for (const folder of above) this.#folders.add(folder)
  }
}

/** `A.ts` and `a.ts` are one; upper case first, for ß and its kind. */
const folded = (path: string) =>
  path.normalize('NFC').toUpperCase().toLowerCase()

/** `a/b/c.ts` stands in `a` and `a/b`. */
function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_part, index) => parts.slice(0, index + 1).join('/'))
}
