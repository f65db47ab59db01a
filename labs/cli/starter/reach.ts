/** The files of a runtime that its programs need. */
import { dirname, join } from 'node:path/posix'

/** The programs; whatever else there is, they import it. */
const ENTRIES = ['cli/mini-runc.ts', 'cli/mini-escape.ts']

const IMPORTED = /(?:^import|\bfrom|\bimport\()\s*'(\.[^']+)'/gm

/**
 * Only those files that a program imports, itself or through others. Sources
 * without a program are handed back as they are: nothing is known about them.
 */
export function reachable(sources: ReadonlyMap<string, string>) {
  const found = new Set(ENTRIES.filter((path) => sources.has(path)))
  if (found.size === 0) return new Map(sources)
  // A set may grow while it is walked, and the walk goes on to the end.
  for (const path of found) {
    for (const target of importsOf(path, sources.get(path) ?? '')) {
      if (sources.has(target)) found.add(target)
    }
  }
  return new Map([...sources].filter(([path]) => found.has(path)))
}

function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(IMPORTED)].map(([, specifier = '']) =>
    join(dirname(path), specifier),
  )
}
