/** What a container has by a step of its birth. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { Part } from '../../pictures/birth-steps.ts'
import { say } from './words.ts'

interface PartsProps {
  readonly parts: readonly Part[]
  readonly at: number
  readonly language: Language
}

export function Parts({ parts, at, language }: PartsProps): ComponentChildren {
  return h(
    'ul',
    { class: 'parts', 'aria-label': say(language, 'birth.parts') },
    parts.map((part) => {
      const { name, since } = part
      const isThere = since !== null && at >= since
      return h(
        'li',
        {
          key: name,
          class: `part part-${name} ${isThere ? 'is-there' : ''} ${since === null ? 'is-never' : ''}`,
        },
        h(
          'span',
          { class: 'part-name' },
          `${isThere ? '✓ ' : '○ '}${say(language, `part.${name}`)}`,
        ),
        h(
          'span',
          { class: 'part-text', title: isThere ? part.text(at) : '' },
          isThere
            ? partText(part, at, language)
            : since === null
              ? say(language, 'part.never')
              : '\u00a0',
        ),
      )
    }),
  )
}

function partText(part: Part, at: number, language: Language): string {
  const count = part.count(at)
  switch (part.name) {
    case 'mounts':
      return say(language, 'mounts.count', { count })
    case 'capabilities':
      return say(language, 'part.dropped', { count })
    case 'user':
      return `uid ${part.text(at)}`
    default:
      return part.text(at)
  }
}
