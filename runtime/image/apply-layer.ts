// Applies the archive of a layer to a directory, or makes a directory of it that
// an overlay can have below. Both read the same marks and do different things:
//
//                     onto a directory         for an overlay
//     .wh.name        remove name              character device 0:0
//     .wh..wh..opq    empty the directory      trusted.overlay.opaque = y
//
// A mark is about the layers below, never about its own: where it stands in the
// archive, before or after, makes no difference.
import { linkSync } from 'node:fs'
import { LayerError } from '../errors.ts'
import type { Directory } from '../linux/directory.ts'
import { type FileName, textOfName } from '../linux/file-name.ts'
import { setTimes } from '../linux/file-times.ts'
import {
  isWhiteout,
  type MarkSpace,
  makeOpaque,
  makeWhiteout,
} from '../linux/overlay-marks.ts'
import { emptyOut, removeTree } from '../linux/remove-tree.ts'
import { Inside } from './inside.ts'
import { meaningOf, pathOf } from './layer-name.ts'
import type { TarEntry } from './tar-entry.ts'
import type { TarItem } from './tar-read.ts'
import { makeNode, setAttributes } from './unpack-entry.ts'

type Path = readonly FileName[]

/** When a directory was last changed, to be said again once it is full. */
interface DirectoryTime {
  readonly path: Path
  readonly time: bigint
}

export class LayerTarget {
  readonly #inside: Inside
  /** For an overlay: where its attributes go. */
  readonly #space: MarkSpace | undefined
  /** What this layer made, by inode: no mark is about it. */
  readonly #own = new Set<bigint>()
  /** By inode of the directory. */
  readonly #times = new Map<bigint, DirectoryTime>()
  /** What the layer says of the directory itself. */
  top: TarEntry | undefined

  /** @param space For an overlay, else undefined. */
  constructor(path: string, space: MarkSpace | undefined) {
    this.#inside = new Inside(path)
    this.#space = space
  }

  /**
   * Do what one entry says.
   *
   * @throws {LayerError} If no honest layer would say that.
   * @see image-spec layer.md, "Applying Changesets"
   */
  async apply(item: TarItem): Promise<void> {
    const meaning = meaningOf(item.entry.name)
    // #region lab-05-unpack
    if (meaning.kind === 'whiteout') this.#hide(meaning.path, item.entry)
    else if (meaning.kind === 'opaque') this.#hideAll(meaning.path, item.entry)
    else if (meaning.kind === 'file') await this.#make(meaning.path, item)
    // #endregion lab-05-unpack
  }

  /** Set the times of directories: nothing is put into them any more. */
  finish(): void {
    for (const [ino, { path, time }] of this.#times)
      this.#inside.ifThere(path, (directory) => {
        // A later entry may have put another one there.
        if (directory.own().ino === ino) setTimes(directory.at('.'), time)
      })
  }

  close(): void {
    this.#inside.close()
  }

  async #make(path: Path, item: TarItem): Promise<void> {
    const { entry } = item
    if (path.length === 0) return this.#makeTop(entry)
    const name = path.at(-1) ?? ''
    if (entry.kind === 'link') return this.#makeLink(path, name, entry)
    const parent = this.#parentOf(path, entry)
    const isRevived = this.#makeRoom(parent, name, entry)
    await makeNode(parent, name, item)
    setAttributes(parent.at(name), entry)
    if (isRevived && this.#space) makeOpaque(parent.at(name), this.#space)
    this.#keep(parent, name, path, entry)
  }

  #makeTop(entry: TarEntry): void {
    if (entry.kind !== 'directory') refuse(entry, 'a directory', entry.kind)
    setAttributes(this.#inside.root.at('.'), { ...entry, mode: 0o700 })
    this.top = entry
    const { ino } = this.#inside.root.own()
    this.#times.set(ino, { path: [], time: entry.mtime })
  }

  /** One more name of a file that is in the layer already, or below it. */
  #makeLink(path: Path, name: FileName, entry: TarEntry): void {
    const target = pathOf(entry.target)
    const last = target.at(-1) ?? '.'
    const wanted = 'a link to a file that is there'
    this.#inside.within(target.slice(0, -1), (place) => {
      const source = place.at(last)
      const stat = place.stat(last)
      if (stat === undefined) refuse(entry, wanted, 'none of that name')
      if (stat.isDirectory()) refuse(entry, wanted, 'a directory')
      if (isWhiteout(stat)) refuse(entry, wanted, 'one that was deleted')
      const parent = this.#parentOf(path, entry)
      if (parent.stat(name)?.ino === stat.ino) return
      this.#makeRoom(parent, name, entry)
      if (!place.stat(last)) refuse(entry, wanted, 'one in its own place')
      linkSync(source, parent.at(name))
      this.#own.add(stat.ino)
    })
  }

  /**
   * Take away what has the name of a new file, except for a directory that
   * stays one.
   *
   * @returns Whether it is a directory in the place of one that was hidden.
   */
  #makeRoom(parent: Directory, name: FileName, entry: TarEntry): boolean {
    const there = parent.stat(name)
    if (there === undefined) return false
    const isDirectory = entry.kind === 'directory'
    if (isDirectory && there.isDirectory()) return false
    this.#remove(parent, name)
    return isDirectory && isWhiteout(there)
  }

  #remove(parent: Directory, name: FileName, isBelow = false): void {
    const keeps = ({ ino }: { ino: bigint }) => isBelow && this.#own.has(ino)
    removeTree(parent, name, keeps)
    this.#inside.forget()
  }

  #keep(
    parent: Directory,
    name: FileName,
    path: Path,
    { kind, mtime }: TarEntry,
  ): void {
    const stat = parent.stat(name)
    if (stat === undefined) return
    this.#own.add(stat.ino)
    if (kind === 'directory') this.#times.set(stat.ino, { path, time: mtime })
  }

  /** The directory that an entry goes to, made if nobody has mentioned it. */
  #parentOf(path: Path, { mtime }: TarEntry): Directory {
    const parent = this.#inside.directory(path.slice(0, -1), (made, at) => {
      const { ino } = made.own()
      this.#own.add(ino)
      this.#times.set(ino, { path: at, time: mtime })
    })
    const { ino, mtimeNs } = parent.own()
    if (!this.#times.has(ino))
      this.#times.set(ino, { path: path.slice(0, -1), time: mtimeNs })
    return parent
  }

  #hide(path: Path, entry: TarEntry): void {
    const name = path.at(-1) ?? ''
    const parent = this.#parentOf(path, entry)
    const stat = parent.stat(name)
    if (!this.#space) this.#remove(parent, name, true)
    else if (stat === undefined) makeWhiteout(parent, name)
    else if (stat.isDirectory()) makeOpaque(parent.at(name), this.#space)
  }

  #hideAll(path: Path, entry: TarEntry): void {
    // The entry is named like a file in that directory.
    const directory = this.#parentOf([...path, ''], entry)
    if (!this.#space) {
      emptyOut(directory, ({ ino }) => this.#own.has(ino))
      this.#inside.forget()
    } else if (path.length === 0) {
      const wanted = 'in a directory: an overlay has no mark for its root'
      refuse(entry, wanted, 'at the top')
    } else makeOpaque(directory.at('.'), this.#space)
  }
}

function refuse(entry: TarEntry, wanted: string, found: string): never {
  throw new LayerError(textOfName(entry.name.slice(0, 200)), wanted, found)
}
