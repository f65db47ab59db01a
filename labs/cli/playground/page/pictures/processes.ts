/** Who runs, who started whom, and who shares which namespaces with whom. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { SceneContainer, SceneProcess } from '#checker/scene/scene.ts'
import type { Owner } from '../../pictures/owners.ts'
import {
  capabilityCount,
  emptyContainers,
  KINDS,
  type NamespaceCell,
  type ProcessRow,
  processRows,
} from '../../pictures/process-rows.ts'
import { rowKey } from '../../pictures/row-keys.ts'
import { Badge, hueClass } from './badge.ts'
import { classNames } from './class-names.ts'
import { Fold, useFolds } from './fold.ts'
import { Frame } from './frame.ts'
import { type Mark, Marks } from './marks.ts'
import type { PictureProps } from './picture.ts'
import { owners } from './shared.ts'
import { TreeLines } from './tree-lines.ts'
import { say, statusName } from './words.ts'

export function ProcessesPicture(props: PictureProps): ComponentChildren {
  const { scene, context } = props
  const { language, changed } = context
  const [open, openFold] = useFolds()
  const isChanged = ({ pid }: SceneProcess) =>
    changed.has(rowKey('processes', `${pid}`))
  const rows = processRows(scene, { owners, isWanted: isChanged, open })
  const summary = say(language, 'processes.summary', {
    processes: scene.processes.length,
    containers: scene.containers.length,
  })
  return h(
    Frame,
    {
      ...props,
      summary,
      tables: ['processes', 'namespaces'],
      part: 'processes',
    },
    h(
      'div',
      { class: 'processes' },
      h(Head, { language }),
      rows.map((row) => [
        row.isFirstOfBand
          ? h(BandHead, { key: `band:${row.key}`, row, language })
          : null,
        h(Row, {
          key: row.key,
          row,
          language,
          isChanged: row.process !== null && isChanged(row.process),
          onOpen: () => openFold(row.key),
        }),
      ]),
    ),
    h(EmptyContainers, { containers: emptyContainers(scene), language }),
    h('p', { class: 'picture-hint' }, say(language, 'processes.hint')),
  )
}

function Head({
  language,
}: {
  readonly language: Language
}): ComponentChildren {
  return h(
    'div',
    { class: 'process-row process-head' },
    h('span', { class: 'process-name' }, say(language, 'processes.process')),
    h(
      'span',
      { class: 'process-cells' },
      KINDS.map((kind) =>
        h('span', { key: kind, class: 'namespace-kind' }, kind),
      ),
    ),
  )
}

interface BandProps {
  readonly row: ProcessRow
  readonly language: Language
}

/** The lid of the box that a container's processes are in. */
function BandHead({ row, language }: BandProps): ComponentChildren {
  const { container, owner, tree } = row
  if (container === null || owner === null) return null
  return h(
    'div',
    { class: `process-row band band-head ${hueClass(owner)}` },
    h(TreeLines, { rails: tree.rails, isPassing: true }),
    h(Badge, { owner }),
    h('strong', { class: 'band-name' }, container.id),
    h(
      'span',
      { class: `container-status container-status-${container.status}` },
      statusName(language, container.status),
    ),
  )
}

interface RowProps extends BandProps {
  readonly isChanged: boolean
  readonly onOpen: () => void
}

function Row({
  row,
  language,
  isChanged,
  onOpen,
}: RowProps): ComponentChildren {
  const { process, tree, cells, owner } = row
  const classes = classNames(
    'process-row',
    owner === null ? '' : `band ${hueClass(owner)}`,
    row.isLastOfBand && 'band-end',
    isChanged && 'is-changed',
  )
  return h(
    'div',
    { class: classes, 'data-key': row.key },
    h(TreeLines, { rails: tree.rails }),
    process === null
      ? h(Fold, { count: tree.folded, language, onOpen })
      : h(Name, { process, language }),
    h(
      'span',
      { class: 'process-cells' },
      cells.map((cell) => h(Cell, { key: cell.kind, cell, language })),
    ),
  )
}

interface NameProps {
  readonly process: SceneProcess
  readonly language: Language
}

function Name({ process, language }: NameProps): ComponentChildren {
  const { pid, nsPids, argv, comm } = process
  const inner = nsPids.at(-1) ?? pid
  const command = argv.length > 0 ? argv.join(' ') : `[${comm}]`
  return h(
    'span',
    { class: 'process-name' },
    h('span', { class: 'pid' }, `${pid}`),
    nsPids.length > 1
      ? h(
          'span',
          {
            class: 'inner-pid',
            title: say(language, 'processes.inside', { pid: inner }),
          },
          `→ ${inner}`,
        )
      : null,
    h('code', { class: 'process-command', title: command }, command),
    h(Marks, { marks: marksOf({ process, language }) }),
  )
}

/** What bounds a process besides namespaces, as small signs. */
function marksOf({ process, language }: NameProps): Mark[] {
  const { uid, capabilities, seccomp, noNewPrivs, state } = process
  const count = capabilityCount(capabilities)
  const isRoot = uid === 0 && count >= 40
  return [
    ['Z', say(language, 'processes.zombie'), state === 'Z'],
    [`uid ${uid}`, say(language, 'processes.uid', { uid }), uid !== 0],
    [
      `cap ${count}`,
      say(language, 'processes.capabilities', { count }),
      !isRoot && state !== 'Z',
    ],
    ['seccomp', say(language, 'processes.seccomp'), seccomp === 2],
    ['nnp', say(language, 'processes.noNewPrivs'), noNewPrivs],
  ]
}

interface CellProps {
  readonly cell: NamespaceCell
  readonly language: Language
}

function Cell({ cell, language }: CellProps): ComponentChildren {
  const { kind, namespace, owner, joinsAbove, joinsBelow } = cell
  const inode = /\d+/.exec(namespace)?.[0] ?? '?'
  const classes = classNames(
    'cell',
    hueClass(owner),
    joinsAbove && 'joins-above',
    joinsBelow && 'joins-below',
  )
  const name = owner.name === '' ? say(language, 'machine') : owner.name
  return h(
    'span',
    {
      class: classes,
      title: say(language, 'processes.shared', { kind, inode, owner: name }),
    },
    h('span', null, cellText(owner)),
  )
}

const cellText = ({ letter }: Owner) => letter || '·'

interface EmptyProps {
  readonly containers: readonly SceneContainer[]
  readonly language: Language
}

function EmptyContainers({
  containers,
  language,
}: EmptyProps): ComponentChildren {
  if (containers.length === 0) return null
  return h(
    'ul',
    { class: 'empty-containers' },
    containers.map(({ id, status }) =>
      h(
        'li',
        { key: id },
        h('strong', null, id),
        ` ${statusName(language, status)}, ${say(language, 'processes.empty')}`,
      ),
    ),
  )
}
