/** Readers of `/proc` that give up quietly: a process may be gone at any time. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { trustedPath } from './own-proc.ts'

export { fieldsOf, nulTerminated } from './proc-text.ts'

/** Numbers of all processes, the lowest first. @see proc(5) */
export function numbersOfProcesses(): number[] {
  return readdirSync(trustedPath('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((one, other) => one - other)
}

const kernelThreads = new Set<number>()

/**
 * Numbers of all processes but the kernel's own threads, which on a small
 * machine are most of them. A number is remembered as one of those: it comes
 * again only after tens of thousands of others.
 */
export function userProcesses(): number[] {
  return numbersOfProcesses().filter((pid) => {
    if (kernelThreads.has(pid)) return false
    if (kinOf(pid)?.isKernel !== true) return true
    kernelThreads.add(pid)
    return false
  })
}

const LONGEST_TEXT = 256 * 1024

/** The beginning of a file's text, `null` if it cannot be read. */
export function textOf(path: string): string | null {
  try {
    const bytes = readFileSync(trustedPath(path))
    return bytes.subarray(0, LONGEST_TEXT).toString('utf8')
  } catch {
    return null
  }
}

/** Names in a directory, sorted; `null` if it cannot be read. */
export function namesIn(path: string): string[] | null {
  try {
    return readdirSync(trustedPath(path)).sort()
  } catch {
    return null
  }
}

/** Text of a file of a process, `null` when either is gone or barred. */
export function procText(pid: number | 'self', file: string): string | null {
  try {
    return readFileSync(trustedPath(`/proc/${pid}/${file}`), 'utf8')
  } catch {
    return null
  }
}

/** Where a link of a process points, `null` when either is gone or barred. */
export function procLink(pid: number | 'self', link: string): string | null {
  try {
    return readlinkSync(trustedPath(`/proc/${pid}/${link}`))
  } catch {
    return null
  }
}

/** Names in a directory of a process; none when it is gone. */
export function procNames(pid: number, directory: string): string[] {
  try {
    return readdirSync(trustedPath(`/proc/${pid}/${directory}`))
  } catch {
    return []
  }
}

export interface Kin {
  readonly parent: number
  readonly session: number
  /** A thread of the kernel: no executable, no root, nobody's child. */
  readonly isKernel: boolean
}

const PF_KTHREAD = 0x00200000

/** Where a process belongs. @see proc_pid_stat(5) */
export function kinOf(pid: number): Kin | null {
  const stat = procText(pid, 'stat')
  if (stat === null) return null
  // The name may hold spaces and parentheses; the fields begin after the last.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return {
    parent: Number(fields[1]),
    session: Number(fields[3]),
    isKernel: (Number(fields[6]) & PF_KTHREAD) !== 0,
  }
}

/** Numbers of the signals in a mask of `status`: bit 0 is signal 1. */
export function signalsIn(mask: string): number[] {
  const bits = BigInt(`0x${mask || '0'}`)
  return Array.from({ length: 64 }, (_, index) => index + 1).filter(
    (signal) => (bits >> BigInt(signal - 1)) & 1n,
  )
}
