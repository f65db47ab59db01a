/**
 * Programs of packages without installing them: what is missing of a package
 * and of its dependencies is downloaded, checked by apt against the archive's
 * signatures, and unpacked into one folder, the *tree*.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { commandFailed, shell } from '../host/shell.ts'
import type { Index } from './index.ts'

/** A package as apt would install it now. */
export interface Candidate {
  readonly name: string
  readonly version: string
}

/**
 * The packages that installing `names` would add. Those already installed are
 * used from the system as they are, newer or not.
 *
 * @param release Take everything from this suite where it has it.
 * @throws {MachineError} When a package does not exist.
 * @see apt-get(8), --simulate
 */
export async function missingFor(
  index: Index,
  names: readonly string[],
  release?: string,
): Promise<Candidate[]> {
  const $ = await shell()
  const target = release === undefined ? [] : ['-t', release]
  const { stdout } =
    await $`apt-get -q -s ${index.options} ${target} install ${names}`.catch(
      (error) => commandFailed(`Cannot find ${names.join(', ')}`, error),
    )
  return parseSimulation(stdout)
}

/** `Inst name (version suite [arch])`; `Inst name [old] (…)` is an upgrade. */
export function parseSimulation(output: string): Candidate[] {
  return [...output.matchAll(/^Inst (\S+) \((\S+) /gm)].map((match) => ({
    name: match[1] ?? '',
    version: match[2] ?? '',
  }))
}

/**
 * Add packages to the tree.
 *
 * @throws {MachineError} When a download fails or is not what was signed.
 * @see dpkg-deb(1), --extract
 */
export async function unpack(
  index: Index,
  packages: readonly Candidate[],
  tree: string,
): Promise<void> {
  const downloads = `${tree}.debs`
  await mkdir(tree, { recursive: true })
  await mkdir(downloads, { recursive: true })
  try {
    await download(index, packages, downloads)
    await extractAll(downloads, tree)
  } finally {
    await rm(downloads, { recursive: true, force: true })
  }
}

async function download(
  index: Index,
  packages: readonly Candidate[],
  cwd: string,
): Promise<void> {
  if (packages.length === 0) return
  const $ = (await shell())({ cwd })
  const exact = packages.map(({ name, version }) => `${name}=${version}`)
  await $`apt-get -q ${index.options} download ${exact}`.catch((error) =>
    commandFailed('Cannot download packages', error),
  )
}

async function extractAll(downloads: string, tree: string): Promise<void> {
  const $ = await shell()
  for (const name of (await readdir(downloads)).sort()) {
    if (!name.endsWith('.deb')) continue
    await $`dpkg-deb --extract ${join(downloads, name)} ${tree}`.catch(
      (error) => commandFailed(`Cannot unpack "${name}"`, error),
    )
  }
}

/** Where the loader finds the libraries of a tree. */
export function libraryPath(tree: string, triplet: string): string {
  return [`usr/lib/${triplet}`, `lib/${triplet}`]
    .map((path) => join(tree, path))
    .filter(existsSync)
    .join(':')
}
