/**
 * What differs between the processors a guest may have. Everything that knows
 * one from the other asks this table.
 *
 *     the computer's own   its tools become the guest's, KVM may help
 *     another              packages of that architecture, always emulated
 */
import { RequirementError } from '../errors.ts'

/** Spelled as in `process.arch`. */
export type Architecture = 'x64' | 'arm64'

export interface ArchitectureFacts {
  /** What Debian calls it. */
  readonly debian: string
  readonly emulator: string
  /** The package that has the emulator. */
  readonly emulatorPackage: string
  /** Folder of libraries below /usr/lib. */
  readonly triplet: string
  /** The machine that is emulated. */
  readonly machine: string
  /** Processor of an emulated guest. Under KVM it is always the host's. */
  readonly cpu: string
  /** The guest's name for its serial port. */
  readonly console: string
  /** Whether a device tells the kernel that it is a copy, so that it draws anew. */
  readonly hasGenerationId: boolean
}

export const ARCHITECTURES: Readonly<Record<Architecture, ArchitectureFacts>> =
  {
    x64: {
      debian: 'amd64',
      emulator: 'qemu-system-x86_64',
      emulatorPackage: 'qemu-system-x86',
      triplet: 'x86_64-linux-gnu',
      machine: 'pc',
      cpu: 'max',
      console: 'ttyS0',
      hasGenerationId: true,
    },
    arm64: {
      debian: 'arm64',
      emulator: 'qemu-system-aarch64',
      emulatorPackage: 'qemu-system-arm',
      triplet: 'aarch64-linux-gnu',
      machine: 'virt,gic-version=max',
      // `max` signs every pointer by a slow cipher.
      cpu: 'neoverse-n1',
      console: 'ttyAMA0',
      hasGenerationId: false,
    },
  }

type Environment = Readonly<Record<string, string | undefined>>

export function isArchitecture(name: string): name is Architecture {
  return Object.hasOwn(ARCHITECTURES, name)
}

/**
 * The processor of the guest: that of `LABS_ARCH`, or this computer's.
 *
 * @throws {RequirementError} When there is no such guest.
 */
export function guestArchitecture(env: Environment = process.env) {
  const name = env.LABS_ARCH || process.arch
  if (isArchitecture(name)) return name
  const wanted = Object.keys(ARCHITECTURES).join(' or ')
  throw new RequirementError([
    {
      name: 'processor of the guest',
      ok: false,
      found: `"${name}"`,
      remedy: `Set LABS_ARCH to ${wanted}`,
    },
  ])
}

/** Whether nothing of this computer runs in such a guest. */
export function isForeign(arch: Architecture): boolean {
  return arch !== process.arch
}
