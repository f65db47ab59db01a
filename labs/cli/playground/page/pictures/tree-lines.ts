/** The lines before a row of a tree, as wide as it is deep. */
import { type ComponentChildren, h } from 'preact'

/** Width of a level, and height of a row, in units of a sixteenth of a letter. */
const LEVEL = 18
const ROW = 32

interface Props {
  readonly rails: readonly boolean[]
  /** Only leads to the row below. */
  readonly isPassing?: boolean
}

export function TreeLines({ rails, isPassing }: Props): ComponentChildren {
  if (rails.length === 0) return null
  const width = rails.length * LEVEL
  return h(
    'svg',
    {
      class: 'tree-lines',
      viewBox: `0 0 ${width} ${ROW}`,
      style: { width: `${width / 16}em` },
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    },
    h('path', { d: rails.map(isPassing ? passingPath : pathOf).join('') }),
  )
}

/** `│`, `├`, `└` or nothing, with a rounded corner. */
function pathOf(goesOn: boolean, level: number, rails: readonly boolean[]) {
  const x = level * LEVEL + 8
  const isOwn = level === rails.length - 1
  const middle = ROW / 2
  const line = goesOn ? `M${x} 0V${ROW}` : ''
  const corner = `M${x} 0V${middle - 6}Q${x} ${middle} ${x + 6} ${middle}H${x + LEVEL - 10}`
  return isOwn ? line + corner : line
}

function passingPath(
  goesOn: boolean,
  level: number,
  rails: readonly boolean[],
) {
  const isOwn = level === rails.length - 1
  const x = level * LEVEL + 8
  return goesOn || isOwn ? `M${x} 0V${ROW}` : ''
}
