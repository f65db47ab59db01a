/**
 * The formats that files of cgroup v2 come in. `max` is `Infinity`.
 *
 * @see Documentation/admin-guide/cgroup-v2.rst, "Interface Files", "Format"
 */

/** `usage_usec 4711\nnr_periods 3\n`, as `cpu.stat` or `memory.events`. */
export function flatKeyed(text: string | null): Record<string, number> {
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const [key = '', value = ''] = line.split(' ')
      return [key, maxOr(value)]
    }),
  )
}

/** `7:0 rbps=max wbps=1024\n`, as `io.max` or `io.stat`. */
export function nestedKeyed(
  text: string | null,
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const [key = '', ...pairs] = line.split(' ')
      return [key, Object.fromEntries(pairs.map(pairOf))]
    }),
  )
}

/** One value, as in `memory.max`; `NaN` where there is no file. */
export function maxOr(text: string | null): number {
  const word = text?.trim() ?? ''
  if (word === 'max') return Number.POSITIVE_INFINITY
  return word === '' ? Number.NaN : Number(word)
}

/** `20000 100000`: how much of how long, as in `cpu.max`. */
export function quotaAndPeriod(text: string | null): {
  readonly quotaUs: number
  readonly periodUs: number
} {
  const [quota = '', period = ''] = text?.trim().split(' ') ?? []
  return { quotaUs: maxOr(quota), periodUs: maxOr(period) }
}

/** Process numbers in `cgroup.procs`, controllers in `cgroup.controllers`. */
export function wordsOf(text: string | null): string[] {
  return text?.split(/\s+/).filter(Boolean) ?? []
}

/** CPUs or nodes of a list: `0-2,4` is 0, 1, 2 and 4. @see cpuset(7), "List format" */
export function numbersOf(text: string | null): number[] {
  const ranges = text?.trim().split(',').filter(Boolean) ?? []
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  })
}

function linesOf(text: string | null): string[] {
  return text?.split('\n').filter(Boolean) ?? []
}

function pairOf(pair: string): readonly [string, number] {
  const [key = '', value = ''] = pair.split('=')
  return [key, maxOr(value)]
}
