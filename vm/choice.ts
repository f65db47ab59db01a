/**
 * Which provider, and why. The first of these that says anything:
 *
 *     --provider NAME      of one command
 *     LABS_PROVIDER=NAME   in the environment
 *     labs vm use NAME     remembered for this checkout
 *     the first that fits  in the order of PROVIDER_NAMES
 *     the easiest to get   where none fits: its preflight says what to do
 */
import { RequirementError } from './errors.ts'
import { type Fitness, fitnessOfAll, type Surroundings } from './fitness.ts'
import { PROVIDER_NAMES, type ProviderName } from './provider.ts'

export interface Wishes {
  /** What `--provider` says. */
  readonly option: string | undefined
  /** What LABS_PROVIDER says. */
  readonly environment: string | undefined
  readonly remembered: ProviderName | null
}

/** Who or what decided. */
export type ChosenBy =
  | 'option'
  | 'environment'
  | 'remembered'
  | 'fits'
  | 'nothing fits'

export interface Choice {
  readonly name: ProviderName
  readonly by: ChosenBy
  /** That of every provider, the chosen one too. */
  readonly fitness: readonly Fitness[]
}

/**
 * Choose. A provider that somebody named is taken even if it does not fit: it
 * says itself what is missing.
 *
 * @throws {RequirementError} When a name is none.
 */
export function choose(wishes: Wishes, around: Surroundings): Choice {
  const fitness = fitnessOfAll(around)
  const option = providerNamed('--provider', wishes.option)
  if (option !== null) return { name: option, by: 'option', fitness }
  const environment = providerNamed('LABS_PROVIDER', wishes.environment)
  if (environment !== null) {
    return { name: environment, by: 'environment', fitness }
  }
  const { remembered } = wishes
  if (remembered !== null)
    return { name: remembered, by: 'remembered', fitness }
  const fitting = fitness.find(({ fit }) => fit)
  if (fitting !== undefined) return { name: fitting.name, by: 'fits', fitness }
  const name = around.platform === 'darwin' ? 'lima' : 'qemu'
  return { name, by: 'nothing fits', fitness }
}

/**
 * The provider of a name; `null` when none was given.
 *
 * @param source Where the name stands, for the error.
 * @throws {RequirementError} When there is no such provider.
 */
export function providerNamed(
  source: string,
  name: string | undefined,
): ProviderName | null {
  if (name === undefined || name === '') return null
  const found = PROVIDER_NAMES.find((known) => known === name)
  if (found !== undefined) return found
  throw new RequirementError([
    {
      name: source,
      ok: false,
      found: `"${name}"`,
      remedy: `Set it to one of ${PROVIDER_NAMES.join(', ')}, or leave it out`,
    },
  ])
}
