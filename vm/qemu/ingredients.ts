/**
 * What a template is made from, wherever it comes from: this system, or the
 * *tree*, a folder of packages unpacked into the cache. A tree is named after
 * what had to be unpacked, so it is made once.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { hasApt, type Index, openIndex } from '../apt/index.ts'
import { libraryPath, missingFor, unpack } from '../apt/unpack.ts'
import { MachineError, RequirementError } from '../errors.ts'
import { atLeast } from '../host/version.ts'
import { missingPackages } from '../packages.ts'
import type { Progress, Requirement } from '../provider.ts'
import {
  ARCHITECTURES,
  type Architecture,
  guestArchitecture,
  isArchitecture,
  isForeign,
} from './architecture.ts'
import { findProgram } from './closure.ts'
import {
  type Emulator,
  GOOD_VERSION,
  systemEmulator,
  treeEmulator,
} from './emulator.ts'
import { foreignTree } from './foreign.ts'
import { isStatic } from './initramfs.ts'
import { downloadKernel, findKernel, type Kernel, kernelAt } from './kernel.ts'
import { HOST_PACKAGES, KIT_PACKAGES } from './kit-packages.ts'
import type { RootfsSource } from './rootfs.ts'
import { treeFor } from './tree.ts'

export interface Ingredients {
  readonly emulator: Emulator
  readonly kernel: Kernel
  /** What the guest's root file system is made of. */
  readonly guest: RootfsSource
  /** Programs of this computer that are not installed, if there are any. */
  readonly tree: string | null
  readonly libraryPath: string
  readonly busybox: string
  readonly mksquashfs: string
  readonly dropbearkey: string
  readonly sshKeygen: string
  /** ssh, and what must stand before it. */
  readonly ssh: readonly string[]
}

interface Wanted {
  readonly packages: readonly string[]
  readonly emulator: boolean
  readonly kernel: boolean
}

/**
 * Find everything, and unpack what is missing.
 *
 * @throws {RequirementError} When something is missing and there is no apt.
 * @throws {MachineError} When a download fails.
 */
export async function gather(
  cache: string,
  progress: Progress,
): Promise<Ingredients> {
  const arch = guestArchitecture()
  const wanted = await wantedFromArchive(arch)
  const tree = nothing(wanted)
    ? null
    : await hostTree(cache, arch, wanted, progress)
  const foreign = isForeign(arch)
    ? await foreignTree(cache, arch, progress)
    : null
  return assemble(arch, tree, foreign)
}

/** What this system lacks. */
async function wantedFromArchive(arch: Architecture): Promise<Wanted> {
  const foreign = isForeign(arch)
  const busybox = await staticBusybox(null, foreign)
  const names = foreign ? HOST_PACKAGES : KIT_PACKAGES
  const packages = (await missingPackages(names)).filter(
    (name) => name !== 'busybox-static' || busybox === null,
  )
  const emulator = systemEmulator(arch)
  const good = emulator !== null && atLeast(emulator.version, `${GOOD_VERSION}`)
  const kernel = foreign || (await systemKernel()) !== null
  return {
    packages: hasApt() ? packages : [],
    emulator: !good && !process.env.LABS_QEMU && hasApt(),
    kernel: !kernel && hasApt(),
  }
}

function nothing({ packages, emulator, kernel }: Wanted): boolean {
  return packages.length === 0 && !emulator && !kernel
}

/** Programs and a kernel for this computer's own processor, and the emulator. */
function hostTree(
  cache: string,
  arch: Architecture,
  wanted: Wanted,
  progress: Progress,
): Promise<string> {
  const { emulatorPackage } = ARCHITECTURES[arch]
  const key = isForeign(arch) ? [wanted, emulatorPackage] : wanted
  return treeFor(cache, key, async (tree) => {
    const index = await openIndex(join(cache, 'apt'), progress)
    await fill(tree, index, arch, wanted, progress)
  })
}

async function fill(
  tree: string,
  index: Index,
  arch: Architecture,
  wanted: Wanted,
  progress: Progress,
): Promise<void> {
  if (wanted.packages.length > 0) {
    progress(`Downloading ${wanted.packages.join(', ')}`)
    const missing = await missingFor(index, wanted.packages)
    await unpack(index, missing, tree)
  }
  if (wanted.emulator) {
    const { emulatorPackage } = ARCHITECTURES[arch]
    const release = index.hasBackports
      ? `${index.codename}-backports`
      : undefined
    const missing = await missingFor(index, [emulatorPackage], release)
    const qemu = missing.find(({ name }) => name === emulatorPackage)
    progress(`Downloading QEMU ${qemu?.version ?? ''}`.trimEnd())
    await unpack(index, missing, tree)
  }
  if (wanted.kernel) await downloadKernel(index, arch, tree, progress)
}

async function assemble(
  arch: Architecture,
  tree: string | null,
  foreign: string | null,
): Promise<Ingredients> {
  const guestTree = foreign ?? tree
  const find = (name: string) => findProgram(name, tree)
  const parts = {
    [ARCHITECTURES[arch].emulator]: emulatorIn(arch, tree),
    'a kernel with 9p and virtio drivers': await kernelIn(tree, foreign),
    'busybox (static)': await staticBusybox(guestTree, foreign !== null),
    mksquashfs: find('mksquashfs'),
    dropbearkey: find('dropbearkey'),
    'ssh-keygen': find('ssh-keygen'),
    ssh: find('ssh'),
    node:
      foreign === null ? process.execPath : findProgram('node', foreign, true),
  }
  const missing = Object.entries(parts).filter(([, part]) => part === null)
  if (missing.length > 0) throw notFound(missing.map(([name]) => name))

  return {
    emulator: parts[ARCHITECTURES[arch].emulator] as Emulator,
    kernel: parts['a kernel with 9p and virtio drivers'] as Kernel,
    guest: {
      arch,
      tree: guestTree,
      libraryPath: librariesIn(guestTree, arch),
      foreign: foreign !== null,
      node: parts.node as string,
    },
    tree,
    libraryPath: librariesIn(tree),
    busybox: parts['busybox (static)'] as string,
    mksquashfs: parts.mksquashfs as string,
    dropbearkey: parts.dropbearkey as string,
    sshKeygen: parts['ssh-keygen'] as string,
    ssh: withLibraries(parts.ssh as string, tree),
  }
}

function emulatorIn(arch: Architecture, tree: string | null): Emulator | null {
  const unpacked = tree === null ? null : treeEmulator(arch, tree, ownTriplet())
  return unpacked ?? systemEmulator(arch)
}

async function kernelIn(
  tree: string | null,
  foreign: string | null,
): Promise<Kernel | null> {
  if (foreign !== null) return findKernel(foreign)
  return (await systemKernel()) ?? (tree === null ? null : findKernel(tree))
}

/** Folders with libraries of a tree; of this computer's own kind by default. */
function librariesIn(tree: string | null, arch?: Architecture): string {
  const triplet =
    arch === undefined ? ownTriplet() : ARCHITECTURES[arch].triplet
  return tree === null ? '' : libraryPath(tree, triplet)
}

function ownTriplet(): string {
  return isArchitecture(process.arch)
    ? ARCHITECTURES[process.arch].triplet
    : process.arch
}

/** The kernel of `LABS_KERNEL`, or one of the system. */
async function systemKernel(): Promise<Kernel | null> {
  const image = process.env.LABS_KERNEL
  if (!image) return findKernel('/')
  const kernel = await kernelAt(image, '/')
  if (kernel !== null) return kernel
  throw new MachineError(
    `Expected LABS_KERNEL to be a readable kernel image with its modules but ` +
      `found "${image}"`,
  )
}

/** A program of the tree needs the libraries of the tree. */
function withLibraries(program: string, tree: string | null): string[] {
  if (tree === null || !program.startsWith(tree)) return [program]
  return ['env', `LD_LIBRARY_PATH=${librariesIn(tree)}`, program]
}

async function staticBusybox(
  tree: string | null,
  foreign: boolean,
): Promise<string | null> {
  const roots = [...(foreign ? [] : [null]), ...(tree === null ? [] : [tree])]
  const paths = roots.map((root) => findProgram('busybox', root, root !== null))
  const isUsable = (path: string | null) =>
    path !== null && isStatic(readFileSync(path))
  return paths.find(isUsable) ?? null
}

function notFound(names: readonly string[]): RequirementError {
  return new RequirementError(names.map(requirement))
}

function requirement(name: string): Requirement {
  const remedy = `Install "${name}" with the package manager of this system`
  return { name, ok: false, found: 'nothing usable', remedy }
}
