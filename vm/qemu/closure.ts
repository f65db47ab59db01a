/**
 * Everything a program needs to run, as paths: the links on the way to it, the
 * file, its loader and libraries. Copied to the same paths in another root it
 * runs there.
 *
 * A file comes from the host, or from a *tree* of unpacked packages
 * (`apt/unpack.ts`) which lies over it; its path in the guest is the same.
 */
import { execFile } from 'node:child_process'
import { accessSync, constants, existsSync, lstatSync } from 'node:fs'
import { readdir, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** Where programs are, in this system as in a tree of unpacked packages. */
export const BIN_DIRS = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Path in the guest → path on the host. */
export type Files = Map<string, string>

export interface Origin {
  /** Folder of unpacked packages; `null` when all come from the host. */
  readonly tree: string | null
  readonly libraryPath: string
}

/** Where a program is: in the system first, then in the tree. */
export function findProgram(name: string, tree: string | null): string | null {
  const roots = tree === null ? [''] : ['', tree]
  const paths = roots.flatMap((root) =>
    BIN_DIRS.map((dir) => join(root, dir, name) || '/'),
  )
  return paths.find(isExecutable) ?? null
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
  return addChain(files, inTree(target, link, origin.tree), origin)
}

/** An absolute link inside the tree means the tree's file, if it has it. */
function inTree(target: string, link: string, tree: string | null): string {
  if (tree === null || !link.startsWith('/')) return target
  const candidate = join(tree, target)
  return existsSync(candidate) ? candidate : target
}

/** The same path as seen in the guest, with /bin and /lib below /usr. */
export function guestPath(path: string, tree: string | null): string {
  const inside =
    tree !== null && path.startsWith(`${tree}/`)
      ? path.slice(tree.length)
      : path
  return inside.replace(/^\/(bin|sbin|lib|lib64)\//, '/usr/$1/')
}

async function librariesOf(
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
