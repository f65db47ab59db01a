/** The little XML that a report needs. @see W3C, "XML 1.0 (Fifth Edition)", 2.2 and 2.4 */

type Attributes = Readonly<Record<string, string | number>>

/** Everything that is no `Char` of XML 1.0; not even `&#0;` may stand for it. */
const ILLEGAL =
  /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  // It must not end up in `]]>`, which text may not hold.
  '>': '&gt;',
  '"': '&quot;',
  // A parser would turn the first into a line feed, the others into blanks.
  '\r': '&#13;',
  '\n': '&#10;',
  '\t': '&#9;',
}

/** Text between tags: line breaks stay as they are. */
export function xmlText(text: string): string {
  return text.replace(ILLEGAL, '').replace(/[&<>"\r]/g, entityOf)
}

/** An element; children are XML already. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly string[] = [],
): string {
  const given = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${attribute(String(value))}"`,
  )
  const start = `<${name}${given.join('')}`
  return children.length === 0
    ? `${start}/>`
    : `${start}>${children.join('')}</${name}>`
}

/** An element that holds only elements: each on a line of its own. */
export function block(
  name: string,
  attributes: Attributes,
  children: readonly string[],
): string {
  const lines = children.map((child) => `\n${child}`)
  return element(name, attributes, [...lines, '\n'])
}

const attribute = (text: string) =>
  text.replace(ILLEGAL, '').replace(/[&<>"\r\n\t]/g, entityOf)

const entityOf = (character: string) => ENTITIES[character] ?? character
