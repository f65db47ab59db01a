/**
 * Which QEMU: `LABS_QEMU`, the system's when it is new enough, or one unpacked
 * into the tree.
 *
 * From version 10 on, a process starts four times faster under emulation than
 * in 7.2; so an older one of the system is the last choice.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { libraryPath } from '../apt/unpack.ts'
import { MachineError } from '../errors.ts'
import { ARCHITECTURES, type Architecture } from './architecture.ts'
import { findProgram } from './closure.ts'

export const GOOD_VERSION = 10

export interface Emulator {
  readonly path: string
  /** `10.0.2`. */
  readonly version: string
  /** Folders of firmware, for `-L`. */
  readonly firmware: readonly string[]
  /** Added to the environment. */
  readonly env: Readonly<Record<string, string>>
}

/** The system's emulator, or that of `LABS_QEMU`; `null` without one. */
export function systemEmulator(
  arch: Architecture,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Emulator | null {
  const { emulator } = ARCHITECTURES[arch]
  const path = env.LABS_QEMU || findProgram(emulator, null)
  return path === null ? null : describe({ path, firmware: [], env: {} })
}

/**
 * The emulator unpacked into a tree; `null` when none is there.
 *
 * @param triplet Of this computer, where it runs.
 * @throws {MachineError} If it fails.
 */
export function treeEmulator(
  arch: Architecture,
  tree: string,
  triplet: string,
): Emulator | null {
  const path = join(tree, 'usr/bin', ARCHITECTURES[arch].emulator)
  if (!existsSync(path)) return null
  const share = ['usr/share/qemu', 'usr/share/seabios', 'usr/lib/ipxe/qemu']
  return describe({
    path,
    firmware: share.map((folder) => join(tree, folder)).filter(existsSync),
    env: {
      LD_LIBRARY_PATH: libraryPath(tree, triplet),
      QEMU_MODULE_DIR: join(tree, 'usr/lib', triplet, 'qemu'),
    },
  })
}

function describe(emulator: Omit<Emulator, 'version'>): Emulator {
  try {
    const env = { ...process.env, ...emulator.env }
    const options = { env, encoding: 'utf8' } as const
    const text = execFileSync(emulator.path, ['--version'], options)
    return { ...emulator, version: parseVersion(text) }
  } catch (error) {
    const message = `Cannot run the emulator "${emulator.path}"`
    throw new MachineError(message, String(error), { cause: error })
  }
}

/** `QEMU emulator version 10.0.2 (Debian …)`. */
export function parseVersion(text: string): string {
  return /version (\d+(?:\.\d+)+)/.exec(text)?.[1] ?? '0.0'
}
