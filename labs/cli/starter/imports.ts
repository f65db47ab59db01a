/**
 * Drops the imports that a cut made useless, and no others: an import that the
 * reference itself does not use at all stays, whatever its author meant by it.
 * Works on the one-statement forms that the formatter writes.
 */

const STATEMENT =
  /^import (type )?(?:\{([^}]*)\}|(\* as \w+|\w+)) from '([^']+)'\n/gm

/**
 * `after` without the imported names that `before` used and `after` does not.
 */
export function neededImports(before: string, after: string): string {
  const [was, is] = [bodyOf(before), bodyOf(after)]
  const vanished = (name: string) => mentions(was, name) && !mentions(is, name)
  return after.replace(
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

const bodyOf = (text: string) => text.replace(STATEMENT, '')

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])(?<!(?<!\\.\\.)\\.)${name}(?![\\w$])`).test(
    text,
  )
}
