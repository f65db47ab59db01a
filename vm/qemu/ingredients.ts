/**
 * What a template is made from, wherever it comes from: this system, or the
 * *tree*, a folder of packages unpacked into the cache. A tree is named after
 * what had to be unpacked, so it is made once.
 */
import { existsSync, readFileSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { hasApt, type Index, openIndex } from '../apt/index.ts'
import { libraryPath, missingFor, unpack } from '../apt/unpack.ts'
import { MachineError, RequirementError } from '../errors.ts'
import { shortHash } from '../host/paths.ts'
import { missingPackages } from '../packages.ts'
import type { Progress, Requirement } from '../provider.ts'
import { findProgram } from './closure.ts'
import {
  atLeast,
  type Emulator,
  GOOD_VERSION,
  PROGRAM,
  systemEmulator,
  TRIPLET,
  treeEmulator,
} from './emulator.ts'
import { isStatic } from './initramfs.ts'
import { downloadKernel, findKernel, type Kernel, kernelAt } from './kernel.ts'

/** Packages the host or the guest uses programs of. */
const KIT_PACKAGES = [
  ...['squashfs-tools', 'dropbear-bin', 'busybox-static', 'xz-utils'],
  ...['openssh-client', 'iproute2', 'procps', 'strace', 'runc', 'crun'],
  ...['nftables', 'kmod', 'libcap2-bin', 'util-linux', 'mount', 'less'],
  ...['uidmap', 'libpam-modules', 'jq', 'perl-base', 'attr', 'iputils-ping'],
  // What others' layers and networks are made with.
  ...['umoci', 'containernetworking-plugins', 'iptables'],
  // Who drives a runtime of the student's own; on the host it is never started.
  ...['docker.io', 'containerd'],
]

export interface Ingredients {
  readonly emulator: Emulator
  readonly kernel: Kernel
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
  const wanted = await wantedFromArchive()
  const tree = nothing(wanted) ? null : await treeFor(cache, wanted, progress)
  return assemble(tree)
}

/** What this system lacks. */
async function wantedFromArchive(): Promise<Wanted> {
  const busybox = await staticBusybox(null)
  const packages = (await missingPackages(KIT_PACKAGES)).filter(
    (name) => name !== 'busybox-static' || busybox === null,
  )
  const emulator = systemEmulator()
  const good = emulator !== null && atLeast(emulator.version, `${GOOD_VERSION}`)
  return {
    packages: hasApt() ? packages : [],
    emulator: !good && !process.env.LABS_QEMU && hasApt(),
    kernel: (await systemKernel()) === null && hasApt(),
  }
}

function nothing({ packages, emulator, kernel }: Wanted): boolean {
  return packages.length === 0 && !emulator && !kernel
}

async function treeFor(
  cache: string,
  wanted: Wanted,
  progress: Progress,
): Promise<string> {
  const system = readFileSync('/etc/os-release', 'utf8')
  const tree = join(cache, 'trees', shortHash(JSON.stringify([wanted, system])))
  if (existsSync(join(tree, 'complete'))) return tree

  const draft = `${tree}.draft`
  await rm(draft, { recursive: true, force: true })
  const index = await openIndex(join(cache, 'apt'), progress)
  await fill(draft, index, wanted, progress)
  await writeFile(join(draft, 'complete'), '')
  await rm(tree, { recursive: true, force: true })
  await rename(draft, tree)
  return tree
}

async function fill(
  tree: string,
  index: Index,
  wanted: Wanted,
  progress: Progress,
): Promise<void> {
  if (wanted.packages.length > 0) {
    progress(`Downloading ${wanted.packages.join(', ')}`)
    const missing = await missingFor(index, wanted.packages)
    await unpack(index, missing, tree)
  }
  if (wanted.emulator) {
    const release = index.hasBackports
      ? `${index.codename}-backports`
      : undefined
    const missing = await missingFor(index, ['qemu-system-x86'], release)
    const qemu = missing.find(({ name }) => name === 'qemu-system-x86')
    progress(`Downloading QEMU ${qemu?.version ?? ''}`.trimEnd())
    await unpack(index, missing, tree)
  }
  if (wanted.kernel) await downloadKernel(index, tree, progress)
}

async function assemble(tree: string | null): Promise<Ingredients> {
  const emulator = emulatorIn(tree)
  const kernel =
    (await systemKernel()) ?? (tree === null ? null : await findKernel(tree))
  const find = (name: string) => findProgram(name, tree)
  const parts = {
    [PROGRAM]: emulator,
    'a kernel with 9p and virtio drivers': kernel,
    'busybox (static)': await staticBusybox(tree),
    mksquashfs: find('mksquashfs'),
    dropbearkey: find('dropbearkey'),
    'ssh-keygen': find('ssh-keygen'),
    ssh: find('ssh'),
  }
  const missing = Object.entries(parts).filter(([, part]) => part === null)
  if (missing.length > 0) throw notFound(missing.map(([name]) => name))

  return {
    emulator: emulator as Emulator,
    kernel: kernel as Kernel,
    tree,
    libraryPath: tree === null ? '' : libraryPath(tree, TRIPLET),
    busybox: parts['busybox (static)'] as string,
    mksquashfs: parts.mksquashfs as string,
    dropbearkey: parts.dropbearkey as string,
    sshKeygen: parts['ssh-keygen'] as string,
    ssh: withLibraries(parts.ssh as string, tree),
  }
}

function emulatorIn(tree: string | null): Emulator | null {
  const unpacked = tree === null ? '' : join(tree, 'usr/bin', PROGRAM)
  return tree !== null && existsSync(unpacked)
    ? treeEmulator(tree)
    : systemEmulator()
}

/** The kernel of `LABS_KERNEL`, or one of the system. */
async function systemKernel(): Promise<Kernel | null> {
  const image = process.env.LABS_KERNEL
  if (!image) return findKernel('/')
  const kernel = await kernelAt(image, '/')
  if (kernel !== null) return kernel
  throw new MachineError(
    `Expected LABS_KERNEL to be a readable bzImage with its modules but ` +
      `found "${image}"`,
  )
}

/** A program of the tree needs the libraries of the tree. */
function withLibraries(program: string, tree: string | null): string[] {
  if (tree === null || !program.startsWith(tree)) return [program]
  return ['env', `LD_LIBRARY_PATH=${libraryPath(tree, TRIPLET)}`, program]
}

async function staticBusybox(tree: string | null): Promise<string | null> {
  const inTree = tree === null ? null : join(tree, 'bin/busybox')
  const usr = tree === null ? null : join(tree, 'usr/bin/busybox')
  const paths = [findProgram('busybox', null), inTree, usr]
  const found = paths.find(
    (path) => path !== null && existsSync(path) && isStatic(readFileSync(path)),
  )
  return found ?? null
}

function notFound(names: readonly string[]): RequirementError {
  return new RequirementError(names.map(requirement))
}

function requirement(name: string): Requirement {
  const remedy = `Install "${name}" with the package manager of this system`
  return { name, ok: false, found: 'nothing usable', remedy }
}
