/** Controls, marks of direction, and what has no meaning at all. */
export const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * A text of which nothing is obeyed by a terminal: names that judged code chose
 * may hold escape codes, line breaks, or marks that turn the line around.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '?')
}
