/**
 * The programs of a runtime in TypeScript: one of four, then two, then all.
 *
 *     cli/mini-runc.ts    runtime     cli/mini-layers.ts   layers, from lab 05 on
 *     cli/mini-escape.ts  escape      cli/mini-cni.ts      cni, from lab 06 on
 */
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bundleProgram } from './bundle.ts'
import type { JudgedProgram, Part } from './check.ts'

/** Part → name of its program. */
const NAMES: Readonly<Record<Part, string>> = {
  runtime: 'mini-runc',
  escape: 'mini-escape',
  layers: 'mini-layers',
  cni: 'mini-cni',
}

/** Every runtime has these; without one of them it cannot be bundled. */
const ALWAYS: readonly Part[] = ['runtime', 'escape']

/** Programs of a runtime in TypeScript. */
export interface SourceFolder {
  /** What reports call it. */
  readonly name: string
  /** The folder that holds `cli/mini-runc.ts`. */
  readonly runtime: string
  /** Somebody handed it in: it may import nothing from outside of this folder. */
  readonly isConfined?: boolean
}

/** Where the source of a program stands. */
export const entryOf = (runtime: string, program: string) =>
  join(runtime, `cli/${program}.ts`)

/** Names of the programs that a runtime has, or should have. */
export function programsIn(runtime: string): readonly string[] {
  return partsIn(runtime).map((part) => NAMES[part])
}

function partsIn(runtime: string): readonly Part[] {
  return (Object.keys(NAMES) as Part[]).filter(
    (part) =>
      ALWAYS.includes(part) || existsSync(entryOf(runtime, NAMES[part])),
  )
}

/**
 * Bundle a runtime's programs into a folder.
 *
 * @throws {BundleError} When the sources do not parse: the student's turn.
 */
export async function bundleRuntime(
  out: string,
  { name, runtime, isConfined = false }: SourceFolder,
): Promise<JudgedProgram> {
  const parts = partsIn(runtime)
  const bundles = await allOrNone(
    parts.map((part) =>
      bundleProgram({
        entry: entryOf(runtime, NAMES[part]),
        outfile: join(out, fileOf(part)),
        ...(isConfined ? { within: runtime } : {}),
      }),
    ),
  )
  const own = bundles.map(({ files }) => files)
  return { name, files: filesOf(parts, own), ...namesOf(parts) }
}

/** Wait for all, also if one fails: nobody writes into the folder afterwards. */
async function allOrNone<T>(
  work: readonly Promise<T>[],
): Promise<readonly T[]> {
  await Promise.allSettled(work)
  return await Promise.all(work)
}

const fileOf = (part: Part) => `${NAMES[part]}.cjs`

/** A file of one bundle is of that part; koffi's addon belongs to all of them. */
function filesOf(parts: readonly Part[], own: readonly (readonly string[])[]) {
  const all = own.flat()
  return [...new Set(all)].map((from) => {
    const isShared = all.indexOf(from) !== all.lastIndexOf(from)
    const part = parts[own.findIndex((files) => files.includes(from))]
    const file = {
      from,
      name: basename(from),
      executable: from.endsWith('.cjs'),
    }
    return isShared || part === undefined ? file : { ...file, part }
  })
}

function namesOf(parts: readonly Part[]): Pick<JudgedProgram, Part> {
  const name = (part: Part) => (parts.includes(part) ? fileOf(part) : null)
  const cni = name('cni')
  return {
    runtime: name('runtime'),
    escape: name('escape'),
    layers: name('layers'),
    cni: cni === null ? null : [cni],
  }
}
