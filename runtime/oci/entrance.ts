// What leads from the host into a running container, held open so that it
// cannot come to mean something else.
import { closeSync, constants, openSync, statSync } from 'node:fs'
import { StateError } from '../errors.ts'
import type { Entrance } from '../linux/enter.ts'
import { NAMESPACES } from '../linux/namespaces.ts'
import { O_PATH } from '../sys/constants/files.ts'
import { syscallNumeric } from '../sys/libc.ts'
import { cgroupHome } from './cgroup-home.ts'
import { openCgroup } from './container-cgroup.ts'
import { isAlive } from './process-identity.ts'
import type { RunningState } from './state.ts'

/** The open part of an `Entrance`, and where it leads. */
export type OpenEntrance = Omit<Entrance, 'cwd'>

/**
 * Open the way into a running container.
 *
 * @throws {StateError} If it has ended by now.
 * @throws {SyscallError} EACCES for a container of somebody else.
 * @see pidfd_open(2), proc_pid_root(5)
 */
export function openEntrance(state: RunningState): OpenEntrance {
  const { id, init } = state
  const process = openProcess(init.pid)
  // Only now: the number may have become another's before it was opened.
  if (process !== undefined && isAlive(init)) {
    const namespaces = differingNamespaces(init.pid)
    const flags = O_PATH | constants.O_DIRECTORY
    const root = openSync(`/proc/${init.pid}/root`, flags)
    return {
      process,
      namespaces,
      root,
      // #region lab-04
      ...openCgroupOf(state),
      // #endregion lab-04
    }
  }
  if (process !== undefined) closeSync(process)
  throw new StateError(id, `container "${id}" to be running`, 'it stopped')
}

/** Close it again. */
export function closeEntrance(entrance: OpenEntrance): void {
  closeSync(entrance.process)
  closeSync(entrance.root)
  // #region lab-04
  if (entrance.cgroup !== undefined) closeSync(entrance.cgroup)
  // #endregion lab-04
}

// #region lab-04
function openCgroupOf({ init, cgroup }: RunningState): { cgroup?: number } {
  if (!cgroup) return {}
  return { cgroup: openCgroup(cgroupHome(cgroup.directory, init.pid)) }
}
// #endregion lab-04

// pidfd_open(2) marks it close-on-exec by itself.
function openProcess(pid: number): number | undefined {
  try {
    return syscallNumeric('pidfd_open', pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
    throw error
  }
}

/**
 * The CLONE_NEW… flags of the namespaces in which a process is and we are not.
 * To enter the one where one is already is not always allowed: EINVAL for a
 * user namespace.
 *
 * @see setns(2)
 */
function differingNamespaces(pid: number): bigint {
  return Object.values(NAMESPACES)
    .filter(({ file }) => {
      const theirs = inodeOf(`/proc/${pid}/ns/${file}`)
      return theirs !== inodeOf(`/proc/self/ns/${file}`)
    })
    .reduce((flags, { flag }) => flags | flag, 0n)
}

// All namespaces are files of one filesystem; a kind that this kernel does not
// know has no file in either place.
function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}
