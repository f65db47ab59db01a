/**
 * Which provider to use: the one `LABS_PROVIDER` names, or the built-in one.
 */
import { RequirementError } from './errors.ts'
import { LocalProvider } from './local.ts'
import type { Provider } from './provider.ts'
import { QemuProvider } from './qemu/provider.ts'

const PROVIDERS: Readonly<Record<Provider['name'], () => Provider>> = {
  qemu: () => new QemuProvider(),
  local: () => new LocalProvider(),
}

/** Names that `LABS_PROVIDER` may have. */
const PROVIDER_NAMES = Object.keys(PROVIDERS)

/**
 * Choose a provider.
 *
 * @throws {RequirementError} When `LABS_PROVIDER` names none.
 */
export function chooseProvider(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Provider {
  const name = env.LABS_PROVIDER || 'qemu'
  if (name === 'qemu' || name === 'local') return PROVIDERS[name]()

  throw new RequirementError([
    {
      name: 'LABS_PROVIDER',
      ok: false,
      found: `"${name}"`,
      remedy: `Set it to one of ${PROVIDER_NAMES.join(', ')}, or unset it`,
    },
  ])
}
