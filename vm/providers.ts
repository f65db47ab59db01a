/**
 * The provider to use: chosen (see choice.ts), then made.
 *
 *     wishes, surroundings ─▶ choose() ─▶ name ─▶ a Provider
 */
import { type Choice, choose } from './choice.ts'
import { LimaProvider } from './lima/provider.ts'
import { LocalProvider } from './local.ts'
import type { Environment } from './local-preflight.ts'
import type { Provider, ProviderName } from './provider.ts'
import { QemuProvider } from './qemu/provider.ts'
import { readSettings, type Settings } from './settings.ts'
import { SshProvider } from './ssh/provider.ts'
import { lookAround, sshWish } from './surroundings.ts'
import { VagrantProvider } from './vagrant/provider.ts'

const PROVIDERS: Readonly<
  Record<ProviderName, (env: Environment, settings: Settings) => Provider>
> = {
  qemu: () => new QemuProvider(),
  lima: () => new LimaProvider(),
  vagrant: () => new VagrantProvider(),
  local: (env, settings) => new LocalProvider(env, settings),
  ssh: (env, settings) => new SshProvider(sshWish(env, settings)),
}

/** A provider, and why it is this one. */
export interface Chosen {
  readonly provider: Provider
  readonly choice: Choice
}

/**
 * Choose a provider for this checkout.
 *
 * @param option What `--provider` says, if anything.
 * @throws {RequirementError} When a name is none.
 */
export function chooseWithReason(
  env: Environment = process.env,
  option?: string,
  settings: Settings = readSettings(),
): Chosen {
  const wishes = {
    option,
    environment: env.LABS_PROVIDER,
    remembered: settings.provider,
  }
  const choice = choose(wishes, lookAround(env, settings))
  return { choice, provider: makeProvider(choice.name, env, settings) }
}

/** The provider alone. @throws {RequirementError} When LABS_PROVIDER names none. */
export function chooseProvider(env: Environment = process.env): Provider {
  return chooseWithReason(env).provider
}

/** The provider of a name, whether or not it fits. */
export function makeProvider(
  name: ProviderName,
  env: Environment = process.env,
  settings: Settings = readSettings(),
): Provider {
  return PROVIDERS[name](env, settings)
}
