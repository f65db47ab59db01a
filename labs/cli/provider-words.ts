/** Why a provider would do or not, and why it is the one, as people say it. */
import type { ChosenBy } from '#vm/choice.ts'
import type { Fitness, ReasonCode } from '#vm/fitness.ts'
import type { Chosen } from '#vm/providers.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import type { MessageKey } from './messages.ts'

const REASONS: Readonly<Record<ReasonCode, MessageKey>> = {
  'qemu.installed': 'fitness.qemu.installed',
  'qemu.unpacked': 'fitness.qemu.unpacked',
  'qemu.none': 'fitness.qemu.none',
  'qemu.system': 'fitness.qemu.system',
  'lima.there': 'fitness.lima.there',
  'lima.none': 'fitness.lima.none',
  'vagrant.there': 'fitness.vagrant.there',
  'vagrant.none': 'fitness.vagrant.none',
  windows: 'fitness.windows',
  'local.there': 'fitness.local.there',
  'local.noConsent': 'fitness.local.noConsent',
  'local.noRoot': 'fitness.local.noRoot',
  'local.system': 'fitness.local.system',
  'ssh.there': 'fitness.ssh.there',
  'ssh.noHost': 'fitness.ssh.noHost',
  'ssh.noConsent': 'fitness.ssh.noConsent',
  'ssh.none': 'fitness.ssh.none',
}

const CHOSEN_BY: Readonly<Record<ChosenBy, MessageKey>> = {
  option: 'chosen.option',
  environment: 'chosen.environment',
  remembered: 'chosen.remembered',
  fits: 'chosen.fits',
  'nothing fits': 'chosen.nothingFits',
}

type Reader = Pick<Io, 'language'>

/** `there is no limactl`. */
export function fitnessWords(
  reader: Reader,
  { reason, values }: Fitness,
): string {
  return say(reader, REASONS[reason], values)
}

/** `chosen by LABS_PROVIDER`. */
export function chosenWords(reader: Reader, { choice }: Chosen): string {
  return say(reader, CHOSEN_BY[choice.by])
}

/** Fitness of the chosen provider. */
export function chosenFitness({ choice }: Chosen): Fitness {
  const found = choice.fitness.find(({ name }) => name === choice.name)
  return found as Fitness
}

/** For programs: the codes, and the words in English. */
export function choiceJson(chosen: Chosen) {
  const english = { language: 'en' } as const
  const { choice } = chosen
  return {
    choice: { name: choice.name, by: choice.by },
    providers: choice.fitness.map((fitness) => ({
      name: fitness.name,
      fit: fitness.fit,
      code: fitness.reason,
      reason: fitnessWords(english, fitness),
    })),
  }
}
