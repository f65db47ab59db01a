import { readFileSync } from 'node:fs'
import { processesOf } from '../oci/processes-of.ts'
import { loadAlive } from '../oci/state.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import { print } from './output.ts'
import type { PsRequest } from './request.ts'
import { tableOf } from './table.ts'

const HEAD = ['PID', 'INSIDE', 'PPID', 'UID', 'STATE', 'COMMAND']

/**
 * `mini-runc ps`: list the processes in a container. As JSON they are, as with
 * runc, the process IDs alone.
 *
 * @throws {StateError} If there is no such container, or it does not run.
 */
export function ps({ id, root, format }: PsRequest): number {
  const pids = processesOf(loadAlive(stateDirectory(root), id))
  if (format === 'json') print(`${JSON.stringify(pids)}\n`)
  else print(tableOf([HEAD, ...pids.flatMap((pid) => rowOf(pid) ?? [])]))
  return 0
}

/** Undefined for a process that has ended since. */
function rowOf(pid: number): string[][] | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const cmdline = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    const field = (name: string) => fieldOf(status, name)
    // A zombie has no command line any more.
    const command = cmdline.replaceAll('\0', ' ').trimEnd()
    const [inside = ''] = field('NSpid').slice(-1)
    const [parent = ''] = field('PPid')
    const [user = ''] = field('Uid')
    const [state = ''] = field('State')
    const shown = printable(command || `[${field('Name')[0]}]`)
    return [[`${pid}`, inside, parent, user, state, shown]]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}

/** The words of a line of `/proc/<pid>/status`. @see proc_pid_status(5) */
function fieldOf(status: string, name: string): string[] {
  const line = new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]
  return line?.split(/\s+/) ?? []
}

/** A container names its processes as it likes, and this goes to a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?')
}
