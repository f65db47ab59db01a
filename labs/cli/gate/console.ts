/**
 * The `console` blocks of a lesson: what a reader types and what they then see.
 *
 *     ```console
 *     # readlink /proc/self/root      a command, after `# ` or `$ `
 *     /                               what it prints
 *     ```
 *
 * `…` in the shown output stands for any text, because a PID or an inode differs
 * from run to run. All blocks of a lesson share one shell, from top to bottom.
 */

export interface ShownCommand {
  readonly command: string
  readonly output: readonly string[]
  /** Line of the command in the lesson, counted from 1. */
  readonly line: number
}

/** The commands of all `console` blocks, in order. */
export function shownCommands(markdown: string): ShownCommand[] {
  const commands: { command: string; output: string[]; line: number }[] = []
  let inside = false
  for (const [index, text] of markdown.split('\n').entries()) {
    if (/^```/.test(text)) {
      inside = text.trim() === '```console'
      continue
    }
    if (!inside) continue
    const prompt = /^[#$] (.*)$/.exec(text)
    if (prompt !== null) {
      commands.push({ command: prompt[1] ?? '', output: [], line: index + 1 })
    } else {
      commands.at(-1)?.output.push(text)
    }
  }
  return commands
}

/** Whether printed text is what the lesson shows, `…` standing for anything. */
export function matchesShown(shown: readonly string[], printed: string) {
  const pattern = shown
    .join('\n')
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^]*?')
  return new RegExp(`^${pattern}\\s*$`).test(printed.trimEnd())
}

const MARK = '\u001e'

/** One shell script that runs every command and ends each output with a mark. */
export function consoleScript(commands: readonly ShownCommand[]): string {
  const lines = commands.map(({ command }) => `${command}\nprintf '\\036'\n`)
  return `exec 2>&1\ncd /tmp\n${lines.join('')}`
}

/** What each command printed, from the output of `consoleScript`. */
export function splitOutput(output: string): string[] {
  return output.split(MARK).slice(0, -1)
}
