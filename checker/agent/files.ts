/** Makes what the host asks for below the folder of this run, and nothing elsewhere. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lchownSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { blobOf } from './blobs.ts'
import type { Entry } from './protocol.ts'

/**
 * Make entries in their order; parent folders come by themselves.
 *
 * @returns Their absolute paths.
 */
export function writeEntries(
  base: string,
  entries: readonly Entry[],
): readonly string[] {
  return entries.map((entry) => {
    const path = inside(base, entry.path)
    writeEntry(path, base, entry)
    return path
  })
}

/**
 * An absolute path below `base`. The host chooses every path itself, so one
 * that leads elsewhere is a mistake of the checker.
 */
function inside(base: string, path: string): string {
  const absolute = resolve(base, path)
  if (absolute !== base && !absolute.startsWith(`${base}/`)) {
    throw new Error(`Expected a path below "${base}" but found "${path}"`)
  }
  return absolute
}

function writeEntry(path: string, base: string, entry: Entry): void {
  mkdirSync(entry.kind === 'directory' ? path : dirname(path), {
    recursive: true,
  })
  switch (entry.kind) {
    case 'directory':
      if (entry.mode !== undefined) chmodSync(path, entry.mode)
      break
    case 'symlink':
      symlinkSync(entry.target, path)
      break
    case 'file':
      put(path, Buffer.from(entry.base64, 'base64'), entry.mode)
      break
    case 'blob':
      put(path, blobOf(entry), entry.mode)
      break
    case 'text':
      put(path, entry.text, entry.mode ?? 0o644)
      break
    case 'link':
      linkSync(inside(base, entry.to), path)
      break
    case 'fifo':
      execFileSync('mkfifo', ['-m', '600', path])
      break
    case 'device':
      makeNode(path, entry)
  }
  if (entry.owner !== undefined) lchownSync(path, entry.owner, entry.owner)
  if (entry.mtime !== undefined) lutimesSync(path, entry.mtime, entry.mtime)
}

function makeNode(path: string, node: Extract<Entry, { kind: 'device' }>) {
  const { type, major, minor, mode } = node
  execFileSync('mknod', [path, type, `${major}`, `${minor}`])
  chmodSync(path, mode)
}

function put(path: string, content: string | Buffer, mode: number): void {
  writeFileSync(path, content)
  // The umask was applied to what writeFile makes.
  chmodSync(path, mode)
}
