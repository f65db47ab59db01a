/**
 * Programs of the guest that the agent uses to look. A judged program is root
 * and could put another file in their place; so they are remembered before it is
 * started, and what is not as it was is not used any more.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'

const FOLDERS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
const NAMES = ['ip', 'nft', 'nsenter', 'sh', 'umount', 'unshare']
/** What is named here is loaded into every program. @see ld.so(8) */
const PRELOAD = '/etc/ld.so.preload'

/** Where tools are, and how their files were. */
export class Tools {
  readonly #paths = new Map<string, string>()
  readonly #marks = new Map<string, string | null>()

  constructor() {
    this.#marks.set(PRELOAD, markOf(PRELOAD))
    for (const name of NAMES) this.#remember(name)
  }

  /**
   * Path of a tool that nobody touched.
   *
   * @throws {Error} If the guest has none, or somebody did.
   */
  path(name: string): string {
    const path = this.#paths.get(name)
    if (path === undefined) throw new Error(`The guest has no "${name}"`)
    for (const file of [path, PRELOAD]) {
      if (markOf(file) === this.#marks.get(file)) continue
      throw new Error(`Somebody changed "${file}" of the guest`)
    }
    return path
  }

  #remember(name: string): void {
    const paths = FOLDERS.map((folder) => join(folder, name))
    const path = paths.find((path) => markOf(path) !== null)
    if (path === undefined) return
    this.#paths.set(name, path)
    this.#marks.set(path, markOf(path))
  }
}

/** The file, and when it was last changed: utimes(2) cannot set that time. */
function markOf(path: string): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (stats === undefined) return null
  const { dev, ino, size, ctimeNs } = stats
  return `${dev} ${ino} ${size} ${ctimeNs}`
}
