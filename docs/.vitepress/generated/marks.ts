/**
 * Parts of pages that the programs write themselves. Where a page has the line
 *
 *     <!-- generated: mini-runc -->
 *
 * the site has what the program says, in the language of the page where it knows it.
 */
import type { Language } from '../language.ts'
import { commandsOfLabs, helpOf } from './command-lines.ts'
import { errorTables } from './error-tables.ts'

/** Name → what writes it, as Markdown. */
const PARTS: Readonly<
  Record<string, (language: Language) => string | Promise<string>>
> = {
  labs: commandsOfLabs,
  'mini-runc': () => helpOf('mini-runc'),
  'mini-layers': () => helpOf('mini-layers'),
  'mini-cni': () => helpOf('mini-cni'),
  'mini-escape': () => helpOf('mini-escape'),
  errors: errorTables,
}

const MARK = /^<!-- generated: (\S+) -->$/gm

/**
 * A page with its generated parts.
 *
 * @throws {Error} If it asks for a part that there is not.
 */
export async function withGenerated(
  markdown: string,
  language: Language,
): Promise<string> {
  const parts = new Map<string, string>()
  for (const [, name = ''] of markdown.matchAll(MARK)) {
    const write = PARTS[name]
    if (write === undefined)
      throw new Error(
        `Expected one of ${Object.keys(PARTS).join(', ')} to be generated but found "${name}"`,
      )
    parts.set(name, await write(language))
  }
  return markdown.replace(MARK, (_, name) => parts.get(name) ?? '')
}
