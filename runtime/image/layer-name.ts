// What a name in a layer means. A layer is a tar archive, which has no word for
// "deleted"; so it says that in names that files cannot have:
//
//     etc/.wh.motd        whiteout: nothing below is called etc/motd any more
//     etc/.wh..wh..opq    opaque: nothing below shows in etc
import { LayerError } from '../errors.ts'
import { type FileName, textOfName } from '../linux/file-name.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'
/** Other notes of AUFS, which invented all this. Nobody needs them. */
const NOTE = '.wh..wh.'

/** What an entry is about. */
export type Meaning =
  | { readonly kind: 'file' | 'whiteout'; readonly path: FileName[] }
  /** The path of the directory. */
  | { readonly kind: 'opaque'; readonly path: FileName[] }
  | { readonly kind: 'note' }

/** The longest that a name, and a path of them, can be. @see path_resolution(7) */
const MOST_NAME = 255
const MOST_PATH = 4095
/** Deeper than any image, and not so deep that a walk runs out of anything. */
const MOST_DEPTH = 256

/** The name of an entry that says that `name` is gone. */
export function whiteoutOf(name: FileName): FileName {
  return WHITEOUT + name
}

/** The name of an entry that says that a directory is opaque. */
export function opaqueIn(directory: FileName): FileName {
  return `${directory}/${OPAQUE}`
}

/**
 * Refuse a file that a layer would not tell from a whiteout.
 *
 * @throws {LayerError} If it is called like one.
 */
export function refuseReserved(name: FileName, path: FileName): void {
  if (!name.startsWith(WHITEOUT)) return
  const wanted = 'named otherwise: ".wh." at its start marks what is deleted'
  throw new LayerError(textOfName(path), wanted, 'that name')
}

/**
 * Read the name of an entry. A "/" at its start and "." within mean nothing.
 *
 * @throws {LayerError} For `..`, which would lead out; for what no file can be
 *   called; for a whiteout of nothing, of "." or "..".
 * @see image-spec layer.md, "Whiteouts"
 */
export function meaningOf(name: FileName): Meaning {
  const path = pathOf(name)
  const directory = path.slice(0, -1)
  const last = path.at(-1) ?? ''
  if (last === OPAQUE) return { kind: 'opaque', path: checked(name, directory) }
  if (path.some((part) => part.startsWith(NOTE))) return { kind: 'note' }
  checked(name, directory)
  // #region lab-05-unpack-whiteout
  if (!last.startsWith(WHITEOUT)) return { kind: 'file', path }
  const hidden = last.slice(WHITEOUT.length)
  // `.wh...` would delete "..", the directory above.
  if (['', '.', '..'].includes(hidden)) refuse(name, 'a whiteout of a name')
  return { kind: 'whiteout', path: [...directory, hidden] }
  // #endregion lab-05-unpack-whiteout
}

/** The parts of a path that is to stay inside. */
export function pathOf(name: FileName): FileName[] {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) refuse(name, 'without ".."')
  if (name.includes('\0')) refuse(name, 'without NUL')
  if (name.length > MOST_PATH) refuse(name, `at most ${MOST_PATH} bytes`)
  if (parts.some((part) => part.length > MOST_NAME))
    refuse(name, `of names of at most ${MOST_NAME} bytes`)
  if (parts.length > MOST_DEPTH)
    refuse(name, `at most ${MOST_DEPTH} names deep`)
  return parts
}

function checked(name: FileName, directory: FileName[]): FileName[] {
  if (directory.some((part) => part.startsWith(WHITEOUT)))
    refuse(name, 'in a directory that is no whiteout')
  return directory
}

/** Names may be as long as somebody likes; messages are not. */
const MOST_SHOWN = 200

function refuse(name: FileName, wanted: string): never {
  const shown = textOfName(name.slice(0, MOST_SHOWN))
  const found = name.length > MOST_SHOWN ? `${name.length} bytes` : 'that name'
  throw new LayerError(shown, wanted, found)
}
