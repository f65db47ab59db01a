// What a container is to see of the machine, by the limits of its cgroup. The
// figures are those of its birth: a file says what was written, while in /proc
// each read(2) computes. LXCFS is a filesystem, so that it can do the same.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import {
  cpuinfoFor,
  cpuList,
  cpusWithin,
  onlineFor,
} from '../figures/cpuinfo.ts'
import { meminfoFor } from '../figures/meminfo.ts'
import { uptimeFor } from '../figures/uptime.ts'
import type { Figures } from '../own-figures.ts'
import { hasCgroupFile, readCgroupFile } from './cgroup-file.ts'

const ONLINE = '/sys/devices/system/cpu/online'

/**
 * The figures for a container that is about to be born.
 *
 * @param directory Of its cgroup, with all limits in force.
 * @throws {CgroupError} If it is gone.
 */
export function figuresOf(directory: string): Figures {
  const cpus = cpusOf(directory)
  const uptime = hostText('/proc/uptime')
  const bornAt = Number(uptime.split(' ')[0])
  const texts = {
    '/proc/meminfo': meminfoFor(hostText('/proc/meminfo'), {
      memoryMax: lowest(directory, 'memory.max', numberOf),
      swapMax: lowest(directory, 'memory.swap.max', numberOf),
      current: currentOf(directory),
    }),
    '/proc/cpuinfo': cpuinfoFor(hostText('/proc/cpuinfo'), cpus),
    '/proc/uptime': uptimeFor(uptime, bornAt, cpus.length),
    [ONLINE]: onlineFor(cpus.length),
  }
  return Object.entries(texts).map(([path, text]) => ({ path, text }))
}

const hostText = (path: string) => readFileSync(path, 'utf8')

function currentOf(directory: string): number {
  if (!hasCgroupFile(directory, 'memory.current')) return 0
  return numberOf(readCgroupFile(directory, 'memory.current'))
}

// Without a cpuset of its own, a cgroup has the one of the next further up.
function cpusOf(directory: string): number[] {
  const file = 'cpuset.cpus.effective'
  const nearest = upwards(directory).find((path) => hasCgroupFile(path, file))
  const list = nearest ? readCgroupFile(nearest, file) : hostText(ONLINE)
  return cpusWithin(cpuList(list), lowest(directory, 'cpu.max', quotaOf))
}

/** A limit holds for all that is below it, so the lowest on the way counts. */
function lowest(
  directory: string,
  file: string,
  numberOf: (text: string) => number,
): number {
  const limits = upwards(directory)
    .filter((path) => hasCgroupFile(path, file))
    .map((path) => numberOf(readCgroupFile(path, file)))
  return Math.min(...limits)
}

/** A cgroup and all above it. */
function upwards(directory: string): string[] {
  if (!hasCgroupFile(directory, 'cgroup.procs')) return []
  return [directory, ...upwards(dirname(directory))]
}

const numberOf = (text: string) =>
  text.trim() === 'max' ? Number.POSITIVE_INFINITY : Number(text)

/** Processors at full time: 0.2 for `20000 100000`. */
function quotaOf(text: string): number {
  const [quota = 'max', period = '1'] = text.trim().split(' ')
  return numberOf(quota) / Number(period)
}
