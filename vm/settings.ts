/**
 * What a person has chosen for this checkout, in `.cache/provider.json`. It is
 * remembered until something else is chosen; the environment goes before it.
 */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { checkoutDir } from './host/paths.ts'
import { textIfThere } from './host/text-if-there.ts'
import { writeAtOnce } from './host/write-at-once.ts'
import { PROVIDER_NAMES, type ProviderName } from './provider.ts'

/** A host that `labs vm use ssh` was told of. */
export interface SshSettings {
  readonly host: string
  /** Path of a client configuration; `null` means the user's own. */
  readonly config: string | null
  /** Whether a person said that a lab may break it. */
  readonly disposable: boolean
}

export interface Settings {
  /** `null` means that the kit chooses. */
  readonly provider: ProviderName | null
  readonly ssh: SshSettings | null
  /** Name of the computer that a person said a lab may break. */
  readonly disposableHere: string | null
}

export const NO_SETTINGS: Settings = {
  provider: null,
  ssh: null,
  disposableHere: null,
}

const fileOf = (checkout: string) => join(checkout, '.cache/provider.json')

/** What was chosen; a file that cannot be read says nothing. */
export function readSettings(checkout = checkoutDir()): Settings {
  const text = textIfThere(fileOf(checkout))
  return text === null ? NO_SETTINGS : parseSettings(text)
}

/** Anything of another shape, or another edition, is as if it was not there. */
export function parseSettings(text: string): Settings {
  const { provider, ssh, disposableHere } = recordOf(text)
  return {
    provider: PROVIDER_NAMES.find((name) => name === provider) ?? null,
    ssh: sshOf(ssh),
    disposableHere: typeof disposableHere === 'string' ? disposableHere : null,
  }
}

export function writeSettings(
  settings: Settings,
  checkout = checkoutDir(),
): void {
  const path = fileOf(checkout)
  mkdirSync(dirname(path), { recursive: true })
  // Other users of the checkout read it: who may is for the umask to say.
  writeAtOnce(path, `${JSON.stringify(settings, null, 2)}\n`, 0o666)
}

function recordOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function sshOf(value: unknown): SshSettings | null {
  if (typeof value !== 'object' || value === null) return null
  const { host, config, disposable } = value as Record<string, unknown>
  if (typeof host !== 'string' || host === '') return null
  return {
    host,
    config: typeof config === 'string' ? config : null,
    disposable: disposable === true,
  }
}
