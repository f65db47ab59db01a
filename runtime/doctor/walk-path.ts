// Follows a path as the kernel would for another process, one name at a time,
// and remembers where it ended. It looks by lstat(2) and readlink(2) only, so
// nothing a hostile image puts in the way can lead it to open anything.
import { lstatSync, readlinkSync } from 'node:fs'
import type { Walk } from './facts.ts'

/** Where paths begin. */
export interface Origin {
  /** Where absolute paths and absolute links begin: `/proc/812/root`. */
  readonly root: string
  /** Where a relative path begins: `/proc/812/cwd`, `/proc/812/fd/7`. */
  readonly start: string
  /** Neither `..` nor a link leaves `start`. @see openat2(2), RESOLVE_IN_ROOT */
  readonly inRoot?: boolean
  /** Whether the last name is followed where it is a link. */
  readonly follow: boolean
}

/** Where a walk ended, and the place of this machine to look there. */
export interface Walked {
  readonly walk: Walk
  readonly place: string
}

/** As many as the kernel follows. @see path_resolution(7) */
const MOST_LINKS = 40

/** Follow a path. @throws {Error} What lstat(2) gives, but ENOENT and ENOTDIR. */
export function walkPath(path: string, origin: Origin): Walked {
  const links: { path: string; target: string }[] = []
  let { base, names } = beginning(path, origin)
  const queue = split(path)
  const ended = (end: Walk['end'], at = shown(names)): Walked => ({
    walk: { end, at, links },
    // What stands in /proc/<pid>/cwd is a link; with a dot it is the directory.
    place: [base, ...(names.length > 0 ? names : ['.'])].join('/'),
  })
  const shown = (parts: readonly string[]) =>
    base === origin.start && !origin.inRoot
      ? parts.join('/') || '.'
      : `/${parts.join('/')}`

  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (name === '..') {
      if (names.length > 0) names.pop()
      // Above the start of a relative path there is more, but for a root.
      else if (base !== origin.root && !origin.inRoot) base += '/..'
      continue
    }
    const here = [...names, name]
    const kind = kindAt([base, ...here].join('/'))
    if (kind === 'missing') return ended('missing', shown(here))
    if (kind === 'link' && (queue.length > 0 || origin.follow)) {
      const target = readlinkSync([base, ...here].join('/'))
      links.push({ path: shown(here), target })
      if (links.length > MOST_LINKS) return ended('loop', shown(here))
      // Links of /proc say what they lead to, and are no paths.
      if (/^[a-z_]+:\[\d+\]$/.test(target)) {
        names = here
        return ended('found')
      }
      // What /proc/self is depends on who asks, and that would be us.
      if (/^(thread-)?self$/.test(name)) return ended('unknown', shown(here))
      if (target.startsWith('/')) ({ base, names } = beginning(target, origin))
      queue.unshift(...split(target))
      continue
    }
    if (kind !== 'directory' && queue.length > 0)
      return ended('not a directory', shown(here))
    names = here
  }
  return ended('found')
}

function beginning(path: string, { root, start, inRoot }: Origin) {
  const base = path.startsWith('/') && !inRoot ? root : start
  return { base, names: [] as string[] }
}

function split(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.')
}

function kindAt(path: string): 'missing' | 'link' | 'directory' | 'other' {
  try {
    const stats = lstatSync(path)
    if (stats.isSymbolicLink()) return 'link'
    return stats.isDirectory() ? 'directory' : 'other'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing'
    throw error
  }
}
