/** From what a person types, or from where they are, to a lab. */
import { checksOf, type Lab } from '#checker/lab.ts'
import { findLab, labs } from '#labs/catalog.ts'
import { UsageError } from './command.ts'
import { localized, say } from './i18n.ts'
import type { Io } from './io.ts'
import { choose } from './prompts.ts'
import type { LabState, State } from './state.ts'

const names = () => labs.map(({ id }) => id).join(', ')

/**
 * The lab of that name: `01-chroot`, `01`, `1` or `chroot`.
 *
 * @throws {UsageError} When there is none.
 */
export function labNamed(io: Io, name: string): Lab {
  const lab = findLab(name)
  if (lab !== undefined) return lab
  throw new UsageError(say(io, 'usage.unknownLab', { name, labs: names() }))
}

/**
 * The lab a command is about: the one named, or the one the student is in.
 *
 * @throws {UsageError} When none is named and none is started.
 */
export function labOrCurrent(
  io: Io,
  name: string | undefined,
  state: State,
): Lab {
  const wanted = name ?? state.current
  if (wanted !== null) return labNamed(io, wanted)
  throw new UsageError(say(io, 'usage.whichLab', { labs: names() }))
}

/** How many of a lab's checks passed when they ran last. */
export function passedOf(lab: Lab, { results }: LabState) {
  const checks = checksOf(lab)
  const passed = checks.filter(({ id }) => results.get(id) === 'pass').length
  return { passed, total: checks.length, done: passed === checks.length }
}

/**
 * The lab that a person picks from all there are.
 *
 * @throws {UsageError} When nobody is there to pick.
 */
export async function chooseLab(io: Io): Promise<Lab> {
  const question = say(io, 'resume.welcome')
  const choices = labs.map((lab) => choiceOf(io, lab))
  const otherwise = say(io, 'usage.whichLab', { labs: names() })
  return labNamed(io, await choose(io, question, choices, otherwise))
}

/** `01-chroot  A process believes its root`, for a picker. */
function choiceOf(io: Io, lab: Lab) {
  return { value: lab.id, label: `${lab.id}  ${localized(io, lab.title)}` }
}

/** Every lab, in order. */
export const allLabs = (): readonly Lab[] => labs
