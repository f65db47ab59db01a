import type { JsonValue } from './json-value.ts'
import type { ConsoleSize } from './runtime-spec.ts'

/** The kernel has 16 bits for each. @see TIOCSWINSZ(2const) */
const MOST = 0xffff

/** Read `process.consoleSize`. @see runtime-spec config.md, "Process" */
export function parseConsoleSize(size: JsonValue): ConsoleSize {
  return {
    height: parseLength(size.at('height')),
    width: parseLength(size.at('width')),
  }
}

function parseLength(length: JsonValue): number {
  const characters = length.present ? length.id() : 0
  if (characters > MOST) length.fail(`a whole number from 0 to ${MOST}`)
  return characters
}
