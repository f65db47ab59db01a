// The mounts that the parent makes for a container, and has open until the
// container is born with descriptors of its own.
import { fstatSync } from 'node:fs'
import { isMadeByParent, type ReadyMounts } from '../linux/ready-mount.ts'
import { isIdMapped } from '../spec/mount-options.ts'
import type { Mount } from '../spec/runtime-spec.ts'
import type { Descriptor } from '../sys/descriptor.ts'
import type { Bundle } from './bundle.ts'
import { makeCopiedUp } from './copied-up-tmpfs.ts'
import { makeIdMapped } from './id-mapped-mount.ts'

/** Mounts that are ours until we let go of them. */
export class MadeMounts {
  readonly #trees = new Map<Mount, Descriptor>()

  /**
   * Make one more; all are let go of if it cannot be.
   *
   * @throws {SyscallError} If the kernel refuses.
   * @throws {SpecError} If it asks for more than we may.
   */
  async add(mount: Mount, bundle: Bundle): Promise<void> {
    try {
      const tree = isIdMapped(mount)
        ? await makeIdMapped(mount, bundle.spec)
        : makeCopiedUp(mount, bundle)
      if (tree) this.#trees.set(mount, tree)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** For the plan of the child. */
  get ready(): ReadyMounts {
    const all = [...this.#trees].map(([mount, { fd }]) => {
      const isDirectory = fstatSync(fd).isDirectory()
      return [mount, { fd, isDirectory }] as const
    })
    return new Map(all)
  }

  /** Close what is still open: mounts that nobody else has are gone then. */
  close(): void {
    for (const tree of this.#trees.values()) tree.close()
  }
}

/** Make all mounts of a bundle that only its parent can make. */
export async function makeMounts(bundle: Bundle): Promise<MadeMounts> {
  const made = new MadeMounts()
  for (const mount of bundle.spec.mounts ?? [])
    if (isMadeByParent(mount)) await made.add(mount, bundle)
  return made
}
