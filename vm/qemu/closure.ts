/**
 * Everything a program needs to run, as paths: the links on the way to it, the
 * file, its loader and libraries. Copied to the same paths in another root it
 * runs there.
 *
 * A file comes from the host, or from a *tree* of unpacked packages
 * (`apt/unpack.ts`) which lies over it; its path in the guest is the same. In a
 * guest of another architecture everything comes from the tree.
 */
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, lstatSync } from 'node:fs'
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

import { MachineError } from '../errors.ts'
import { neededBy } from './needed.ts'

/** Where programs are, in this system as in a tree of unpacked packages. */
export const BIN_DIRS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Path in the guest → path on the host. */
export type Files = Map<string, string>

export interface Origin {
  /** Folder of unpacked packages; `null` when all come from the host. */
  readonly tree: string | null
  /** Folders with libraries of the tree, joined by colons. */
  readonly libraryPath: string
  /** Whether nothing comes from the host: it has another processor. */
  readonly foreign: boolean
}

type Roots = Pick<Origin, 'tree' | 'foreign'>

/** Where a program is: in the system first, then in the tree. */
export function findProgram(
  name: string,
  tree: string | null,
  foreign = false,
): string | null {
  return findPath(
    BIN_DIRS.map((dir) => join(dir, name)),
    { tree, foreign },
    isExecutable,
  )
}

/** The first of these paths that is in the system, or in the tree. */
export function findPath(
  paths: readonly string[],
  roots: Roots,
  isWanted: (path: string) => boolean = existsSync,
): string | null {
  return inRoots(paths, roots).find(isWanted) ?? null
}

/** All places where these paths may be. */
function inRoots(paths: readonly string[], { tree, foreign }: Roots): string[] {
  const roots = [...(foreign ? [] : ['']), ...(tree === null ? [] : [tree])]
  return roots.flatMap((root) => paths.map((path) => join(root, path)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return lstatSync(path).isFile() || existsSync(path)
  } catch {
    return false
  }
}

/**
 * The files that programs need.
 *
 * @param programs Absolute paths on the host.
 * @see ldd(1), ld.so(8)
 */
export async function closureOf(
  programs: readonly string[],
  origin: Origin,
): Promise<Files> {
  const files: Files = new Map()
  const targets = await Promise.all(
    programs.map((program) => addChain(files, program, origin)),
  )
  for (const library of await librariesOf(targets, origin)) {
    await addChain(files, library, origin)
  }
  return files
}

/** Add a path and every link it goes through. @returns The file at the end. */
async function addChain(
  files: Files,
  path: string,
  origin: Origin,
): Promise<string> {
  // /bin may itself be a link: name the file by its real directory, or two
  // names of one file would collide in the guest.
  const real = join(await realpath(dirname(path)), basename(path))
  files.set(guestPath(real, origin.tree), real)
  if (!lstatSync(real).isSymbolicLink()) return real

  const link = await readlink(real)
  const target = resolve(dirname(real), link)
  return addChain(files, inTree(target, link, origin), origin)
}

/** An absolute link inside the tree means the tree's file, if it has it. */
function inTree(target: string, link: string, { tree, foreign }: Origin) {
  if (tree === null || !link.startsWith('/')) return target
  const candidate = join(tree, target)
  return foreign || existsSync(candidate) ? candidate : target
}

/** The same path as seen in the guest, with /bin and /lib below /usr. */
export function guestPath(path: string, tree: string | null): string {
  const inside =
    tree !== null && path.startsWith(`${tree}/`)
      ? path.slice(tree.length)
      : path
  return inside.replace(/^\/(bin|sbin|lib|lib64)\//, '/usr/$1/')
}

function librariesOf(files: readonly string[], origin: Origin) {
  return origin.foreign
    ? librariesRead(files, origin)
    : librariesByLoader(files, origin)
}

/**
 * Follow the names in the files themselves, through the folders of the tree.
 *
 * @throws {MachineError} When a library is in none of them.
 */
async function librariesRead(
  files: readonly string[],
  origin: Origin,
): Promise<string[]> {
  const found = new Set<string>()
  const queue = [...files]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    for (const path of await namedIn(file, origin)) {
      if (found.has(path)) continue
      found.add(path)
      queue.push(path)
    }
  }
  return [...found]
}

/** Where the loader and the libraries are that one file names. */
async function namedIn(file: string, origin: Origin): Promise<string[]> {
  const { loader, libraries } = neededBy(await readFile(file))
  const folders = origin.libraryPath.split(':')
  const candidates = [
    ...(loader === null ? [] : [inRoots([loader, `/usr${loader}`], origin)]),
    ...libraries.map((name) => folders.map((folder) => join(folder, name))),
  ]
  return candidates.map((paths) => {
    const path = paths.find(existsSync)
    if (path !== undefined) return path
    const name = basename(paths[0] ?? '')
    throw new MachineError(`Cannot find "${name}", which "${file}" needs`)
  })
}

async function librariesByLoader(
  files: readonly string[],
  { libraryPath }: Origin,
): Promise<string[]> {
  const env = { ...process.env, LC_ALL: 'C', LD_LIBRARY_PATH: libraryPath }
  const options = { env, maxBuffer: 1 << 24 }
  // Its status is 1 as soon as one of the files is static or a script.
  const output = await promisify(execFile)('ldd', [...files], options).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  )
  return parseLdd(output.stdout)
}

/** Every absolute path that `ldd` says would be loaded, each once. */
export function parseLdd(output: string): string[] {
  const paths = output.matchAll(/(?:^|\s)(\/\S+) \(0x[0-9a-f]+\)$/gm)
  return [...new Set([...paths].map((match) => match[1] ?? ''))]
}

/** All files below a folder of the host, or of a tree of packages. */
export async function filesBelow(
  dir: string,
  tree: string | null,
): Promise<Files> {
  const files: Files = new Map()
  for (const name of await readdir(dir, { recursive: true })) {
    const path = join(dir, name)
    if (!lstatSync(path).isDirectory()) files.set(guestPath(path, tree), path)
  }
  return files
}
