/** Small signs behind a name, each with a title that says what it means. */
import { type ComponentChildren, h } from 'preact'

export type Mark = readonly [sign: string, title: string, holds: boolean]

/** The signs that hold. */
export function Marks({
  marks,
}: {
  readonly marks: readonly Mark[]
}): ComponentChildren {
  return h(
    'span',
    { class: 'marks' },
    marks
      .filter(([, , holds]) => holds)
      .map(([sign, title]) =>
        h('span', { key: sign, class: 'mark', title }, sign),
      ),
  )
}
