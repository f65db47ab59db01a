/** What may be behind an error, and where to read about it. */
export interface Hint {
  readonly hint: string
  /** Manual pages and headings of specifications. */
  readonly docs: readonly string[]
}
