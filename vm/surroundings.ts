/** What there is on this computer that a choice of provider depends on. */
import { existsSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { delimiter, join } from 'node:path'

import { hasApt } from './apt/index.ts'
import type { Surroundings } from './fitness.ts'
import { userId } from './host/paths.ts'
import { consentGiven, type Environment } from './local-preflight.ts'
import { ARCHITECTURES, isArchitecture } from './qemu/architecture.ts'
import { findProgram } from './qemu/closure.ts'
import type { Settings, SshSettings } from './settings.ts'

/** Look around. Runs nothing: every command begins with it. */
export function lookAround(env: Environment, settings: Settings): Surroundings {
  const ssh = sshWish(env, settings)
  const has = (program: string) => isOnPath(program, env)
  return {
    platform: platform(),
    arch: arch(),
    isRoot: userId() === 0,
    qemu: findQemu(env),
    hasApt: hasApt(),
    hasLimactl: has('limactl'),
    hasVagrant: has('vagrant'),
    hasSsh: has('ssh'),
    localConsent: consentGiven(env, settings),
    sshHost: ssh?.host ?? null,
    sshConsent: ssh?.disposable ?? false,
  }
}

/**
 * The host that is wanted: that of the environment, or the remembered one. A
 * consent is for one host and no other.
 */
export function sshWish(
  env: Environment,
  { ssh }: Settings,
): SshSettings | null {
  const host = env.LABS_SSH_HOST || ssh?.host
  if (host === undefined) return null
  const known = ssh !== null && host === ssh.host ? ssh : null
  const config = env.LABS_SSH_CONFIG || (known?.config ?? null)
  // Another configuration may lead to another host of the same name.
  const same = known !== null && config === known.config
  const disposable =
    env.LABS_SSH_DISPOSABLE === '1' || (same && known.disposable)
  return { host, config, disposable }
}

/** The emulator for the guests that are wanted. */
function findQemu(env: Environment): string | null {
  if (env.LABS_QEMU) return env.LABS_QEMU
  const guest = env.LABS_ARCH || arch()
  // What is no architecture has its say in the preflight.
  if (!isArchitecture(guest)) return null
  return findProgram(ARCHITECTURES[guest].emulator, null)
}

/** Whether a shell would find a program. On Windows it has an ending. */
function isOnPath(program: string, env: Environment): boolean {
  const names = platform() === 'win32' ? [`${program}.exe`] : [program]
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.some((folder) =>
    names.some((name) => existsSync(join(folder, name))),
  )
}
