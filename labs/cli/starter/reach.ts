/** The files of a runtime that its programs need. */
import { dirname, join } from 'node:path/posix'

/** Program → the lab it begins in; whatever else there is, programs import it. */
const ENTRIES: Readonly<Record<string, number>> = {
  'cli/mini-runc.ts': 1,
  'cli/mini-escape.ts': 1,
  'cli/mini-layers.ts': 5,
  'cli/mini-cni.ts': 6,
}

const IMPORTED = /(?:^import|\bfrom|\bimport\()\s*'(\.[^']+)'/gm

/**
 * Only those files that a program of this lab imports, itself or through others.
 * Sources without a program are handed back as they are: nothing is known about
 * them.
 */
export function reachable(sources: ReadonlyMap<string, string>, lab: number) {
  const programs = Object.entries(ENTRIES).filter(([, from]) => from <= lab)
  const paths = programs.map(([path]) => path)
  const found = new Set(paths.filter((path) => sources.has(path)))
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
