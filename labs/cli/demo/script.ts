/**
 * A demo as it is written: Markdown for whoever speaks, console blocks for whoever
 * watches.
 *
 *     # Title                        then notes to open with
 *     ```setup                       commands that nobody sees
 *     ## Step {check=create.own}     then notes and `console` blocks, in any order
 *
 * The blocks are those of lessons: see ../gate/console.ts.
 */
import { marked, type Token } from 'marked'
import { type ShownCommand, shownCommands } from '../gate/console.ts'

/** Notes, and the commands after them. */
export interface DemoPart {
  readonly notes: string
  readonly commands: readonly ShownCommand[]
}

export interface DemoStep {
  readonly title: string
  /** Id of the check of the lab that decides what the step shows. */
  readonly check: string
  readonly parts: readonly DemoPart[]
  /** Line of its heading, counted from 1. */
  readonly line: number
}

export interface DemoScript {
  readonly title: string
  /** What to say before the first step. */
  readonly opening: string
  /** Lines for the shell, before the first step and after each reset. */
  readonly setup: string
  readonly steps: readonly DemoStep[]
}

/** A script that cannot be played, and where: `demo.en.md:12: Expected …`. */
export class DemoScriptError extends Error {
  override readonly name = 'DemoScriptError'

  constructor(file: string, line: number, fault: string) {
    super(`${file}:${line}: ${fault}`)
  }
}

/** Every command of a step, in order. */
export const commandsOf = ({ parts }: DemoStep): readonly ShownCommand[] =>
  parts.flatMap(({ commands }) => commands)

/**
 * Read a script.
 *
 * @param file What errors call it.
 * @throws {DemoScriptError} When it cannot be played.
 */
export function parseDemo(markdown: string, file = 'demo'): DemoScript {
  const fail: Fail = (line, fault) => {
    throw new DemoScriptError(file, line, fault)
  }
  const [first, ...others] = blocksOf(markdown, fail)
  const title = first && headingOf(first, 1)
  if (!title) return fail(1, 'Expected "# " and a title first')
  const isStep = (block: Block) => headingOf(block, 2) !== null
  const begin = others.findIndex(isStep)
  if (begin === -1) return fail(1, 'Expected a step: "## Title {check=id}"')
  const { opening, setup } = headOf(others.slice(0, begin), fail)
  const steps = splitBefore(others.slice(begin), isStep)
  return {
    title,
    opening,
    setup,
    steps: steps.map((blocks) => stepOf(blocks, fail)),
  }
}

type Fail = (line: number, fault: string) => never

interface Block {
  readonly token: Token
  /** Of its first character, counted from 1. */
  readonly line: number
}

function blocksOf(markdown: string, fail: Fail): Block[] {
  let line = 1
  const blocks: Block[] = []
  for (const token of marked.lexer(markdown)) {
    blocks.push({ token, line })
    const isOpen = token.type === 'code' && !/\n```\s*$/.test(token.raw)
    if (isOpen && token.raw.startsWith('```'))
      return fail(line, 'Expected an end of this block')
    line += token.raw.split('\n').length - 1
  }
  return blocks
}

/** The text of a heading of that depth. */
const headingOf = ({ token }: Block, depth: number): string | null =>
  token.type === 'heading' && token.depth === depth ? token.text : null

/** The text of a block of that language. */
const codeIn = ({ token }: Block, language: string): string | null =>
  token.type === 'code' && token.lang === language ? token.text : null

const notesIn = (blocks: readonly Block[]) =>
  blocks
    .map(({ token }) => token.raw.trim())
    .filter((text) => text !== '')
    .join('\n\n')

function headOf(blocks: readonly Block[], fail: Fail) {
  const stray = blocks.find((block) => codeIn(block, 'console') !== null)
  if (stray) return fail(stray.line, 'Expected a step before the first command')
  const isSetup = (block: Block) => codeIn(block, 'setup') !== null
  const [setup, second] = blocks.filter(isSetup)
  if (second) return fail(second.line, 'Expected one setup only')
  return {
    opening: notesIn(blocks.filter((block) => !isSetup(block))),
    setup: setup === undefined ? '' : (codeIn(setup, 'setup') ?? ''),
  }
}

/** Groups of blocks, each of which begins with one that `begins` says yes to. */
function splitBefore(
  blocks: readonly Block[],
  begins: (block: Block) => boolean,
): Block[][] {
  const groups: Block[][] = []
  for (const block of blocks) {
    if (begins(block)) groups.push([block])
    else groups.at(-1)?.push(block)
  }
  return groups
}

function stepOf([heading, ...blocks]: readonly Block[], fail: Fail): DemoStep {
  const { line } = heading as Block
  const text = headingOf(heading as Block, 2) ?? ''
  const [, title, check] = /^(.+?) \{check=([\w.-]+)\}$/.exec(text) ?? []
  if (title === undefined || check === undefined)
    return fail(line, 'Expected "## Title {check=id}"')
  const setup = blocks.find((block) => codeIn(block, 'setup') !== null)
  if (setup) return fail(setup.line, 'Expected the setup before the first step')
  const parts = partsOf(blocks, fail)
  if (parts.every(({ commands }) => commands.length === 0))
    return fail(line, 'Expected a console block in this step')
  return { title, check, parts, line }
}

/** Each console block with the notes before it; notes at the end stand alone. */
function partsOf(blocks: readonly Block[], fail: Fail): DemoPart[] {
  const parts: DemoPart[] = []
  let notes: Block[] = []
  for (const block of blocks) {
    const text = codeIn(block, 'console')
    if (text === null) {
      notes.push(block)
      continue
    }
    const commands = commandsIn(text, block.line, fail)
    parts.push({ notes: notesIn(notes), commands })
    notes = []
  }
  const rest = notesIn(notes)
  return rest === '' ? parts : [...parts, { notes: rest, commands: [] }]
}

/** @param line Of the fence before the text. */
function commandsIn(text: string, line: number, fail: Fail): ShownCommand[] {
  if (!/^[#$] ./.test(text))
    return fail(line + 1, 'Expected a command after "# "')
  // Lines are counted in this text, whose first is a fence as well.
  return shownCommands(`\`\`\`console\n${text}\n\`\`\``).map((shown) => ({
    ...shown,
    line: shown.line + line - 1,
  }))
}
