/** What the programs say of their command lines when they are asked. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Language } from '../language.ts'
import { root } from '../places.ts'
import { ask } from './reference-programs.ts'

/** What pages call the folder of the checkout. */
const CHECKOUT = '~/container-labs'

interface Help {
  readonly overview: string
  /** Command → what `labs help` says of it. */
  readonly commands: Readonly<Record<string, string>>
}

/** `--help` of one of the reference's programs, which speak English. */
export async function helpOf(program: string): Promise<string> {
  return block(await ask(program, ['--help']))
}

const asked = new Map<Language, Promise<string>>()

/** `labs help`, and below it a heading for each command. */
export function commandsOfLabs(language: Language): Promise<string> {
  const text = asked.get(language) ?? askLabs(language)
  asked.set(language, text)
  return text
}

async function askLabs(language: Language): Promise<string> {
  const labs = join(root, 'labs/cli/bin.js')
  const args = ['help', '--json', '--no-color', '--lang', language]
  const { stdout } = await promisify(execFile)(process.execPath, [
    labs,
    ...args,
  ])
  const { overview, commands } = JSON.parse(stdout) as Help
  const each = Object.entries(commands).map(
    ([name, text]) => `### labs ${name}\n\n${block(text)}`,
  )
  return [block(overview.replaceAll(root, CHECKOUT)), ...each].join('\n\n')
}

const block = (text: string) => `\`\`\`text\n${text.trim()}\n\`\`\``
