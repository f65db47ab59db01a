/**
 * An initramfs archive, in the "newc" form of cpio: for each entry thirteen
 * hexadecimal fields, the name, the data; name and data padded to four bytes.
 *
 *     070701 ino mode uid gid nlink mtime filesize devmajor devminor
 *            rdevmajor rdevminor namesize check  name\0  data
 *
 * The kernel drops a file without a word when its directory has no entry of
 * its own before it, so every parent gets one.
 *
 * @see Documentation/driver-api/early-userspace/buffer-format.rst
 */
import { posix } from 'node:path'

export type Entry =
  | { readonly path: string; readonly data: Buffer; readonly mode?: number }
  | { readonly path: string; readonly link: string }

const S_IFDIR = 0o040000
const S_IFREG = 0o100000
const S_IFLNK = 0o120000

/** Write an archive. @param entries Paths without a leading slash. */
export function writeCpio(entries: readonly Entry[]): Buffer {
  const blocks = parentsOf(entries.map((entry) => entry.path)).map((path) =>
    block(path, S_IFDIR | 0o755, Buffer.alloc(0)),
  )
  for (const entry of entries) {
    blocks.push(
      'link' in entry
        ? block(entry.path, S_IFLNK | 0o777, Buffer.from(entry.link))
        : block(entry.path, S_IFREG | (entry.mode ?? 0o644), entry.data),
    )
  }
  blocks.push(block('TRAILER!!!', 0, Buffer.alloc(0)))

  // Every entry its own inode number; equal ones would mean hard links.
  return Buffer.concat(blocks.map((make, index) => make(index + 1)))
}

/** All directories above these paths, outer ones first, each once. */
export function parentsOf(paths: readonly string[]): string[] {
  const parents = new Set<string>()
  for (const path of paths) {
    for (let up = posix.dirname(path); up !== '.'; up = posix.dirname(up)) {
      parents.add(up)
    }
  }
  return [...parents].sort()
}

function block(path: string, mode: number, data: Buffer) {
  return (ino: number): Buffer => {
    const name = Buffer.from(`${path}\0`)
    const fields = [ino, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length]
    const hex = [...fields, 0].map((field) =>
      field.toString(16).padStart(8, '0'),
    )
    const head = Buffer.concat([Buffer.from(`070701${hex.join('')}`), name])
    return Buffer.concat([padded(head), padded(data)])
  }
}

function padded(data: Buffer): Buffer {
  return Buffer.concat([data, Buffer.alloc(-data.length & 3)])
}
