import { readFileSync } from 'node:fs'

/** A resource limit. The number is Infinity where there is none. */
export interface Limit {
  readonly soft: number
  readonly hard: number
}

/**
 * The limit on open files this process was started with.
 *
 * Node raises the soft one to the hard one when it boots and keeps no record
 * of it, but whoever started us still has what it handed down. Where that is
 * of no help, the limit we have now.
 *
 * @see getrlimit(2), "RLIMIT_NOFILE"; proc_pid_limits(5)
 */
export function inheritedNofile(): Limit {
  const own = nofileOf('self') ?? { soft: Infinity, hard: Infinity }
  const parents = nofileOf(process.ppid)
  const isRaised = own.soft === own.hard && parents?.hard === own.hard
  return isRaised ? parents : own
}

function nofileOf(pid: number | 'self'): Limit | undefined {
  const limits = readLimits(pid)
  const line = /^Max open files +(\w+) +(\w+)/m.exec(limits)
  if (line === null) return undefined
  const [soft = Infinity, hard = Infinity] = line
    .slice(1)
    .map((word) => (word === 'unlimited' ? Infinity : Number(word)))
  return { soft, hard }
}

function readLimits(pid: number | 'self'): string {
  try {
    return readFileSync(`/proc/${pid}/limits`, 'utf8')
  } catch (error) {
    // The parent is in another PID namespace, gone, or somebody else's.
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(code)) return ''
    throw error
  }
}
