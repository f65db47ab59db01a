/**
 * How fast a cgroup's counters grow, over windows that the kernel's own clock
 * measures. A loaded machine makes short windows odd, so longer ones are taken
 * until two in a row agree with what was asked, or the time is over.
 */
import type { Sample } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { flatKeyed } from '#checker/evidence/cgroup-files.ts'

/** What was counted from one sample to the next. */
export interface Window {
  readonly ms: number
  /** For each of the files: counter → how much it grew. */
  readonly grown: readonly Readonly<Record<string, number>>[]
}

export interface Watching {
  readonly paths: readonly string[]
  /** How long the first windows are; each round's are twice as long. */
  readonly everyMs: number
  /** Whether these windows say enough. */
  settles(windows: readonly Window[]): boolean
}

/** Two windows at a time, so often at most. */
const ROUNDS = 4
const SAMPLES = 3
/** What /proc/stat counts in, on every machine of today. @see sysconf(3) */
const TICK_MS = 10

/** Take windows until they settle; those of the last round are told. */
export async function watchWindows(
  bench: Bench,
  { paths, everyMs, settles }: Watching,
): Promise<readonly Window[]> {
  for (let round = 1, ms = everyMs; ; round++, ms *= 2) {
    const timeoutMs = bench.patience(ms * SAMPLES)
    const call = { paths, times: SAMPLES, everyMs: ms, timeoutMs }
    const windows = windowsOf(await bench.call('sample', call))
    if (round === ROUNDS || !counts(windows) || settles(windows)) return windows
  }
}

/** Whether anything was counted: where there is no such file, none will come. */
const counts = (windows: readonly Window[]) =>
  windows.some(({ grown: [first = {}] }) => Object.keys(first).length > 0)

/** What lies between each sample and the next. */
export function windowsOf(samples: readonly Sample[]): Window[] {
  return samples.slice(1).map((after, index) => {
    const before = samples[index] as Sample
    return {
      ms: (after.atNs - before.atNs) / 1e6,
      grown: after.texts.map((text, file) =>
        growth(before.texts[file] ?? null, text),
      ),
    }
  })
}

function growth(before: string | null, after: string | null) {
  const [old, now] = [countersOf(before), countersOf(after)]
  return Object.fromEntries(
    Object.entries(now).map(([key, value]) => [
      key,
      value - (old[key] ?? Number.NaN),
    ]),
  )
}

/** Those of a cgroup's file, or `cpu0 idle` of /proc/stat. @see proc_stat(5) */
function countersOf(text: string | null): Record<string, number> {
  const processors = text?.matchAll(/^(cpu\d+) \d+ \d+ \d+ (\d+)/gm) ?? []
  const idle = [...processors].map(([, cpu, ticks]) => [
    `${cpu} idle`,
    Number(ticks),
  ])
  return { ...flatKeyed(text), ...Object.fromEntries(idle) }
}

/** Part of the time that a processor had nothing to do. */
export function idleIn({ ms, grown }: Window, cpu: string, file: number) {
  const ticks = grown[file]?.[`${cpu} idle`] ?? Number.NaN
  return (ticks * TICK_MS) / ms
}

/** Part of one processor that a cgroup used; `NaN` if its counters are gone. */
export function cpusUsed({ ms, grown }: Window, file = 0): number {
  return (grown[file]?.usage_usec ?? Number.NaN) / 1000 / ms
}

/** `17.3 %` */
export const percent = (part: number) => `${(part * 100).toFixed(1)} %`
