/** Commands about a container, and checks that begin with how they ended. */
import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench, Fixture } from '#checker/bench.ts'
import { commandFails } from '#checker/command-fails.ts'
import type { Launched } from '#checker/container.ts'
import type { Check, Outcome } from '#checker/lab.ts'
import { lifeCommand } from '#checker/lifecycle.ts'
import { describeEnding, excerpt, todoIn } from '#checker/outcome.ts'

/** A command, and how it ended. */
export interface Ran {
  /** As a person would type it. */
  readonly command: string
  readonly ending: Ending
}

/** Run a command about a container to its end: `ran(bench, box, 'kill', 'TERM')`. */
export async function ran(
  bench: Bench,
  container: Pick<Launched, 'folder' | 'id'>,
  words: readonly string[],
  after: readonly string[] = [],
): Promise<Ran> {
  const args = [...words, container.id, ...after]
  const ending = await lifeCommand(bench, container, args)
  return { command: args.join(' '), ending }
}

/** Every command with how it ended, and what it said, as evidence. */
export function commandsEvidence(
  commands: readonly Ran[],
): Record<string, string> {
  return Object.fromEntries(commands.map((ran) => [ran.command, inWords(ran)]))
}

/** How a command ended, and what it said. */
export function inWords({ ending }: Pick<Ran, 'ending'>): string {
  const said = excerpt(`${ending.stdout}${ending.stderr}`.trim())
  return said === ''
    ? describeEnding(ending)
    : `${describeEnding(ending)}: ${said}`
}

/** Whether a command ended by itself, with success. */
export const isDone = ({ ending }: Ran) => ending.code === 0

/** Whether a command ended by itself, and said no; a TODO is no answer. */
export function isRefused({ ending }: Ran): boolean {
  const { code, timedOut, flooded } = ending
  const isOwn = !timedOut && !flooded && todoIn(ending) === null
  return isOwn && code !== 0 && code !== null
}

/** The first command that should have succeeded, and has not. */
export function failed(
  commands: readonly Ran[],
  otherwise: string,
): Outcome | null {
  const first = commands.find((command) => !isDone(command))
  return first === undefined ? null : commandFails({ ...first, otherwise })
}

/** A check of something that commands brought about; `judge` sees only success. */
export function checkAfter<T>(
  fixture: Fixture<T>,
  commandsOf: (found: T) => readonly Ran[],
  otherwise: string,
  judge: (found: T, bench: Bench) => Outcome | Promise<Outcome>,
): Check['run'] {
  return async (bench) => {
    const found = await bench.share(fixture)
    return failed(commandsOf(found), otherwise) ?? judge(found, bench)
  }
}
