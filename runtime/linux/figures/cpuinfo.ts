/**
 * /proc/cpuinfo with only some of the processors, counted from 0 again.
 *
 * @param host The text of the host: a block of lines for each processor.
 * @param cpus Their numbers on the host.
 * @see proc_cpuinfo(5)
 */
export function cpuinfoFor(host: string, cpus: readonly number[]): string {
  let count = 0
  const blocks = host.trimEnd().split('\n\n')
  const kept = blocks.flatMap((block) => {
    const number = PROCESSOR.exec(block)?.[2]
    // On some machines the last block is about all of them.
    if (number === undefined) return [block]
    if (!cpus.includes(Number(number))) return []
    return [block.replace(PROCESSOR, `$1${count++}`)]
  })
  return `${kept.join('\n\n')}\n\n`
}

const PROCESSOR = /^(processor\s*: )(\d+)$/m

/**
 * Those of the processors that a container may count on. A quota takes none
 * away: 150 % may be had from any two at a time. So it is the number that is
 * right, rounded up, as LXCFS has it.
 *
 * A program that asks sched_getaffinity(2), as nproc(1) does, is told of
 * cpuset.cpus and never of a quota, and of no file that is mounted here.
 *
 * @param cpus What `cpuset.cpus.effective` has.
 * @param quota Processors at full time; Infinity without a limit.
 */
export function cpusWithin(cpus: readonly number[], quota: number): number[] {
  return cpus.slice(0, Math.max(Math.ceil(quota), 1))
}

/** Numbers of a list of the kernel: `0-2,5`. @see cpuset(7), "List format" */
export function cpuList(text: string): number[] {
  const ranges = text.trim().split(',').filter(Boolean)
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  })
}

/** /sys/devices/system/cpu/online for so many processors. */
export function onlineFor(count: number): string {
  return count > 1 ? `0-${count - 1}\n` : '0\n'
}
