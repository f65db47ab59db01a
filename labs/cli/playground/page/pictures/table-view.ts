/** A picture as a table: the same facts, for who cannot see or wants to copy them. */
import { type ComponentChildren, h } from 'preact'
import type { Scene } from '#checker/scene/scene.ts'
import { tablesOf } from '#checker/scene/tables.ts'
import { rowKey, type TableName } from '../../pictures/row-keys.ts'
import type { PictureProps } from './picture.ts'
import { columnName, say, tableTitle } from './words.ts'

interface TablesProps extends PictureProps {
  readonly tables: readonly TableName[]
}

export function SceneTables({
  scene,
  context,
  tables,
}: TablesProps): ComponentChildren {
  return h(
    'div',
    { class: 'picture-tables' },
    tables.map((name) => h(SceneTable, { key: name, name, scene, context })),
  )
}

interface TableProps extends PictureProps {
  readonly name: TableName
}

function SceneTable({ scene, context, name }: TableProps): ComponentChildren {
  const { language, changed } = context
  const { columns, rows } = tableIn(scene, name)
  const title = tableTitle(language, name)
  return h(
    'div',
    {
      class: 'picture-table',
      tabIndex: 0,
      role: 'region',
      'aria-label': title,
    },
    h(
      'table',
      null,
      h('caption', null, title),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          columns.map((column) =>
            h(
              'th',
              { scope: 'col', key: column },
              columnName(language, column),
            ),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(({ key, cells }) => {
          const isChanged = changed.has(rowKey(name, key))
          return h(
            'tr',
            { key, class: isChanged ? 'is-changed' : undefined },
            cells.map((cell, at) => h('td', { key: at }, cell)),
          )
        }),
      ),
    ),
    rows.length === 0 ? h('p', null, say(language, 'table.empty')) : null,
  )
}

const tableIn = (scene: Scene, name: TableName) => tablesOf(scene)[name]
