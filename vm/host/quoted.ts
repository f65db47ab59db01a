/** One word for a shell, whatever is in it, and whichever shell it is. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** What sh(1) sees nothing in. */
const PLAIN = /^[\w@%+=:,./-]+$/

/** The same for sh(1), in a command that people read: a plain word stays as it is. */
export function quotedIfNeeded(text: string): string {
  return PLAIN.test(text) ? text : quoted(text)
}
