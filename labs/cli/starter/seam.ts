/**
 * Joins what stands before and after lines that vanished, with the blank lines
 * that the formatter would leave there.
 */

const OPENS = /[{([]$/
const CLOSES = /^\s*[})\]]/

/** Add lines to those kept so far; at the seam at most one blank line stays. */
export function join(kept: string[], next: readonly string[]): void {
  const rest = [...next]
  while (rest[0] === '' && !wantsBlank(kept.at(-1))) rest.shift()
  const [first] = rest
  if (first === undefined) return
  if (CLOSES.test(first)) while (kept.at(-1) === '') kept.pop()
  kept.push(...rest)
}

/** Whether a blank line may follow. */
function wantsBlank(before: string | undefined): boolean {
  return before !== undefined && before !== '' && !OPENS.test(before)
}
