/**
 * Runs the `console` blocks of a lesson, or of a page of the site, in a fresh guest,
 * the programs it is about on its PATH, and compares what is printed with what it
 * shows.
 */
import type { JudgedProgram } from '#checker/check.ts'
import type { Machine } from '#vm/provider.ts'
import { inGuest } from '../terminal/in-guest.ts'
import { installPrograms } from '../terminal/programs.ts'
import {
  consoleScript,
  matchesShown,
  shownCommands,
  splitOutput,
} from './console.ts'

/** Blocks of a lesson take seconds; emulation makes it minutes on a busy host. */
const TIMEOUT_MS = 900_000

/**
 * Run every command that a lesson shows.
 *
 * @returns The first difference, with its line in the lesson; `null` if none.
 */
export async function lessonDiffers(
  machine: Machine,
  markdown: string,
  program: JudgedProgram,
): Promise<string | null> {
  const commands = shownCommands(markdown)
  if (commands.length === 0) return 'the lesson shows no command'
  const folder = await installPrograms(machine, program)
  // From a file: a shown command that reads must not read the next one.
  const script = `${folder}/.lesson`
  const { output } = await inGuest(
    machine,
    `cat > ${script}; PATH=${folder}:$PATH exec sh ${script} < /dev/null`,
    { input: consoleScript(commands), timeoutMs: TIMEOUT_MS },
  )
  return firstDifference(commands, splitOutput(output))
}

function firstDifference(
  commands: ReturnType<typeof shownCommands>,
  printed: readonly string[],
): string | null {
  for (const [index, { command, output, line }] of commands.entries()) {
    const found = printed[index]
    if (found === undefined) return `line ${line}: "${command}" did not end`
    if (!matchesShown(output, found)) {
      const shown = output.join('\n')
      return `line ${line}: "${command}" shows\n${shown}\nbut prints\n${found}`
    }
  }
  return null
}
