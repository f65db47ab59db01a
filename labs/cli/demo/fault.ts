/** How a step can break, and what is said of it. */
import { stripVTControlCharacters } from 'node:util'
import type { CheckResult } from '#checker/check.ts'
import { truncate } from '#checker/text/width.ts'
import { matchesShown, type ShownCommand } from '../gate/console.ts'
import { localized, say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { Ran } from './shell-session.ts'

export type Fault =
  | {
      readonly kind: 'output'
      readonly shown: ShownCommand
      readonly printed: string
    }
  | {
      readonly kind: 'hung'
      readonly shown: ShownCommand
      readonly seconds: number
    }
  | { readonly kind: 'lost' }
  | { readonly kind: 'setup'; readonly status: number }
  | { readonly kind: 'check'; readonly result: CheckResult }

/** What a terminal was sent, as text: a lesson shows neither colours nor `\r`. */
export const plainOf = (output: string) =>
  stripVTControlCharacters(output).replaceAll('\r\n', '\n')

/** What is wrong with what a command did; `null` if it is what the script shows. */
export function faultOf(shown: ShownCommand, ran: Ran): Fault | null {
  if (ran.kind === 'lost') return { kind: 'lost' }
  const printed = plainOf(ran.output)
  return matchesShown(shown.output, printed)
    ? null
    : { kind: 'output', shown, printed }
}

const WIDEST = 40

/** One line for the stage. */
export function faultLine(io: Io, fault: Fault): string {
  switch (fault.kind) {
    case 'output': {
      const { shown, printed } = firstDifference(fault.shown, fault.printed)
      const command = quote(fault.shown.command)
      return say(io, 'demo.brokeOutput', { command, shown, printed })
    }
    case 'hung': {
      const command = quote(fault.shown.command)
      return say(io, 'demo.brokeHung', { command, seconds: fault.seconds })
    }
    case 'lost':
      return say(io, 'demo.brokeLost')
    case 'setup':
      return say(io, 'demo.brokeSetup', { status: fault.status })
    case 'check': {
      const { id, verdict, title, actual } = fault.result
      // Why the kit broke may name folders of this computer.
      const found = quote(actual ?? localized(io, title))
      return say(io, 'demo.brokeCheck', { id, verdict, found })
    }
  }
}

/** All there is to know, for whoever writes the script. */
export function faultDetails(fault: Fault): string {
  if (fault.kind !== 'output') return JSON.stringify(fault)
  const { command, line, output } = fault.shown
  const shown = output.join('\n')
  return `line ${line}: "${command}" shows\n${shown}\nbut prints\n${fault.printed}`
}

/** The first line of each that the other does not have. */
function firstDifference(
  { output }: ShownCommand,
  text: string,
): { shown: string; printed: string } {
  const lines = text.trimEnd().split('\n')
  const at = output.findIndex(
    (line, index) => !matchesShown([line], lines[index] ?? ''),
  )
  const index = at === -1 ? output.length : at
  return {
    shown: quote(output[index] ?? ''),
    printed: quote(lines[index] ?? ''),
  }
}

/** On one line, and with nothing in it that a terminal would obey. */
function quote(text: string): string {
  const plain = stripVTControlCharacters(text).replaceAll(/[\s\p{Cc}]+/gu, ' ')
  return `"${truncate(plain.trim(), WIDEST)}"`
}
