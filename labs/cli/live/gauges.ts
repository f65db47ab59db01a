/** Which figures of a cgroup are shown, and what each is measured against. */
import type { Language } from '#checker/check.ts'
import type { Usage } from '#checker/evidence/usage.ts'
import type { Track } from '#checker/evidence/usage-history.ts'
import { say } from '../i18n.ts'
import { bytes, digits } from './figures.ts'
import type { MachineSize } from './picture.ts'

export interface Gauge {
  readonly label: string
  /** Part of the limit that is used; `null` if nothing limits it. */
  readonly share: number | null
  readonly text: string
  /** The same of earlier looks; without a limit, parts of what the machine has. */
  readonly shares: readonly number[]
  readonly color: 'cyan' | 'green' | 'yellow' | 'red' | 'magenta'
}

interface Speaker {
  readonly language: Language
}

const NEARLY_FULL = 0.9

/** The gauges of a cgroup; none where a controller is missing. */
export function gaugesOf(
  speaker: Speaker,
  track: Track,
  machine: MachineSize,
): Gauge[] {
  const { cpu, memory } = track.usage
  return [
    ...onlyIf(!Number.isNaN(cpu.percent) || track.usage.seconds === 0, () =>
      cpuGauge(speaker, track, machine),
    ),
    ...onlyIf(Number.isFinite(cpu.quotaPercent), () =>
      throttlingGauge(speaker, track),
    ),
    ...onlyIf(!Number.isNaN(memory.current), () =>
      memoryGauge(speaker, track, machine),
    ),
    ...onlyIf(
      track.usages.some(({ memory }) => memory.swap > 0),
      () => swapGauge(speaker, track),
    ),
    pidsGauge(speaker, track),
    ...ioGauges(speaker, track),
  ]
}

function onlyIf(wanted: boolean, make: () => Gauge): Gauge[] {
  return wanted ? [make()] : []
}

function cpuGauge(speaker: Speaker, track: Track, machine: MachineSize): Gauge {
  const { percent, quotaPercent, weight } = track.usage.cpu
  const isLimited = Number.isFinite(quotaPercent)
  const scale = isLimited ? quotaPercent : 100 * machine.cpus
  const value = `${digits(Math.round(percent))} %`
  const limit = `${digits(quotaPercent)} %`
  const share = isLimited ? say(speaker, 'live.of', { value, limit }) : value
  const weighed = say(speaker, 'live.weight', { weight })
  return {
    label: say(speaker, 'live.cpu'),
    share: isLimited ? percent / scale : null,
    text: weight === 100 || !weight ? share : share + weighed,
    shares: track.usages.map(({ cpu }) => cpu.percent / scale),
    color: 'cyan',
  }
}

function throttlingGauge(speaker: Speaker, { usage, usages }: Track): Gauge {
  const { throttled } = usage.cpu
  const percent = digits(Math.round(100 * throttled))
  return {
    label: say(speaker, 'live.throttled'),
    share: throttled || 0,
    text: say(speaker, 'live.periods', { percent }),
    shares: usages.map(({ cpu }) => cpu.throttled),
    color: 'yellow',
  }
}

function memoryGauge(
  speaker: Speaker,
  { usage, usages }: Track,
  machine: MachineSize,
): Gauge {
  const { current, max, high, peak } = usage.memory
  const limit = Math.min(max, high)
  const isLimited = Number.isFinite(limit)
  const share = current / (isLimited ? limit : machine.memory)
  const most = say(speaker, 'live.peak', { peak: bytes(peak) })
  const text = bytes(current, limit, of(speaker))
  return {
    label: say(speaker, 'live.memory'),
    share: isLimited ? share : null,
    text: Number.isNaN(peak) ? text : text + most,
    shares: usages.map(
      ({ memory }) => memory.current / (isLimited ? limit : machine.memory),
    ),
    color: isLimited && share > NEARLY_FULL ? 'red' : 'green',
  }
}

function swapGauge(speaker: Speaker, { usage, usages }: Track): Gauge {
  const { swap, swapMax } = usage.memory
  const isLimited = Number.isFinite(swapMax)
  const most = Math.max(1, ...usages.map(({ memory }) => memory.swap))
  const scale = isLimited ? swapMax : most
  return {
    label: say(speaker, 'live.swap'),
    share: isLimited ? swap / swapMax : null,
    text: bytes(swap, swapMax, of(speaker)),
    shares: usages.map(({ memory }) => memory.swap / scale),
    color: 'magenta',
  }
}

function pidsGauge(speaker: Speaker, { usage, usages }: Track): Gauge {
  const { current, max } = usage.pids
  const isLimited = Number.isFinite(max)
  const most = Math.max(1, ...usages.map(({ pids }) => pids.current))
  const scale = isLimited ? max : most
  const value = `${current}`
  return {
    label: say(speaker, 'live.pids'),
    share: isLimited ? current / max : null,
    text: isLimited ? say(speaker, 'live.of', { value, limit: max }) : value,
    shares: usages.map(({ pids }) => pids.current / scale),
    color: isLimited && current >= max ? 'red' : 'green',
  }
}

const WAYS = [
  { way: 'read', label: 'live.read' },
  { way: 'write', label: 'live.write' },
] as const

/** Most containers leave the disks alone; then nothing is shown of them. */
function ioGauges(speaker: Speaker, track: Track): Gauge[] {
  return WAYS.flatMap(({ way, label }) => {
    const limit = track.usage.io[`${way}Max`]
    const isLimited = Number.isFinite(limit)
    const most = Math.max(1, ...track.usages.map(({ io }) => io[way] || 0))
    if (!isLimited && most === 1) return []
    const scale = isLimited ? limit : most
    const rate = track.usage.io[way] || 0
    const text = bytes(rate, limit, of(speaker))
    return {
      label: say(speaker, label),
      share: isLimited ? rate / limit : null,
      text: say(speaker, 'live.perSecond', { amount: text }),
      shares: track.usages.map(({ io }: Usage) => io[way] / scale),
      color: 'magenta' as const,
    }
  })
}

const of = (speaker: Speaker) => (value: string, limit: string) =>
  say(speaker, 'live.of', { value, limit })
