/**
 * The picture of one cgroup, of lines of plain text and colours:
 *
 *     /mini-runc/web · burner                                       running
 *       CPU        ████████████████  20 % of 20 %             ▂▅▇███████████
 *       throttled  ██████████████▌░  91 % of periods          ▁▅▇███████████
 *       memory     ██▌░░░░░░░░░░░░░  10.4 of 64 MiB, peak 12  ▁▁▂▂▂▂▂▂▂▂▂▂▂▂
 *       pids       ██▍░░░░░░░░░░░░░  3 of 20                  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁
 */
import type { ChalkInstance } from 'chalk'
import type { Language } from '#checker/check.ts'
import type { CgroupLook } from '#checker/evidence/cgroup-look.ts'
import type { Track } from '#checker/evidence/usage-history.ts'
import { printable } from '#checker/text/printable.ts'
import { columnsOf, ends, padTo, truncate } from '#checker/text/width.ts'
import { say } from '../i18n.ts'
import { bar, curve } from './bars.ts'
import { type Gauge, gaugesOf } from './gauges.ts'

/** How to draw. */
export interface Canvas {
  readonly language: Language
  readonly color: ChalkInstance
  readonly columns: number
}

export type MachineSize = Pick<CgroupLook, 'cpus' | 'memory'>

const MARGIN = '  '
const GAP = '  '
/** The gauges that most pictures have; the rest is as wide or narrower. */
const LABELS = ['live.cpu', 'live.throttled', 'live.memory'] as const
const WIDEST_BAR = 24
const NARROWEST_BAR = 6
const NARROWEST_CURVE = 8

/** Lines of one cgroup, none wider than the canvas. */
export function pictureOf(
  canvas: Canvas,
  track: Track,
  machine: MachineSize,
  name: string | null = null,
): string[] {
  const gauges = gaugesOf(canvas, track, machine)
  return [
    titleOf(canvas, track, name),
    ...gauges.map((gauge) => lineOf(canvas, gauge, track.alive)),
  ]
}

/** Path and program to the left, how it is to the right. */
function titleOf(canvas: Canvas, track: Track, name: string | null): string {
  const { color, columns } = canvas
  const { words, paint } = stateOf(canvas, track)
  const said = [name, track.program].filter((text) => text !== null)
  const about = said.map((text) => ` · ${printable(text)}`).join('')
  const room = columns - columnsOf(words) - 2
  const path = fromItsEnd(printable(track.path), room - columnsOf(about))
  const left = truncate(path + about, room)
  const right = ends(left, words, columns).slice(left.length)
  return (track.alive ? color.bold(left) : color.dim(left)) + paint(right)
}

/** The end of a path says more than its beginning. */
function fromItsEnd(path: string, columns: number): string {
  if (columnsOf(path) <= columns) return path
  const parts = path.split('/')
  while (parts.length > 1 && columnsOf(`…/${parts.join('/')}`) > columns) {
    parts.shift()
  }
  return `…/${parts.join('/')}`
}

function stateOf(canvas: Canvas, { usage, alive }: Track) {
  const { color } = canvas
  const { memory, frozen } = usage
  const kills = memory.oomKills
  const killed = kills > 0 ? [say(canvas, 'live.oom', { kills })] : []
  if (!alive) {
    const words = [...killed, say(canvas, 'live.ended')].join(' · ')
    return { words, paint: kills > 0 ? color.red : color.dim }
  }
  const state = say(canvas, frozen ? 'live.frozen' : 'live.running')
  const words = [...killed, state].join(' · ')
  if (kills > 0) return { words, paint: color.red }
  return { words, paint: frozen ? color.blue : color.green }
}

function lineOf(canvas: Canvas, gauge: Gauge, alive: boolean): string {
  const { color, columns } = canvas
  const { label, figures, bars, curves } = layoutOf(canvas)
  const paint = alive ? color[gauge.color] : color.dim
  const ink = alive ? (text: string) => text : color.dim
  const { full, empty } =
    gauge.share === null
      ? { full: '', empty: '·'.repeat(bars) }
      : bar(gauge.share, bars)
  const name = padTo(truncate(gauge.label, label), label)
  const room = columns - MARGIN.length - label - bars - 2 * GAP.length
  const text = truncate(gauge.text, curves > 0 ? figures : room)
  const past = curves > 0 ? GAP + curve(gauge.shares, curves) : ''
  return [
    MARGIN + ink(name + GAP),
    paint(full) + color.dim(empty) + GAP,
    ink(curves > 0 ? padTo(text, figures) : text),
    paint(past),
  ].join('')
}

/** What is left beside labels and figures is shared by bars and curves. */
function layoutOf(canvas: Canvas) {
  const label = Math.max(...LABELS.map((name) => columnsOf(say(canvas, name))))
  const amount = { value: '99.9', limit: '64 MiB' }
  const longest =
    say(canvas, 'live.of', amount) +
    say(canvas, 'live.peak', { peak: '99.9 MiB' })
  const figures = columnsOf(longest)
  const rest = canvas.columns - MARGIN.length - label - figures - 2 * GAP.length
  const bars = Math.max(
    NARROWEST_BAR,
    Math.min(WIDEST_BAR, Math.floor((rest - GAP.length) / 2)),
  )
  const curves = rest - bars - GAP.length
  return {
    label,
    figures,
    bars,
    curves: curves < NARROWEST_CURVE ? 0 : curves,
  }
}
