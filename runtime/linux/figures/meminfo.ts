/** What a cgroup says of its memory, in bytes; no limit is Infinity. */
export interface MemoryOfCgroup {
  readonly memoryMax: number
  readonly swapMax: number
  readonly current: number
}

/**
 * /proc/meminfo as a machine would have it that is as large as the cgroup.
 *
 * @param host The text of the host, which decides where nothing is limited.
 * @see proc_meminfo(5)
 */
export function meminfoFor(
  host: string,
  { memoryMax, swapMax, current }: MemoryOfCgroup,
): string {
  // #region lab-04-figures
  const total = Math.min(kibOf(host, 'MemTotal'), toKib(memoryMax))
  const free = Math.max(total - toKib(current), 0)
  // What the host has not got, no limit can give.
  const available = Math.min(kibOf(host, 'MemAvailable'), free)
  const swap = Math.min(kibOf(host, 'SwapTotal'), toKib(swapMax))
  return withFigures(host, {
    MemTotal: total,
    MemFree: free,
    MemAvailable: available,
    SwapTotal: swap,
    SwapFree: swap,
  })
  // #endregion lab-04-figures
}

/** Lines that tell how the machine is made, and not what is in use. */
const MADE = /^(CommitLimit|DirectMap|Hugepagesize|VmallocTotal)/

const LINE = /^([^:]+):( *)(\d+) kB$/

const toKib = (bytes: number) => Math.floor(bytes / 1024)

/** The number of a line, in KiB; 0 if this kernel does not have it. */
function kibOf(text: string, name: string): number {
  const line = text.split('\n').find((line) => line.startsWith(`${name}:`))
  return Number(LINE.exec(line ?? '')?.[3] ?? 0)
}

/** The same text with other numbers. What is in use on the host is nobody's. */
function withFigures(text: string, figures: Record<string, number>): string {
  const lines = text.split('\n').map((line) => {
    const [, name = '', space = '', number = ''] = LINE.exec(line) ?? []
    if (name === '' || MADE.test(name)) return line
    const width = space.length + number.length
    return `${name}:${`${figures[name] ?? 0}`.padStart(width)} kB`
  })
  return lines.join('\n')
}
