/** Each system call as a lamp that lights up when it is made. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import { type BirthStep, FAMILIES } from '../../pictures/birth-steps.ts'
import { useWidth } from './use-width.ts'
import { say } from './words.ts'

interface MosaicProps {
  readonly steps: readonly BirthStep[]
  readonly at: number
  readonly onStep: (at: number) => void
  readonly language: Language
}

const CELL = 10
/** Width of a cell where there is room, in units. */
const CELL_SHOWN = 13
const MOST_ACROSS = 96

export function Mosaic({
  steps,
  at,
  onStep,
  language,
}: MosaicProps): ComponentChildren {
  const [place, width] = useWidth()
  const across = Math.min(MOST_ACROSS, Math.floor(width / CELL_SHOWN))
  const down = Math.ceil(steps.length / across)
  const used = FAMILIES.filter((family) =>
    steps.some((step) => step.family === family),
  )
  return h(
    'div',
    { class: 'mosaic', ref: place },
    h(
      'svg',
      {
        viewBox: `0 0 ${across * CELL} ${down * CELL}`,
        role: 'img',
        'aria-label': say(language, 'birth.at', {
          at: at + 1,
          count: steps.length,
        }),
        onClick: ({ target }: MouseEvent) => {
          const index = (target as SVGElement).dataset.at
          if (index !== undefined) onStep(Number(index))
        },
      },
      steps.map((step, index) =>
        h(Cell, { key: step.key, step, index, at, across }),
      ),
    ),
    h(
      'ul',
      { class: 'legend' },
      used.map((family) =>
        h(
          'li',
          { key: family },
          h('span', {
            class: `swatch family-${family}`,
            'aria-hidden': 'true',
          }),
          say(language, `family.${family}`),
        ),
      ),
    ),
  )
}

interface CellProps {
  readonly step: BirthStep
  readonly index: number
  readonly at: number
  readonly across: number
}

function Cell({ step, index, at, across }: CellProps): ComponentChildren {
  const [x, y] = [(index % across) * CELL, Math.floor(index / across) * CELL]
  const state = index > at ? 'is-dark' : index === at ? 'is-now' : 'is-lit'
  return h('rect', {
    class: `step family-${step.family} outcome-${step.outcome} ${state}`,
    'data-at': index,
    ...{ x: x + 1, y: y + 1, width: CELL - 2, height: CELL - 2, rx: 2 },
  })
}
