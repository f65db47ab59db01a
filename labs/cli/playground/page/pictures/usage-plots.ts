/** CPU, memory and processes of a cgroup over the last minute. */
import { type ComponentChildren, h } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { Language } from '#checker/check.ts'
import type { SceneCgroup } from '#checker/scene/scene.ts'
import { bytesText, percentText } from '../../pictures/figures.ts'
import {
  limitOf,
  MEASURES,
  type Measure,
  type PlotData,
  plotData,
  topOf,
  usedOf,
} from '../../pictures/plot-data.ts'
import { usageMemory } from './shared.ts'
import { say } from './words.ts'

interface PlotsProps {
  readonly cgroup: SceneCgroup
  readonly language: Language
  readonly atMs: number
}

export function UsagePlots(props: PlotsProps): ComponentChildren {
  return h(
    'div',
    { class: 'plots' },
    MEASURES.map((measure) => h(Plot, { key: measure, measure, ...props })),
  )
}

const TEXTS: Readonly<Record<Measure, (value: number) => string>> = {
  cpu: percentText,
  memory: bytesText,
  pids: (value) => `${value}`,
}

interface PlotProps extends PlotsProps {
  readonly measure: Measure
}

function Plot({
  measure,
  cgroup,
  language,
  atMs,
}: PlotProps): ComponentChildren {
  const limit = limitOf(cgroup, measure)
  const used = TEXTS[measure](usedOf(cgroup, measure))
  const data = plotData(usageMemory.of(cgroup.id), measure, limit, atMs)
  const isBound = Number.isFinite(limit)
  return h(
    'div',
    { class: `plot plot-${measure}` },
    h(
      'p',
      { class: 'plot-head' },
      h('span', { class: 'plot-name' }, say(language, `cgroups.${measure}`)),
      h('strong', { class: 'plot-used' }, used),
      isBound
        ? h(
            'span',
            { class: 'plot-limit' },
            `┄ ${say(language, 'cgroups.limit')} ${TEXTS[measure](limit)}`,
          )
        : null,
    ),
    h(Canvas, { data }),
  )
}

/** uPlot draws on a canvas of its own, which Preact leaves alone. */
function Canvas({ data }: { readonly data: PlotData }): ComponentChildren {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  useEffect(() => {
    const node = place.current
    if (node === null) return
    const drawn = newPlot(node, data)
    plot.current = drawn
    const stop = followLooks(node, drawn)
    return () => {
      stop()
      drawn.destroy()
    }
  }, [])
  useEffect(() => {
    plot.current?.setScale('y', { min: 0, max: topOf(data) })
    plot.current?.setData(data, false)
    plot.current?.setScale('x', { min: data[0][0] ?? 0, max: 0 })
  }, [data])
  return h('div', { class: 'plot-canvas', 'aria-hidden': 'true', ref: place })
}

/** Redraw when the place changes its size, or the page its colours. */
function followLooks(node: HTMLElement, plot: uPlot): () => void {
  const observer = new ResizeObserver(() => plot.setSize(sizeOf(node)))
  observer.observe(node)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const redraw = () => plot.redraw()
  dark.addEventListener('change', redraw)
  return () => {
    observer.disconnect()
    dark.removeEventListener('change', redraw)
  }
}

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({
  width: Math.max(60, clientWidth),
  height: Math.max(40, clientHeight),
})

function newPlot(node: HTMLElement, data: PlotData): uPlot {
  // A canvas knows no variables of a style sheet, only colours.
  const colour =
    (property: 'color' | 'borderTopColor' | 'outlineColor') => () =>
      getComputedStyle(node)[property]
  const options: uPlot.Options = {
    ...sizeOf(node),
    cursor: { show: false },
    legend: { show: false },
    padding: [4, 0, 0, 0],
    axes: [{ show: false }, { show: false }],
    scales: { x: { time: false, auto: false }, y: { auto: false } },
    series: [
      {},
      {
        stroke: colour('color'),
        fill: () => withAlpha(getComputedStyle(node).color),
        width: 2,
        points: { show: false },
      },
      {
        stroke: colour('borderTopColor'),
        width: 2,
        dash: [6, 4],
        points: { show: false },
      },
    ],
  }
  return new uPlot(options, data, node)
}

/** `rgb(1, 2, 3)` → `rgb(1, 2, 3, 0.2)` */
const withAlpha = (colour: string) => colour.replace(')', ', 0.22)')
