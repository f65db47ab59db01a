/** A page cut at its headings: what search shows as one find. */

export interface Section {
  readonly anchor: string
  /** The heading, after those above it. */
  readonly titles: string[]
  readonly text: string
}

const HEADING = /<h([1-6]) id="([^"]*)"[^>]*>(.*?)<a class="header-anchor"/gs

/** The sections of a page in HTML, in order. */
export function sectionsIn(html: string): Section[] {
  const headings = [...html.matchAll(HEADING)]
  const above: string[] = []
  return headings.map(([match, level, anchor = '', title = ''], index) => {
    const from = (headings[index]?.index ?? 0) + match.length
    const to = headings[index + 1]?.index ?? html.length
    above.length = Number(level) - 1
    above[Number(level) - 1] = words(title)
    // What is left of the heading is a link that says "Permalink to …".
    const text = words(html.slice(from, to).replace(/^.*?<\/h[1-6]>/s, ''))
    return { anchor, titles: above.filter(Boolean), text }
  })
}

const words = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_, name) => ENTITIES[name] ?? ' ')
    .replace(/\s+/g, ' ')
    .trim()

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  '#39': "'",
}
