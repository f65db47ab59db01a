/**
 * Runs the `console` blocks of a lesson, or of a page of the site, in a fresh guest,
 * the programs it is about on its PATH, and compares what is printed with what it
 * shows.
 */
import { readFile } from 'node:fs/promises'
import type { JudgedProgram } from '#checker/check.ts'
import type { Machine } from '#vm/provider.ts'
import {
  consoleScript,
  matchesShown,
  shownCommands,
  splitOutput,
} from './console.ts'

/** Where the programs lie in the guest; their names there have no suffix. */
const PROGRAMS = '/run/lesson'

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
  for (const { from, name, executable } of program.files) {
    const path = `${PROGRAMS}/${name.replace(/\.cjs$/, '')}`
    const mode = executable ? 755 : 644
    await inGuest(
      machine,
      `mkdir -p ${PROGRAMS}; cat > ${path}; chmod ${mode} ${path}`,
      await readFile(from),
    )
  }
  // From a file: a shown command that reads must not read the next one.
  const script = `${PROGRAMS}/.lesson`
  const output = await inGuest(
    machine,
    `cat > ${script}; PATH=${PROGRAMS}:$PATH exec sh ${script} < /dev/null`,
    Buffer.from(consoleScript(commands)),
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

/** Run a command in the guest with `input`, and return what it prints. */
function inGuest(
  machine: Machine,
  command: string,
  input: Buffer,
): Promise<string> {
  const child = machine.spawn(command)
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS)
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    child.stderr?.resume()
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(timer)
      resolve(output)
    })
    // A command that ends early leaves the rest of its input unread.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}
