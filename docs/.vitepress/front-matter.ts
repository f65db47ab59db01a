const HEAD = /^---\n.*?\n---\n/s

/** What stands before a page in Markdown, marks included; empty without one. */
export const headOf = (page: string) => HEAD.exec(page)?.[0] ?? ''
