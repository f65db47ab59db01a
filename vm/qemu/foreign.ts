/**
 * The tree that a guest with another processor than this computer's is made of:
 * Debian's packages of that architecture, its kernel, and the same version of
 * Node as here. Nothing of it ever runs on this computer.
 */
import { existsSync } from 'node:fs'
import { mkdir, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

import { openIndex } from '../apt/index.ts'
import { missingFor, unpack } from '../apt/unpack.ts'
import { commandFailed, shell } from '../host/shell.ts'
import type { Progress } from '../provider.ts'
import { ARCHITECTURES, type Architecture } from './architecture.ts'
import { downloadKernel } from './kernel.ts'
import { ALTERNATIVES, FOREIGN_PACKAGES } from './kit-packages.ts'
import { treeFor } from './tree.ts'

/** All that decides what is in such a tree. */
export function foreignKey(arch: Architecture): readonly unknown[] {
  return [arch, FOREIGN_PACKAGES, ALTERNATIVES, process.version]
}

/**
 * The tree of an architecture, unpacked when there is none. The caller holds the
 * cache's lock.
 *
 * @throws {MachineError} When a download fails.
 */
export function foreignTree(
  cache: string,
  arch: Architecture,
  progress: Progress,
): Promise<string> {
  return treeFor(cache, foreignKey(arch), async (tree) => {
    const { debian } = ARCHITECTURES[arch]
    const index = await openIndex(
      join(cache, `apt-${debian}`),
      progress,
      debian,
    )
    progress(`Downloading the tools of a guest with ${debian}`)
    await unpack(index, await missingFor(index, FOREIGN_PACKAGES), tree)
    await downloadKernel(index, arch, tree, progress)
    progress(`Downloading Node ${process.version} for ${debian}`)
    await unpackNode(arch, tree)
    await linkAlternatives(tree)
  })
}

/**
 * Node as the npm registry has it, in a package for each platform; npm compares
 * it with the registry's digest.
 *
 * @see npm-pack(1)
 */
async function unpackNode(arch: Architecture, tree: string): Promise<void> {
  const work = join(tree, 'node.draft')
  await mkdir(work)
  const name = `node-linux-${arch}@${process.versions.node}`
  try {
    const $ = (await shell())({ cwd: work })
    await $`npm pack --silent ${name}`
    const [archive = ''] = (await $`ls`).stdout.split('\n')
    await $`tar -xzf ${archive} package/bin/node`
    await mkdir(join(tree, 'usr/bin'), { recursive: true })
    await $`mv package/bin/node ${join(tree, 'usr/bin/node')}`
  } catch (error) {
    commandFailed(`Cannot download the package "${name}"`, error)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function linkAlternatives(tree: string): Promise<void> {
  for (const [name, target] of Object.entries(ALTERNATIVES)) {
    const path = join(tree, name)
    if (existsSync(path) || !existsSync(join(tree, target))) continue
    await symlink(relative(dirname(name), target), path)
  }
}
