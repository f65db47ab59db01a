/** What Lima needs of this computer. Changes nothing. */
import { platform, release } from 'node:os'

import { outputOrNull } from '../host/run-program.ts'
import { atLeast } from '../host/version.ts'
import type { Requirement } from '../provider.ts'
import { parseVersion } from './limactl.ts'
import { PROGRAM } from './run.ts'
import { OLDEST_LIMA } from './template.ts'

/** Of Darwin: macOS 13.5, the first with all that Lima's `vz` wants. */
const OLDEST_DARWIN = '22.6.0'

export async function limaPreflight(): Promise<Requirement[]> {
  return [
    ...(platform() === 'darwin' ? [darwin(release())] : []),
    lima(await outputOrNull(PROGRAM, ['--version'])),
    ssh(await outputOrNull('ssh', ['-V'])),
  ]
}

export function darwin(version: string): Requirement {
  const name = 'macOS 13.5 or newer'
  const found = `Darwin ${version}`
  return atLeast(version, OLDEST_DARWIN)
    ? { name, ok: true, found, remedy: null }
    : { name, ok: false, found, remedy: 'Update macOS' }
}

/** @param printed What it says of its version; `null` when there is no Lima. */
export function lima(
  printed: string | null,
  system: string = platform(),
): Requirement {
  const name = `${PROGRAM} ${OLDEST_LIMA} or newer`
  const remedy =
    system === 'darwin'
      ? 'Run: brew install lima'
      : 'Install Lima: https://lima-vm.io/docs/installation/'
  if (printed === null) {
    return { name, ok: false, found: 'no such program', remedy }
  }
  const version = parseVersion(printed)
  const found = version ?? `"${printed.trim().slice(0, 60)}"`
  return version !== null && atLeast(version, OLDEST_LIMA)
    ? { name, ok: true, found, remedy: null }
    : { name, ok: false, found, remedy }
}

function ssh(printed: string | null): Requirement {
  const name = 'ssh'
  return printed !== null
    ? { name, ok: true, found: 'there', remedy: null }
    : {
        name,
        ok: false,
        found: 'no such program',
        remedy: 'Install an OpenSSH client',
      }
}
