// Which processes of this machine belong to a container. The kernel keeps no
// list of them: a container is what its processes have in common.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { processesIn } from '../linux/cgroup/processes.ts'
import { isNew } from '../linux/namespaces.ts'
import type { Namespace } from '../spec/runtime-spec.ts'
import type { RunningState } from './state.ts'

/** What /proc says of a process about where it is. */
interface Place {
  readonly pid: number
  readonly parent: number
  /** Identity of its PID namespace, its mount namespace, its root directory. */
  readonly pidNamespace: string | undefined
  readonly mountNamespace: string | undefined
  readonly root: string | undefined
}

/**
 * The processes in a container, by their numbers in our PID namespace.
 *
 * In a PID namespace of its own that is certain: no process leaves one. Else
 * those in its mount namespace are meant, or in a chroot those with its root;
 * and in any case all their descendants. An orphan that went elsewhere is not
 * found: to know it too takes a cgroup. Where there is one, it has them all.
 *
 * @see proc_pid_ns(5), proc_pid_root(5)
 */
export function processesOf(state: RunningState): number[] {
  const { init, namespaces } = state
  // #region lab-04
  if (state.cgroup) return processesIn(state.cgroup.directory)
  // #endregion lab-04
  const all = everyProcess()
  const sign = signOf(namespaces)
  const wanted = all.find(({ pid }) => pid === init.pid)?.[sign]
  if (wanted === undefined) return []
  const members = all.filter((place) => place[sign] === wanted)
  return withDescendants(members, all)
}

/** By what the processes of a container are known. */
function signOf(namespaces: readonly Namespace[]) {
  if (isNew(namespaces, 'pid')) return 'pidNamespace'
  return isNew(namespaces, 'mount') ? 'mountNamespace' : 'root'
}

function withDescendants(
  members: readonly Place[],
  all: readonly Place[],
): number[] {
  const pids = new Set(members.map(({ pid }) => pid))
  let before = 0
  while (pids.size > before) {
    before = pids.size
    for (const { pid, parent } of all) if (pids.has(parent)) pids.add(pid)
  }
  return [...pids].sort((a, b) => a - b)
}

function everyProcess(): Place[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.flatMap((pid) => placeOf(pid) ?? [])
}

function placeOf(pid: number): Place | undefined {
  const directory = `/proc/${pid}`
  const status = ifThere(() => readFileSync(`${directory}/status`, 'utf8'))
  if (status === undefined) return undefined
  return {
    pid,
    parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]),
    pidNamespace: identityOf(`${directory}/ns/pid`),
    mountNamespace: identityOf(`${directory}/ns/mnt`),
    root: identityOf(`${directory}/root/`),
  }
}

/** Of a zombie some are gone, and of others' processes we may see none. */
function identityOf(path: string): string | undefined {
  const stats = ifThere(() => statSync(path))
  return stats && `${stats.dev}:${stats.ino}`
}

const NOT_THERE = ['ENOENT', 'ESRCH', 'EACCES', 'EPERM']

function ifThere<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (NOT_THERE.includes(code)) return undefined
    throw error
  }
}
