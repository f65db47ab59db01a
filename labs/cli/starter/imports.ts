/**
 * Drops the imports that a cut made useless, and no others: an import that the
 * reference itself does not use at all stays, whatever its author meant by it.
 * Works on the one-statement forms that the formatter writes.
 */

/** What a file needed before something vanished from it, and what it needs now. */
export interface Change {
  readonly before: string
  readonly after: string
}

const STATEMENT =
  /^import (type )?(?:\{([^}]*)\}|(\* as \w+|\w+)) from '([^']+)'\n/gm

/** `text` without the imported names that were used before and are not after. */
export function neededImports(text: string, change: Change): string {
  const [was, is] = [bodyOf(change.before), bodyOf(change.after)]
  const vanished = (name: string) => mentions(was, name) && !mentions(is, name)
  return text.replace(
    STATEMENT,
    (statement, type = '', list: string | undefined, whole, from) => {
      if (list === undefined) {
        return vanished(localName(whole)) ? '' : statement
      }
      const names = split(list)
      const kept = names.filter((name) => !vanished(localName(name)))
      if (kept.length === names.length) return statement
      return kept.length === 0 ? '' : print(type, kept, from)
    },
  )
}

/**
 * A merged text with those imports of the lab's version that it needs and does
 * not have: a student may have removed one that was of no use yet.
 */
export function missingImports(merged: string, theirs: string): string {
  const [body, imported] = [bodyOf(merged), importedIn(merged)]
  const needed = (name: string) =>
    mentions(body, name) && !imported.has(name) && !declares(body, name)
  const added = [...theirs.matchAll(STATEMENT)].flatMap(
    ([statement, type = '', list, whole = '', from = '']) => {
      if (list === undefined) return needed(localName(whole)) ? [statement] : []
      const names = split(list).filter((name) => needed(localName(name)))
      return names.length === 0 ? [] : [print(type, names, from)]
    },
  )
  return added.length === 0 ? merged : insertImports(merged, added.join(''))
}

function importedIn(text: string): Set<string> {
  const names = [...text.matchAll(STATEMENT)].flatMap(
    ([, , list, whole = '']) => (list === undefined ? [whole] : split(list)),
  )
  return new Set(names.map(localName))
}

/** Whether the text makes a thing of that name itself. */
const declares = (body: string, name: string) =>
  new RegExp(`\\b(?:function|const|let|class|type|interface) ${name}\\b`).test(
    body,
  )

/** Put statements above the first import, or where one would stand. */
export function insertImports(text: string, statements: string): string {
  const lines = text.split('\n')
  const line = importLine(lines)
  const before = lines.slice(0, line).map((line) => `${line}\n`)
  return before.join('') + statements + lines.slice(line).join('\n')
}

function importLine(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.startsWith('import '))
  if (first !== -1) return first
  // After the essay at the head of the file.
  const end = lines.findIndex((line) => line.trimEnd().endsWith('*/'))
  return lines[0]?.startsWith('/**') ? end + 1 : 0
}

function print(type: string, names: readonly string[], from: string): string {
  const line = `import ${type}{ ${names.join(', ')} } from '${from}'\n`
  if (line.length <= 81) return line
  const rows = names.map((name) => `  ${name},\n`).join('')
  return `import ${type}{\n${rows}} from '${from}'\n`
}

const split = (list: string) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

/** `type A as B` and `* as B` are used by the name B. */
function localName(name: string): string {
  return name.split(/\s+/).at(-1) ?? name
}

/** Strings come first: `//` in one of them begins no comment. */
const STRING_OR_COMMENT =
  /('(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/.*|\/\*[\s\S]*?\*\//g

/** A name in a comment is no use of it. */
const bodyOf = (text: string) =>
  text.replace(STATEMENT, '').replace(STRING_OR_COMMENT, '$1')

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])(?<!(?<!\\.\\.)\\.)${name}(?![\\w$])`).test(
    text,
  )
}
