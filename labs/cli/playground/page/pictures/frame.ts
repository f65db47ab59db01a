/** What is around every picture: a line that sums it up, and its twin, a table. */
import { type ComponentChildren, h } from 'preact'
import { useState } from 'preact/hooks'
import type { ScenePart } from '#checker/scene/scene.ts'
import type { TableName } from '../../pictures/row-keys.ts'
import type { PictureProps } from './picture.ts'
import { SceneTables } from './table-view.ts'
import { say } from './words.ts'

interface FrameProps extends PictureProps {
  readonly summary: string
  /** The tables that say the same. */
  readonly tables: readonly TableName[]
  readonly part: ScenePart
  readonly legend?: ComponentChildren
  readonly children?: ComponentChildren
}

export function Frame(props: FrameProps): ComponentChildren {
  const { scene, context, summary, tables, part, legend, children } = props
  const [asTable, showTable] = useState(false)
  const { language } = context
  return h(
    'div',
    { class: 'picture' },
    h(
      'div',
      { class: 'picture-head' },
      h('p', { class: 'picture-summary' }, summary),
      asTable ? null : legend,
      h(
        'button',
        {
          type: 'button',
          class: 'picture-switch',
          'aria-pressed': asTable,
          onClick: () => showTable(!asTable),
        },
        say(language, 'frame.table'),
      ),
    ),
    scene.cut.includes(part)
      ? h('p', { class: 'picture-cut' }, say(language, 'frame.cut'))
      : null,
    asTable ? h(SceneTables, { scene, context, tables }) : children,
  )
}
