// What leads from the host into a running container, held open so that it
// cannot come to mean something else.
import { closeSync, constants, openSync, statSync } from 'node:fs'
import { StateError } from '../errors.ts'
import type { Entrance } from '../linux/enter.ts'
import { NAMESPACES } from '../linux/namespaces.ts'
import { O_PATH } from '../sys/constants/files.ts'
import { cgroupHome } from './cgroup-home.ts'
import { openCgroup } from './container-cgroup.ts'
import { openProcess } from './open-process.ts'
import { isGone } from './process-identity.ts'
import type { RunningState } from './state.ts'

/** The open part of an `Entrance`, and where it leads. */
export type OpenEntrance = Omit<Entrance, 'cwd'>

/**
 * Open the way into a running container.
 *
 * @throws {StateError} If it has ended by now.
 * @throws {SyscallError} EACCES for a container of somebody else.
 * @see proc_pid_root(5)
 */
export function openEntrance(state: RunningState): OpenEntrance {
  const process = openProcess(state.init)
  if (process === undefined) throw hasEnded(state)
  try {
    return { process, ...openPlaces(state) }
  } catch (error) {
    closeSync(process)
    throw isGone(error) ? hasEnded(state, error) : error
  }
}

function openPlaces(state: RunningState): Omit<OpenEntrance, 'process'> {
  const { pid } = state.init
  const flags = O_PATH | constants.O_DIRECTORY
  return {
    namespaces: differingNamespaces(pid),
    // Last: who has a root is no zombie yet, and was none when we looked.
    root: openSync(`/proc/${pid}/root`, flags),
    // #region lab-04
    ...openCgroupOf(state),
    // #endregion lab-04
  }
}

function hasEnded({ id }: RunningState, cause?: unknown): StateError {
  const wanted = `container "${id}" to be running`
  return new StateError(id, wanted, 'it stopped', { cause })
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
