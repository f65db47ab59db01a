/**
 * What a page shows, as data: an element is its name, attributes and children, a
 * text is a text. Only draw.ts makes nodes of it, and knows no way from a text to
 * markup: what a stranger is called can be shown, and do nothing else.
 */
export interface Element {
  readonly tag: Tag
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Child[]
}

export type Child = Element | string

/** The elements our pages are made of; none of them loads or runs anything. */
export type Tag =
  | 'bdi'
  | 'caption'
  | 'code'
  | 'div'
  | 'em'
  | 'h2'
  | 'h3'
  | 'li'
  | 'ol'
  | 'p'
  | 'pre'
  | 'span'
  | 'strong'
  | 'table'
  | 'tbody'
  | 'td'
  | 'th'
  | 'thead'
  | 'tr'
  | 'ul'

export function element(
  tag: Tag,
  attributes: Element['attributes'],
  ...children: readonly Child[]
): Element {
  return { tag, attributes, children }
}

/** All that can be read in it. */
export function textOf(child: Child): string {
  return typeof child === 'string'
    ? child
    : child.children.map(textOf).join(' ')
}
