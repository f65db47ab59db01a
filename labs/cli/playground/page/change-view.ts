/** What the last command changed in the kernel, or what has changed since the mark. */

import { Component, type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { TableName } from '#checker/scene/tables.ts'
import type { ChangedRow, ChangedTable } from '../changed-rows.ts'
import type { Live, LiveChange } from '../live.ts'
import { type PageMessage, say } from './words.ts'

export interface ChangeProps {
  readonly language: Language
  readonly live: Partial<Live>
}

const TABLES: Readonly<Record<TableName, PageMessage>> = {
  processes: 'play.tableProcesses',
  namespaces: 'play.tableNamespaces',
  mounts: 'play.tableMounts',
  overlays: 'play.tableOverlays',
  cgroups: 'play.tableCgroups',
  networks: 'play.tableNetworks',
}

const KINDS: Readonly<Record<ChangedRow['kind'], [string, PageMessage]>> = {
  added: ['+', 'play.added'],
  removed: ['−', 'play.removed'],
  altered: ['~', 'play.altered'],
}

/**
 * The terminal must not change its size with every command, so neither does this;
 * only who does not want to see it makes room for the terminal.
 */
export class ChangeView extends Component<ChangeProps, { isOpen: boolean }> {
  override state = { isOpen: true }

  override render({ language, live }: ChangeProps): ComponentChildren {
    const { isOpen } = this.state
    // A mark is meant by somebody, so it goes before the last command.
    const change = live.mark ?? live.change ?? null
    return h(
      'div',
      { class: 'change' },
      h(
        'button',
        {
          type: 'button',
          class: 'change-head',
          'aria-expanded': isOpen ? 'true' : 'false',
          onClick: () => this.setState({ isOpen: !isOpen }),
        },
        h(
          'span',
          { class: 'twist', 'aria-hidden': 'true' },
          isOpen ? '▾' : '▸',
        ),
        h(
          'span',
          { class: 'change-title' },
          change === null
            ? say(language, 'play.changes')
            : titleOf(language, change),
        ),
        change === null ? null : sums(language, change),
      ),
      isOpen
        ? h(
            'div',
            {
              class: 'change-body',
              tabIndex: 0,
              role: 'region',
              'aria-label': say(language, 'play.changes'),
            },
            bodyOf(language, change),
          )
        : null,
    )
  }
}

function bodyOf(
  language: Language,
  change: LiveChange | null,
): ComponentChildren {
  if (change === null)
    return h('p', { class: 'quiet' }, say(language, 'play.changeFirst'))
  return change.tables.map((table) => tableView(language, table))
}

function titleOf(
  language: Language,
  { command, status, tables }: LiveChange,
): ComponentChildren {
  const isEmpty = tables.length === 0
  if (command === null)
    return say(
      language,
      isEmpty ? 'play.changedMarkNothing' : 'play.changedMark',
    )
  const key =
    status === null
      ? 'play.changing'
      : isEmpty
        ? 'play.changedNothing'
        : 'play.changed'
  // The command stands within the sentence, as code.
  const [before = '', after = ''] = say(language, key, {
    command: '\u0000',
  }).split('\u0000')
  const failed = status !== null && status !== 0
  return [
    before,
    h('code', { title: command }, command || '…'),
    h('span', null, after),
    failed
      ? h(
          'span',
          { class: 'bad-status' },
          say(language, 'play.status', { status }),
        )
      : '',
  ]
}

function sums(language: Language, { tables }: LiveChange): ComponentChildren {
  const rows = tables.flatMap((table) => table.rows)
  const kinds = Object.keys(KINDS) as ChangedRow['kind'][]
  return h(
    'span',
    { class: 'sums' },
    kinds.map((kind) => {
      const count = rows.filter((row) => row.kind === kind).length
      const [sign, word] = KINDS[kind]
      const label = `${count} ${say(language, word)}`
      return count === 0
        ? null
        : h(
            'span',
            {
              key: kind,
              class: `sum ${kind}`,
              title: label,
              role: 'img',
              'aria-label': label,
            },
            `${sign}${count}`,
          )
    }),
  )
}

function tableView(
  language: Language,
  { table, rows, more }: ChangedTable,
): ComponentChildren {
  return h(
    'section',
    { key: table },
    h('h3', null, say(language, TABLES[table])),
    h(
      'ul',
      null,
      rows.map((row) => rowView(language, row)),
      more === 0
        ? null
        : h(
            'li',
            { key: 'more', class: 'quiet' },
            say(language, 'play.more', { count: more }),
          ),
    ),
  )
}

function rowView(
  language: Language,
  { kind, key, name, facts }: ChangedRow,
): ComponentChildren {
  const [sign, word] = KINDS[kind]
  return h(
    'li',
    { key: `${kind} ${key}`, class: kind },
    h(
      'span',
      { class: 'change-kind', role: 'img', 'aria-label': say(language, word) },
      sign,
    ),
    h(
      'span',
      null,
      h('code', { class: 'change-name' }, name),
      facts.map(({ column, before, now }) =>
        h(
          'span',
          { key: column, class: 'fact' },
          before === null ? null : h('i', { class: 'fact-column' }, column),
          before === null ? null : h('del', null, before || '–'),
          before === null ? now : h('ins', null, now || '–'),
        ),
      ),
    ),
  )
}
