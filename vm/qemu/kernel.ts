/**
 * A kernel for the guest: the newest readable one of this host that has the
 * drivers a guest needs, or the distribution's own, from the archive.
 *
 * Cloud kernels are built without 9p and will not do.
 */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Index } from '../apt/index.ts'
import { type Candidate, unpack } from '../apt/unpack.ts'
import { MachineError } from '../errors.ts'
import { commandFailed, shell } from '../host/shell.ts'
import type { Progress } from '../provider.ts'
import type { Architecture } from './architecture.ts'
import { canBoot } from './modules.ts'
import { releaseOf } from './vmlinux.ts'

export interface Kernel {
  readonly release: string
  /** As the distribution packs it. */
  readonly image: string
  /** `/lib/modules/<release>`, perhaps in another root. */
  readonly modules: string
}

/** The metapackage of the distribution's usual kernel. */
const METAPACKAGES: Readonly<
  Record<string, Readonly<Record<Architecture, string>>>
> = {
  debian: { x64: 'linux-image-amd64', arm64: 'linux-image-arm64' },
  ubuntu: { x64: 'linux-image-generic', arm64: 'linux-image-generic' },
}

/**
 * The newest usable kernel below a root directory.
 *
 * @param root `/`, or a tree of unpacked packages.
 */
export async function findKernel(root: string): Promise<Kernel | null> {
  const boot = join(root, 'boot')
  if (!existsSync(boot)) return null
  const collator = new Intl.Collator('en', { numeric: true })
  const names = readdirSync(boot)
    .filter((name) => name.startsWith('vmlinuz-'))
    .sort((a, b) => collator.compare(b, a))

  for (const name of names) {
    const kernel = await kernelAt(join(boot, name), root)
    if (kernel !== null) return kernel
  }
  return null
}

/** A kernel image with the modules that belong to it; `null` without them. */
export async function kernelAt(
  image: string,
  root: string,
): Promise<Kernel | null> {
  if (!isReadable(image)) return null
  const release = await releaseOf(await readFile(image)).catch(noKernel)
  if (release === '') return null
  for (const lib of ['lib', 'usr/lib']) {
    const modules = join(root, lib, 'modules', release)
    if (await canBoot(modules)) return { release, image, modules }
  }
  return null
}

/** Of another architecture, or in a form not known here: it will not do. */
function noKernel(error: unknown): string {
  if (error instanceof MachineError) return ''
  throw error
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Download the distribution's kernel and unpack it into the tree. Nothing is
 * installed: no boot menu, no initramfs, no hooks.
 *
 * @throws {MachineError} When there is none, or it lacks drivers.
 */
export async function downloadKernel(
  index: Index,
  arch: Architecture,
  tree: string,
  progress: Progress,
): Promise<Kernel> {
  const packages = await kernelPackages(index, arch)
  progress(`Downloading ${packages.map(({ name }) => name).join(', ')}`)
  await unpack(index, packages, tree)
  const kernel = await findKernel(tree)
  if (kernel !== null) return kernel
  throw new MachineError('The downloaded kernel lacks drivers a guest needs')
}

/** The image a metapackage stands for, and modules in packages of their own. */
async function kernelPackages(
  index: Index,
  arch: Architecture,
): Promise<Candidate[]> {
  const osRelease = await readFile('/etc/os-release', 'utf8')
  const id = /^ID="?(\w+)/m.exec(osRelease)?.[1] ?? ''
  const meta = METAPACKAGES[id]?.[arch]
  if (meta === undefined) {
    throw new MachineError(`Cannot tell which kernel package "${id}" has`)
  }
  return kernelParts(await dependencies(index, meta), async (name) =>
    dependencies(index, name),
  )
}

type Depends = readonly Candidate[]

/** Follow `linux-image-…` and `linux-modules-…`, and nothing else. */
export async function kernelParts(
  first: Depends,
  next: (name: string) => Promise<Depends>,
): Promise<Candidate[]> {
  const parts = new Map<string, Candidate>()
  const queue = [...first]
  for (let part = queue.shift(); part; part = queue.shift()) {
    if (!/^linux-(image|modules)/.test(part.name) || parts.has(part.name)) {
      continue
    }
    parts.set(part.name, part)
    queue.push(...(await next(part.name)))
  }
  return [...parts.values()]
}

async function dependencies(index: Index, name: string): Promise<Candidate[]> {
  const $ = await shell()
  const { stdout } =
    await $`apt-cache ${index.options} show --no-all-versions ${name}`.catch(
      (error) => commandFailed(`Cannot find the package "${name}"`, error),
    )
  return parseDepends(stdout)
}

/** Dependencies with an exact version, which is how a kernel's parts go. */
export function parseDepends(record: string): Candidate[] {
  const field = /^Depends: (.*)$/m.exec(record)?.[1] ?? ''
  return field.split(', ').flatMap((item) => {
    const match = /^(\S+) \(= (\S+)\)$/.exec(item)
    return match ? [{ name: match[1] ?? '', version: match[2] ?? '' }] : []
  })
}
