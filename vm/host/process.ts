/**
 * A process that can be told from a later one with the same number: its
 * number, and the time it started in clock ticks since boot.
 */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessId {
  readonly pid: number
  readonly started: string
}

/** Name a process for good; `null` when there is none with this number. */
export function identify(pid: number): ProcessId | null {
  const stat = statOf(pid)
  if (stat === null || stat.state === 'Z') return null
  return { pid, started: stat.started }
}

export function isAlive(id: ProcessId): boolean {
  return identify(id.pid)?.started === id.started
}

/**
 * Kill a process and its whole process group, at once, if it is still the one
 * that was meant.
 *
 * @see kill(2)
 */
export function killGroup(id: ProcessId): void {
  if (!isAlive(id)) return
  try {
    process.kill(-id.pid, 'SIGKILL')
  } catch (error) {
    // It ended between the two calls.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/**
 * Wait until a process and its whole process group are gone.
 *
 * @returns Whether they went in time.
 */
export async function gone(id: ProcessId, timeoutMs: number): Promise<boolean> {
  const end = Date.now() + timeoutMs
  while (isAlive(id) || hasMembers(id)) {
    if (Date.now() > end) return false
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return true
}

/** Whether anybody lives in the group a process led. Zombies do not. */
function hasMembers({ pid }: ProcessId): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false
    const stat = statOf(Number(name))
    return stat !== null && stat.group === pid && stat.state !== 'Z'
  })
}

interface Stat {
  readonly state: string
  readonly group: number
  readonly started: string
}

/** Fields 3, 5 and 22 of `/proc/<pid>/stat`. @see proc(5) */
function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name, field 2, may hold spaces and parentheses: skip past the last.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return {
      state: fields[0] ?? '',
      group: Number(fields[2]),
      started: fields[19] ?? '',
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}
