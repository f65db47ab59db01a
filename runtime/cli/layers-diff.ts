import { type Change, changesIn } from '../image/changes.ts'
import { bytesOfName, type FileName, textOfName } from '../linux/file-name.ts'
import type { DiffRequest } from './layers-line.ts'
import { withUpper } from './layers-upper.ts'
import { printBytes } from './output.ts'

/** `mini-layers diff`. */
export async function diff(request: DiffRequest): Promise<number> {
  const changes = await withUpper(request, changesIn)
  printBytes(request.json ? asJson(changes) : asLines(changes))
  return 0
}

function asLines(changes: readonly Change[]): Buffer {
  const lines = changes.map(({ kind, path }) => `${kind} ${inOneLine(path)}\n`)
  return bytesOfName(lines.join(''))
}

/** What would end the line, or do things to a terminal, as in mountinfo. */
function inOneLine(path: FileName): FileName {
  return [...path].map(escaped).join('')
}

function escaped(character: string): string {
  const code = character.charCodeAt(0)
  const isPlain = code >= 0x20 && code !== 0x7f && character !== '\\'
  return isPlain ? character : `\\${code.toString(8).padStart(3, '0')}`
}

function asJson(changes: readonly Change[]): Buffer {
  const entries = changes.map(({ kind, path }) => ({
    kind,
    path: textOfName(path),
  }))
  return Buffer.from(`${JSON.stringify(entries)}\n`)
}
