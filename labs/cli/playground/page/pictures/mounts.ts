/** What each mount namespace sees: one tree for each. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { MountInfo } from '#checker/evidence/mountinfo.ts'
import { mountKey } from '#checker/scene/keys.ts'
import type { SceneMountTable } from '#checker/scene/scene.ts'
import {
  type MountRow,
  materialOf,
  mountRows,
  sourceOf,
} from '../../pictures/mount-rows.ts'
import { rowKey } from '../../pictures/row-keys.ts'
import { Badge, hueClass } from './badge.ts'
import { classNames } from './class-names.ts'
import { Fold, useFolds } from './fold.ts'
import { Frame } from './frame.ts'
import { type Mark, Marks } from './marks.ts'
import type { PictureContext, PictureProps } from './picture.ts'
import { owners } from './shared.ts'
import { TreeLines } from './tree-lines.ts'
import { materialName, say } from './words.ts'

export function MountsPicture(props: PictureProps): ComponentChildren {
  const { scene, context } = props
  const { language } = context
  const tables = scene.mountTables
  const summary = say(language, 'mounts.summary', { tables: tables.length })
  return h(
    Frame,
    { ...props, summary, tables: ['mounts'], part: 'mounts' },
    h(
      'div',
      { class: 'mount-tables' },
      tables.map((table) =>
        h(MountTable, { key: table.namespace, table, context }),
      ),
    ),
  )
}

interface TableProps {
  readonly table: SceneMountTable
  readonly context: PictureContext
}

function MountTable({ table, context }: TableProps): ComponentChildren {
  const { language, changed } = context
  const [open, openFold] = useFolds()
  const owner = owners.of(table.namespace)
  const title = owner.name || say(language, 'machine')
  const isChanged = ({ id }: MountInfo) =>
    changed.has(rowKey('mounts', mountKey(table.namespace, id)))
  const rows = mountRows(table.mounts, { isWanted: isChanged, open })
  return h(
    'div',
    {
      class: `card mount-table ${hueClass(owner)}`,
      role: 'group',
      'aria-label': title,
    },
    h(
      'p',
      { class: 'card-head' },
      h(Badge, { owner }),
      h('span', { class: 'card-title' }, title),
      h(
        'span',
        { class: 'card-aside' },
        say(language, 'mounts.count', { count: table.mounts.length }),
      ),
    ),
    rows.map((row) =>
      h(Row, {
        key: row.key,
        row,
        language,
        isChanged: row.mount !== null && isChanged(row.mount),
        onOpen: () => openFold(row.key),
      }),
    ),
  )
}

interface RowProps {
  readonly row: MountRow
  readonly language: Language
  readonly isChanged: boolean
  readonly onOpen: () => void
}

function Row({
  row,
  language,
  isChanged,
  onOpen,
}: RowProps): ComponentChildren {
  const { mount, tree, name, isCovered } = row
  const classes = classNames(
    'mount-row',
    isChanged && 'is-changed',
    isCovered && 'is-covered',
  )
  return h(
    'div',
    { class: classes, 'data-key': row.key },
    h(TreeLines, { rails: tree.rails }),
    mount === null
      ? h(Fold, { count: tree.folded, language, onOpen })
      : [
          h(
            'code',
            { key: 'name', class: 'mount-name', title: mount.mountPoint },
            name,
          ),
          h(Material, { key: 'material', mount, language }),
          h(
            'span',
            {
              key: 'source',
              class: 'mount-source',
              title: mount.superOptions.join(','),
            },
            sourceOf(mount),
          ),
          h(Marks, {
            key: 'marks',
            marks: marksOf({ mount, language, isCovered }),
          }),
        ],
  )
}

interface MountProps {
  readonly mount: MountInfo
  readonly language: Language
}

function Material({ mount, language }: MountProps): ComponentChildren {
  const material = materialOf(mount)
  return h(
    'span',
    {
      class: `material material-${material}`,
      title: materialName(language, material),
    },
    mount.type,
  )
}

interface MarkProps extends MountProps {
  readonly isCovered: boolean
}

function marksOf({ mount, language, isCovered }: MarkProps): Mark[] {
  const { shared, master, options, root } = mount
  return [
    [say(language, 'mounts.covered'), '', isCovered],
    ['ro', say(language, 'mounts.readOnly'), options.includes('ro')],
    ['bind', say(language, 'mounts.bind'), root !== '/'],
    [
      `⇄ ${shared}`,
      say(language, 'mounts.shared', { group: shared ?? 0 }),
      shared !== null,
    ],
    [
      `← ${master}`,
      say(language, 'mounts.slave', { group: master ?? 0 }),
      master !== null,
    ],
  ]
}
