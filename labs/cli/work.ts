/**
 * Reads the reference and writes the student's copy of it.
 *
 * A file that differs from what the kit last wrote is the student's: it is kept,
 * or merged when both sides changed different lines, and never overwritten.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { mergeTexts } from './history.ts'
import type { Sources } from './starter.ts'
import type { Work } from './work-paths.ts'

/** What writing a starter did, as paths below `runtime/`. */
export interface Written {
  readonly created: string[]
  readonly updated: string[]
  readonly merged: string[]
  /** Changed by the student and by the starter in the same lines: left alone. */
  readonly conflicts: string[]
  /** Changed by the student, not by the starter. */
  readonly edited: string[]
}

const TSCONFIG = `{
  "extends": "../../tsconfig.json",
  "include": ["runtime"],
  "exclude": []
}
`

/** The reference runtime of this checkout, without its tests. */
export function readReference(root: string): Map<string, string> {
  return readSources(join(root, 'runtime'))
}

/** Every TypeScript file below a folder, tests left out; empty if there is none. */
export function readSources(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map()
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.ts') && !isTest(path))
    .sort()
  return new Map(
    paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  )
}

/** Tests, and the folders of what only tests use. */
const isTest = (path: string) => /\.test\.ts$|(^|\/)test\//.test(path)

/** Write a starter into the work folder, around what the student did there. */
export async function writeStarter(
  work: Work,
  starter: Sources,
): Promise<Written> {
  const written: Written = {
    created: [],
    updated: [],
    merged: [],
    conflicts: [],
    edited: [],
  }
  mkdirSync(work.dir, { recursive: true })
  const tsconfig = join(work.dir, 'tsconfig.json')
  if (!existsSync(tsconfig)) await put(tsconfig, TSCONFIG)
  for (const [path, text] of starter) {
    const outcome = await writeOne(work, path, text)
    if (outcome !== 'same') written[outcome].push(path)
  }
  await removeVanished(work, starter)
  return written
}

/** Replace the student's files by these; the caller has kept the old ones. */
export async function overwrite(work: Work, sources: Sources): Promise<void> {
  for (const [path, text] of sources) await put(join(work.runtime, path), text)
}

/** Replace the student's files by a starter, as if never edited. */
export async function startAfresh(work: Work, starter: Sources): Promise<void> {
  await overwrite(work, starter)
  for (const [path, text] of starter) await put(join(work.base, path), text)
}

type Outcome = keyof Written | 'same'

async function writeOne(
  work: Work,
  path: string,
  theirs: string,
): Promise<Outcome> {
  const target = join(work.runtime, path)
  const base = read(join(work.base, path))
  const ours = read(target)
  const [outcome, text] = decide({ ours, base, theirs })

  if (text !== null) await put(target, text)
  // With a conflict the base stays: the next start tries again.
  if (outcome !== 'conflicts') await put(join(work.base, path), theirs)
  return outcome
}

interface Versions {
  readonly ours: string | null
  readonly base: string | null
  readonly theirs: string
}

/** What becomes of one file, and its new text unless it stays as it is. */
function decide({ ours, base, theirs }: Versions): [Outcome, string | null] {
  if (ours === null) return ['created', theirs]
  if (ours === theirs) return ['same', null]
  if (ours === base) return ['updated', theirs]
  if (base === theirs) return ['edited', null]
  if (base === null) return ['conflicts', null]
  const merged = mergeTexts(ours, base, theirs)
  return merged === null ? ['conflicts', null] : ['merged', merged]
}

/** Files the starter no longer has go, unless the student changed them. */
async function removeVanished(work: Work, starter: Sources): Promise<void> {
  for (const [path, base] of readSources(work.base)) {
    if (starter.has(path)) continue
    const target = join(work.runtime, path)
    if (read(target) === base) await rm(target)
    await rm(join(work.base, path))
  }
}

/** Write under another name first: a crash leaves the old file or the new one. */
async function put(path: string, text: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  await writeFile(temporary, text)
  await rename(temporary, path)
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
