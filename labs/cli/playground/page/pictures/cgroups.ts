/** What bounds whom, how much of it is used, and how that came about. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { Usage } from '#checker/evidence/usage.ts'
import type { SceneCgroup } from '#checker/scene/scene.ts'
import {
  cgroupName,
  cgroupRows,
  plottedCgroups,
} from '../../pictures/cgroup-rows.ts'
import { bytesText, percentText } from '../../pictures/figures.ts'
import { rowKey } from '../../pictures/row-keys.ts'
import type { TreeRow } from '../../pictures/tree-rows.ts'
import { Badge, hueClass } from './badge.ts'
import { classNames } from './class-names.ts'
import { Fold, useFolds } from './fold.ts'
import { Frame } from './frame.ts'
import type { PictureProps } from './picture.ts'
import { owners } from './shared.ts'
import { TreeLines } from './tree-lines.ts'
import { UsagePlots } from './usage-plots.ts'
import { say } from './words.ts'

export function CgroupsPicture(props: PictureProps): ComponentChildren {
  const { scene, context } = props
  const { language, changed } = context
  const [open, openFold] = useFolds()
  const { cpus, memory } = scene.machine
  const isChanged = ({ path }: SceneCgroup) =>
    changed.has(rowKey('cgroups', path))
  const rows = cgroupRows(scene, { isWanted: isChanged, open })
  const summary = say(language, 'cgroups.summary', {
    count: scene.cgroups.length,
    cpus,
    memory: bytesText(memory),
  })
  const containerOf = ({ path }: SceneCgroup) =>
    scene.containers.find(({ cgroup }) => cgroup === path)?.id ?? null
  return h(
    Frame,
    { ...props, summary, tables: ['cgroups'], part: 'cgroups' },
    h(
      'div',
      { class: 'cgroups' },
      h(Head, { language }),
      rows.map((row) =>
        h(Row, {
          key: row.key,
          row,
          container: row.item && containerOf(row.item),
          machine: scene.machine,
          language,
          isChanged: row.item !== null && isChanged(row.item),
          onOpen: () => openFold(row.key),
        }),
      ),
    ),
    h(Plots, { ...props, containerOf }),
  )
}

interface PlotsProps extends PictureProps {
  readonly containerOf: (cgroup: SceneCgroup) => string | null
}

function Plots({ scene, context, containerOf }: PlotsProps): ComponentChildren {
  const { language } = context
  const plotted = plottedCgroups(scene)
  return h(
    'div',
    { class: 'plot-cards' },
    plotted.map((cgroup) => {
      const owner = owners.container(containerOf(cgroup))
      return h(
        'div',
        {
          key: cgroup.id,
          class: `card ${owner === null ? '' : hueClass(owner)}`,
          role: 'group',
          'aria-label': containerOf(cgroup) ?? cgroup.path,
        },
        h(
          'p',
          { class: 'card-head' },
          owner === null ? null : h(Badge, { owner }),
          h(
            'span',
            { class: 'card-title' },
            containerOf(cgroup) ?? cgroup.path,
          ),
          h(
            'span',
            { class: 'card-aside' },
            say(language, 'cgroups.lastMinute'),
          ),
        ),
        h(UsagePlots, { cgroup, language, atMs: scene.atMs }),
      )
    }),
  )
}

function Head({
  language,
}: {
  readonly language: Language
}): ComponentChildren {
  return h(
    'div',
    { class: 'cgroup-row cgroup-head' },
    h('span', null, say(language, 'cgroups.cgroup')),
    h('span', null, say(language, 'cgroups.cpu')),
    h('span', null, say(language, 'cgroups.memory')),
    h('span', null, say(language, 'cgroups.pids')),
  )
}

interface RowProps {
  readonly row: TreeRow<SceneCgroup>
  readonly container: string | null
  readonly machine: { readonly cpus: number; readonly memory: number }
  readonly language: Language
  readonly isChanged: boolean
  readonly onOpen: () => void
}

function Row(props: RowProps): ComponentChildren {
  const { row, container, language, isChanged, onOpen } = props
  const { item, rails } = row
  const owner = owners.container(container)
  const classes = classNames(
    'cgroup-row',
    owner === null ? '' : `band ${hueClass(owner)}`,
    isChanged && 'is-changed',
  )
  return h(
    'div',
    { class: classes, 'data-key': row.key },
    h(
      'span',
      { class: 'cgroup-name' },
      h(TreeLines, { rails }),
      item === null
        ? h(Fold, { count: row.folded, language, onOpen })
        : [
            owner === null ? null : h(Badge, { key: 'badge', owner }),
            h('code', { key: 'name', title: item.path }, cgroupName(item.path)),
            h(Marks, { key: 'marks', usage: item.usage, language }),
          ],
    ),
    item === null ? null : h(Bars, { ...props, usage: item.usage }),
  )
}

interface UsageProps {
  readonly usage: Usage
  readonly language: Language
}

function Marks({ usage, language }: UsageProps): ComponentChildren {
  const { memory, cpu, frozen } = usage
  const throttled = Math.round(100 * (cpu.throttled || 0))
  const count = memory.oomKills || 0
  return h(
    'span',
    { class: 'marks' },
    frozen
      ? h(
          'span',
          { class: 'mark mark-frozen' },
          `❄ ${say(language, 'cgroups.frozen')}`,
        )
      : null,
    count > 0
      ? h(
          'span',
          {
            class: 'mark mark-alarm',
            title: say(language, 'cgroups.killed', { count }),
          },
          `✕ OOM × ${count}`,
        )
      : null,
    throttled > 0
      ? h(
          'span',
          { class: 'mark mark-warning' },
          `▮ ${say(language, 'cgroups.throttled', { percent: throttled })}`,
        )
      : null,
  )
}

function Bars({
  usage,
  machine,
  language,
}: RowProps & UsageProps): ComponentChildren {
  const { cpu, memory, pids } = usage
  const most = (limit: number, all: number) =>
    Number.isFinite(limit) ? limit : all
  return [
    h(Bar, {
      key: 'cpu',
      share: cpu.percent / most(cpu.quotaPercent, 100 * machine.cpus),
      isBound: Number.isFinite(cpu.quotaPercent),
      text: ofText(
        language,
        percentText(cpu.percent),
        cpu.quotaPercent,
        percentText,
      ),
    }),
    h(Bar, {
      key: 'memory',
      share: memory.current / most(memory.max, machine.memory),
      isBound: Number.isFinite(memory.max),
      text: ofText(language, bytesText(memory.current), memory.max, bytesText),
    }),
    h(Bar, {
      key: 'pids',
      share: Number.isFinite(pids.max) ? pids.current / pids.max : 0,
      isBound: Number.isFinite(pids.max),
      text: ofText(language, `${pids.current}`, pids.max, String),
    }),
  ]
}

function ofText(
  language: Language,
  used: string,
  limit: number,
  text: (value: number) => string,
): string {
  if (!Number.isFinite(limit)) return used
  return say(language, 'cgroups.of', { used, limit: text(limit) })
}

interface BarProps {
  readonly share: number
  /** There is a limit; else it is the share of all there is. */
  readonly isBound: boolean
  readonly text: string
}

/** Nearly full, in the eyes of who has to notice. */
const FULL = 0.9

function Bar({ share, isBound, text }: BarProps): ComponentChildren {
  const width = Math.min(1, Math.max(0, share || 0))
  const isFull = isBound && width >= FULL
  return h(
    'span',
    { class: `gauge ${isBound ? 'is-bound' : ''} ${isFull ? 'is-full' : ''}` },
    h(
      'span',
      { class: 'gauge-track' },
      h('span', { class: 'gauge-fill', style: { width: `${100 * width}%` } }),
    ),
    h('span', { class: 'gauge-text' }, isFull ? `▲ ${text}` : text),
  )
}
