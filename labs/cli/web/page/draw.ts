/** From elements as data to nodes of the page. */
import type { Child } from './element.ts'

const drawn = new WeakMap<HTMLElement, string>()

/** Let a place of the page show this; what it shows already is left alone. */
export function draw(place: HTMLElement, children: readonly Child[]): void {
  const text = JSON.stringify(children)
  if (drawn.get(place) === text) return
  drawn.set(place, text)
  place.replaceChildren(...children.map(nodeOf))
}

function nodeOf(child: Child): Node {
  if (typeof child === 'string') return document.createTextNode(child)
  const node = document.createElement(child.tag)
  for (const [name, value] of Object.entries(child.attributes)) {
    node.setAttribute(name, value)
  }
  node.append(...child.children.map(nodeOf))
  return node
}
