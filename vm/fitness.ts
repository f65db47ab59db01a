/**
 * Whether each provider would do on this computer, in a line, from looks that
 * cost nothing; `preflight` of the chosen one looks more closely.
 *
 * Pure: what there is comes in as `Surroundings`. Reasons are codes with values,
 * for whoever says them to a person in his language.
 */
import { PROVIDER_NAMES, type ProviderName } from './provider.ts'
import { isArchitecture } from './qemu/architecture.ts'

/** What a choice depends on. */
export interface Surroundings {
  /** `linux`, `darwin`, `win32`. @see process.platform */
  readonly platform: string
  /** `x64`, `arm64`. @see process.arch */
  readonly arch: string
  readonly isRoot: boolean
  /** Path of a QEMU for this architecture; `null` without one. */
  readonly qemu: string | null
  /** Whether packages can be had and unpacked without root. */
  readonly hasApt: boolean
  readonly hasLimactl: boolean
  readonly hasVagrant: boolean
  readonly hasSsh: boolean
  /** Who said that this machine may be broken; `null`: nobody. */
  readonly localConsent: string | null
  /** The host that was named for ssh; `null`: none was. */
  readonly sshHost: string | null
  /** Whether somebody said that this host may be broken. */
  readonly sshConsent: boolean
}

export type ReasonCode =
  | 'qemu.installed'
  | 'qemu.unpacked'
  | 'qemu.none'
  | 'qemu.system'
  | 'lima.there'
  | 'lima.none'
  | 'vagrant.there'
  | 'vagrant.none'
  | 'windows'
  | 'local.there'
  | 'local.noConsent'
  | 'local.noRoot'
  | 'local.system'
  | 'ssh.there'
  | 'ssh.noHost'
  | 'ssh.noConsent'
  | 'ssh.none'

export interface Fitness {
  readonly name: ProviderName
  readonly fit: boolean
  readonly reason: ReasonCode
  /** What stands in the reason's sentence. */
  readonly values: Readonly<Record<string, string>>
}

/** One for each provider, in the order in which they are tried. */
export function fitnessOfAll(around: Surroundings): Fitness[] {
  return PROVIDER_NAMES.map((name) => FITNESS[name](around))
}

const FITNESS: Readonly<
  Record<ProviderName, (around: Surroundings) => Fitness>
> = {
  qemu: ({ platform, arch, qemu, hasApt }) => {
    const say = reasonsOf('qemu')
    if (platform !== 'linux' || !isArchitecture(arch)) {
      return say(false, 'qemu.system', { platform, arch })
    }
    if (qemu !== null) return say(true, 'qemu.installed', { path: qemu })
    return hasApt ? say(true, 'qemu.unpacked') : say(false, 'qemu.none')
  },

  lima: ({ platform, hasLimactl }) => {
    const say = reasonsOf('lima')
    if (platform === 'win32') return say(false, 'windows')
    return hasLimactl ? say(true, 'lima.there') : say(false, 'lima.none')
  },

  vagrant: ({ platform, hasVagrant }) => {
    const say = reasonsOf('vagrant')
    if (platform === 'win32') return say(false, 'windows')
    return hasVagrant ? say(true, 'vagrant.there') : say(false, 'vagrant.none')
  },

  local: ({ platform, isRoot, localConsent }) => {
    const say = reasonsOf('local')
    if (platform !== 'linux') return say(false, 'local.system', { platform })
    if (localConsent === null) return say(false, 'local.noConsent')
    const consent = { consent: localConsent }
    return isRoot
      ? say(true, 'local.there', consent)
      : say(false, 'local.noRoot', consent)
  },

  ssh: ({ platform, hasSsh, sshHost, sshConsent }) => {
    const say = reasonsOf('ssh')
    // Its ssh cannot share a connection.
    if (platform === 'win32') return say(false, 'windows')
    if (sshHost === null) return say(false, 'ssh.noHost')
    const host = { host: sshHost }
    if (!hasSsh) return say(false, 'ssh.none', host)
    return sshConsent
      ? say(true, 'ssh.there', host)
      : say(false, 'ssh.noConsent', host)
  },
}

const reasonsOf =
  (name: ProviderName) =>
  (
    fit: boolean,
    reason: ReasonCode,
    values: Fitness['values'] = {},
  ): Fitness => ({ name, fit, reason, values })
