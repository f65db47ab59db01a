/**
 * The guest's root file system: the lab tools of this very host, with all they
 * need, in one compressed read-only file. A guest with another processor has
 * those of packages.
 *
 * No root, no mounts and no downloads: files are copied to a folder and packed
 * with everything owned by root.
 */

import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import {
  chmod,
  copyFile,
  mkdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RequirementError } from '../errors.ts'
import { commandFailed, shell } from '../host/shell.ts'
import type { Architecture } from './architecture.ts'
import {
  closureOf,
  type Files,
  filesBelow,
  findPath,
  findProgram,
  type Origin,
} from './closure.ts'
import {
  CNI_PLUGINS,
  dataDirsOf,
  ETC,
  OPTIONAL_TOOLS,
  pluginsOf,
  requiredTools,
  SETUID_TOOLS,
} from './guest.ts'

/** What the root file system is made of. */
export interface RootfsSource extends Origin {
  readonly arch: Architecture
  /** Where on the host the guest's Node is. */
  readonly node: string
}

export interface Rootfs {
  readonly files: Files
  /** Tools that were nowhere: with one of them there, pack again. */
  readonly absent: readonly string[]
  /** Where on the host the guest's Node is. */
  readonly node: string
}

/**
 * Find all that the guest will have.
 *
 * @throws {RequirementError} When a tool is missing which every lab needs.
 */
export async function collectRootfs(source: RootfsSource): Promise<Rootfs> {
  const find = (name: string) => findProgram(name, source.tree, source.foreign)
  const required = requiredTools(source.arch)
  const missing = required.filter((name) => find(name) === null)
  if (missing.length > 0) throw toolsMissing(missing)

  const tools = [...required, ...OPTIONAL_TOOLS]
  const programs = [
    ...tools.map(find),
    ...[...pluginsOf(source.arch), ...CNI_PLUGINS].map((path) =>
      findData(path, source),
    ),
  ].filter((path) => path !== null)
  const files = await closureOf([...programs, source.node], source)
  for (const dir of dataDirsOf(source.arch)) {
    const found = findData(dir, source)
    if (found !== null) merge(files, await filesBelow(found, source.tree))
  }
  const release = findPath(['/etc/os-release'], source)
  if (release !== null) {
    merge(files, new Map([['/etc/os-release', realpathSync(release)]]))
  }

  const absent = OPTIONAL_TOOLS.filter((name) => find(name) === null)
  return { files, absent, node: source.node }
}

/** A package may have it below /lib where a system, whose /usr is merged, has /usr/lib. */
function findData(path: string, origin: Origin): string | null {
  const other = path.startsWith('/usr/') ? path.slice(4) : join('/usr', path)
  return findPath([path, other], origin)
}

function merge(into: Files, from: Files): void {
  for (const [path, source] of from) into.set(path, source)
}

function toolsMissing(names: readonly string[]): RequirementError {
  return new RequirementError(
    names.map((name) => ({
      name,
      ok: false,
      found: 'no such program on this computer',
      remedy: `Install the package that has "${name}"`,
    })),
  )
}

/**
 * Pack the root file system into a squashfs.
 *
 * @param stage An absent folder to copy files to; it is removed again.
 * @see mksquashfs(1)
 */
export async function packRootfs(
  { files, node }: Rootfs,
  stage: string,
  output: string,
  mksquashfs: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  try {
    for (const [path, source] of files) await place(stage, path, source)
    await placeSystem(stage, node)
    await markSetuid(stage)
    const $ = (await shell())({ env: { ...process.env, ...env } })
    // lz4: twice as large as xz, and unpacked in no time under emulation.
    const flags = ['-all-root', '-no-xattrs', '-noappend', '-no-progress']
    await $`${mksquashfs} ${stage} ${output} ${flags} -comp lz4 -quiet`.catch(
      (error) => commandFailed('Cannot pack the root file system', error),
    )
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

async function place(stage: string, path: string, source: string) {
  const target = join(stage, path)
  await mkdir(dirname(target), { recursive: true })
  if (!lstatSync(source).isSymbolicLink()) return copyFile(source, target)
  await symlink(readlinkSync(source), target)
}

/** What no package has: the links of a merged /usr, accounts, empty folders. */
async function placeSystem(stage: string, node: string): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    await mkdir(join(stage, 'usr', name), { recursive: true })
    await symlink(`usr/${name}`, join(stage, name))
  }
  for (const name of ['proc', 'sys', 'dev', 'run', 'tmp', 'root', 'mnt']) {
    await mkdir(join(stage, name), { recursive: true })
  }
  await mkdir(join(stage, 'etc'), { recursive: true })
  for (const [path, text] of Object.entries(ETC)) {
    await rm(join(stage, path), { force: true })
    await mkdir(dirname(join(stage, path)), { recursive: true })
    await writeFile(join(stage, path), text)
  }
  await placeNode(stage, node)
}

/**
 * A copy keeps no such bit where a user makes it, and an unpacked package has
 * none where its script would have set it.
 */
async function markSetuid(stage: string): Promise<void> {
  const names = SETUID_TOOLS.map((name) => join(stage, 'usr/bin', name))
  for (const path of names) {
    // A link may lead out of the stage, to a program of this computer.
    if (lstatSync(path).isFile()) await chmod(path, 0o4755)
  }
}

/** `node` may be in a version manager's folder: give it its usual place too. */
async function placeNode(stage: string, node: string): Promise<void> {
  const usual = join(stage, 'usr/bin/node')
  if (existsSync(usual)) return
  await symlink(realpathSync(node), usual)
}
