/**
 * What the built-in provider finds on this computer. Changes nothing.
 */
import { existsSync } from 'node:fs'
import { arch, platform } from 'node:os'

import { hasApt } from '../apt/index.ts'
import { installCommand } from '../packages.ts'
import type { Requirement } from '../provider.ts'
import {
  ARCHITECTURES,
  guestArchitecture,
  isArchitecture,
  isForeign,
} from './architecture.ts'
import { findProgram } from './closure.ts'
import { systemEmulator } from './emulator.ts'
import { findKernel } from './kernel.ts'
import { freshTemplate, recipeOf } from './store.ts'
import { type EmulatorUser, mayUseKvm } from './user.ts'

/** Programs of util-linux and coreutils that are used before any unpacking. */
const HOST_PROGRAMS = ['flock', 'setpriv', 'timeout', 'ldd', 'bash']

export async function qemuPreflight(
  cache: string,
  user: EmulatorUser,
): Promise<Requirement[]> {
  if (platform() !== 'linux' || !isArchitecture(arch())) return [wrongMachine()]
  return [
    ...HOST_PROGRAMS.map(program),
    emulator(),
    await kernel(),
    accelerator(user),
    template(cache, user),
  ]
}

function wrongMachine(): Requirement {
  return {
    name: 'Linux on x86-64 or arm64',
    ok: false,
    found: `${platform()} on ${arch()}`,
    remedy:
      'Use a Linux machine that may be broken, as root, with LABS_PROVIDER=local',
  }
}

function program(name: string): Requirement {
  const path = findProgram(name, null)
  if (path !== null) return { name, ok: true, found: path, remedy: null }
  const remedy = hasApt()
    ? `Run: ${installCommand(['util-linux', 'coreutils', 'libc-bin', 'bash'])}`
    : 'Install util-linux, coreutils and bash'
  return { name, ok: false, found: 'no such program', remedy }
}

function emulator(): Requirement {
  const guest = guestArchitecture()
  const name = ARCHITECTURES[guest].emulator
  const system = systemEmulator(guest)
  if (system !== null) {
    return { name, ok: true, found: `version ${system.version}`, remedy: null }
  }
  return fromArchive(name, 'Install QEMU 10 or newer')
}

async function kernel(): Promise<Requirement> {
  const name = 'a kernel for the guest'
  const found = isForeign(guestArchitecture()) ? null : await findKernel('/')
  if (found !== null) {
    return { name, ok: true, found: found.release, remedy: null }
  }
  return fromArchive(
    name,
    'Set LABS_KERNEL to a kernel image with 9p and virtio',
  )
}

/** Not there is no fault where the archive has it. */
function fromArchive(name: string, remedy: string): Requirement {
  return hasApt()
    ? { name, ok: true, found: 'will be unpacked into the cache', remedy: null }
    : { name, ok: false, found: 'none', remedy }
}

function accelerator(user: EmulatorUser): Requirement {
  const guest = guestArchitecture()
  const found = mayUseKvm(user, guest)
    ? 'may be opened; a trial decides'
    : existsSync('/dev/kvm') && !isForeign(guest)
      ? `not for user ${user.uid}: emulation, 5 to 15 times slower`
      : 'none: emulation, 5 to 15 times slower'
  return { name: '/dev/kvm', ok: true, found, remedy: null }
}

function template(cache: string, user: EmulatorUser): Requirement {
  const fresh = freshTemplate(cache, recipeOf(user), user)
  const found =
    fresh === null
      ? 'not built yet (the first start does it)'
      : `kernel ${fresh.kernel}, QEMU ${fresh.emulator.version}, ${fresh.accel}`
  return { name: 'template', ok: true, found, remedy: null }
}
