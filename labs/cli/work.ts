/**
 * Reads the reference and writes the student's copy of it.
 *
 * A file that differs from what the kit last wrote, the *base*, is the student's:
 * it is kept, or merged with what is new, and never overwritten.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { textIfThere } from '#vm/host/text-if-there.ts'
import { type Labels, mergeTexts } from './merge.ts'
import { missingImports } from './starter/imports.ts'
import type { Sources } from './starter.ts'
import type { Work } from './work-paths.ts'

/** What writing a starter did, as paths below `runtime/`. */
export interface Written {
  readonly created: string[]
  readonly updated: string[]
  readonly merged: string[]
  /** Changed by both in the same lines: both are there, between marks. */
  readonly conflicts: string[]
  /** There before the lab brought one of that name, or no git to merge with: left alone. */
  readonly foreign: string[]
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

/** A starter, and the number of the lab it was cut for. */
export interface Starter {
  readonly sources: Sources
  readonly lab: number
}

/** Write a starter into the work folder, around what the student did there. */
export async function writeStarter(
  work: Work,
  { sources, lab }: Starter,
): Promise<Written> {
  const written: Written = {
    created: [],
    updated: [],
    merged: [],
    conflicts: [],
    foreign: [],
    edited: [],
  }
  await putTsconfig(work)
  const labels = {
    ours: 'yours',
    theirs: `lab ${String(lab).padStart(2, '0')}`,
  }
  for (const [path, text] of sources) {
    const outcome = await writeOne(work, path, text, labels)
    if (outcome !== 'same') written[outcome].push(path)
  }
  await removeVanished(work, sources)
  await put(join(work.base, LAB), `${lab}\n`)
  return written
}

async function putTsconfig({ dir }: Work): Promise<void> {
  const tsconfig = join(dir, 'tsconfig.json')
  if (!existsSync(tsconfig)) await put(tsconfig, TSCONFIG)
}

/** Replace the student's files by these; the caller has kept the old ones. */
export async function overwrite(work: Work, sources: Sources): Promise<void> {
  await putTsconfig(work)
  for (const [path, text] of sources) await put(join(work.runtime, path), text)
}

/** Replace the student's files by a starter, as if never edited. */
export async function startAfresh(work: Work, starter: Starter): Promise<void> {
  await overwrite(work, starter.sources)
  for (const path of readSources(work.base).keys()) {
    if (starter.sources.has(path)) continue
    await rm(join(work.runtime, path), { force: true })
  }
  await writeBase(work, starter)
}

/** What the kit is taken to have written last. */
export async function writeBase(
  work: Work,
  { sources, lab }: Starter,
): Promise<void> {
  await rm(work.base, { recursive: true, force: true })
  for (const [path, text] of sources) await put(join(work.base, path), text)
  await put(join(work.base, LAB), `${lab}\n`)
}

/** Beside the files of the base. */
const LAB = 'lab'

/** The lab that the base was cut for; 0 where there is none. */
export function writtenLab({ base }: Work): number {
  if (!existsSync(base)) return 0
  // Older editions wrote no number, and had one lab.
  return Number(textIfThere(join(base, LAB)) ?? 1)
}

type Outcome = keyof Written | 'same'

async function writeOne(
  work: Work,
  path: string,
  theirs: string,
  labels: Labels,
): Promise<Outcome> {
  const target = join(work.runtime, path)
  const base = textIfThere(join(work.base, path))
  const ours = textIfThere(target)
  const [outcome, text] = decide({ ours, base, theirs }, labels)

  if (text !== null) await put(target, text)
  // What was left alone keeps its base: the next start tries again.
  if (outcome !== 'foreign') await put(join(work.base, path), theirs)
  return outcome
}

interface Versions {
  readonly ours: string | null
  readonly base: string | null
  readonly theirs: string
}

/** What becomes of one file, and its new text unless it stays as it is. */
function decide(versions: Versions, labels: Labels): [Outcome, string | null] {
  const { ours, base, theirs } = versions
  if (ours === null) return ['created', theirs]
  if (ours === theirs) return ['same', null]
  if (ours === base) return ['updated', theirs]
  if (base === theirs) return ['edited', null]
  if (base === null) return ['foreign', null]
  const merged = mergeTexts(ours, base, theirs, labels)
  if (merged === null) return ['foreign', null]
  const text = missingImports(merged.text, theirs)
  if (text === ours) return ['edited', null]
  return [merged.conflict ? 'conflicts' : 'merged', text]
}

/** Files the starter no longer has go, unless the student changed them. */
async function removeVanished(work: Work, starter: Sources): Promise<void> {
  for (const [path, base] of readSources(work.base)) {
    if (starter.has(path)) continue
    const target = join(work.runtime, path)
    if (textIfThere(target) === base) await rm(target)
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
