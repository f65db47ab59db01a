// What is written down about a running container, for later commands: in
// `<root>/<id>/state.json`, by `mini-runc run` while it runs:
//
//     claim ──▶ creating ──started──▶ running ──ended──▶ (removed)
//                  └── mini-runc was killed ──┴──▶ stopped: the next run of
//                                                  this ID sweeps it away
//
// The file says what is to be known about processes that may be gone by now,
// so who reads it asks the kernel whether they still are.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StateError } from '../errors.ts'
import { isGone } from '../linux/cgroup/cgroup-file.ts'
import { isFrozen } from '../linux/cgroup/freezer.ts'
import type { Personality } from '../spec/process-spec.ts'
import type { Hooks, Namespace, Process } from '../spec/runtime-spec.ts'
import type { Seccomp } from '../spec/seccomp-spec.ts'
import type { CgroupState } from './container-cgroup.ts'
import type { NetworkState } from './container-network.ts'
import { isWaiting } from './exec-fifo.ts'
import type { LayersState } from './plan-layers.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'

/** The record of one container. */
export interface State {
  readonly ociVersion: string
  readonly id: string
  /** Directory of the bundle, absolute. */
  readonly bundle: string
  readonly rootfs: string
  /** When `mini-runc run` began, as in `2026-11-21T10:00:00.000Z`. */
  readonly created: string
  readonly annotations?: Readonly<Record<string, string>>
  /** What `exec` takes where it is told nothing else. */
  readonly process: Pick<Process, 'env' | 'cwd'> &
    // #region lab-07
    Omit<Process, 'args'> &
    // #endregion lab-07
    unknown
  readonly namespaces: readonly Namespace[]
  // #region lab-04
  /** Its cgroup, from before it is made until it is removed. */
  readonly cgroup?: CgroupState | undefined
  // #endregion lab-04
  // #region lab-05
  /** Layers of its root, from before they are mounted until they are gone. */
  readonly layers?: LayersState | undefined
  // #endregion lab-05
  // #region lab-06
  /** Its network, from before it is made until it is removed. */
  readonly network?: NetworkState | undefined
  // #endregion lab-06
  // #region lab-07
  /** Name of its session keyring, if it has one of its own. */
  readonly keyring?: string
  readonly hooks?: Hooks
  /** For whoever enters it, too. */
  readonly seccomp?: Seccomp
  readonly personality?: Personality
  /**
   * Directory of the FIFOs at which it waits to be started. It was created, and
   * is there until somebody deletes it, whatever becomes of its processes.
   */
  readonly execFifo?: string | undefined
  // #endregion lab-07
  /** Who looks after it: `mini-runc run`, or nobody but its own first process. */
  readonly runtime: ProcessIdentity
  /** The first process of the container, once it has executed its program. */
  readonly init?: ProcessIdentity
}

/** A container whose first process is there. */
export type RunningState = State & { readonly init: ProcessIdentity }

/** In the words of the specification. @see runtime-spec runtime.md, "State" */
export type Status =
  | 'creating'
  | 'running'
  // #region lab-04
  /** No word of the specification, but of runc's. */
  | 'paused'
  // #endregion lab-04
  // #region lab-07
  | 'created'
  // #endregion lab-07
  | 'stopped'

/** How a container is now. */
export function statusOf(state: State): Status {
  const { init, runtime } = state
  if (!init) return isAlive(runtime) ? 'creating' : 'stopped'
  if (!isAlive(init)) return 'stopped'
  // #region lab-07
  if (state.execFifo && isWaiting(state.execFifo)) return 'created'
  // #endregion lab-07
  // #region lab-04
  if (isPaused(state)) return 'paused'
  // #endregion lab-04
  return 'running'
}

// #region lab-04
function isPaused({ cgroup }: State): boolean {
  try {
    return cgroup !== undefined && isFrozen(cgroup.directory)
  } catch (error) {
    // It has ended in this moment.
    if (isGone(error)) return false
    throw error
  }
}
// #endregion lab-04

/** Whether an ID is in use, by the container or by who looks after it. */
export function isTaken(state: State): boolean {
  // #region lab-07
  // It is there until it is deleted, if it was ever complete.
  if (state.execFifo && state.init) return true
  // #endregion lab-07
  return statusOf(state) !== 'stopped' || isAlive(state.runtime)
}

/** The file with the state of a container. */
export function stateFile(root: string, id: string): string {
  return join(root, id, 'state.json')
}

/**
 * Read the state of a container; undefined if there is none of that ID.
 *
 * @throws {StateError} If the file is none of ours.
 */
export function readState(root: string, id: string): State | undefined {
  const file = stateFile(root, id)
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    if (!(error instanceof SyntaxError)) throw error
    const options = { cause: error }
    throw new StateError(id, `"${file}" to be JSON`, error.message, options)
  }
}

/**
 * Write the state of a container, whose directory is there. Under another name
 * first: whoever reads the file finds all of it.
 */
export function writeState(root: string, state: State): void {
  const file = stateFile(root, state.id)
  const text = `${JSON.stringify(state, null, 2)}\n`
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/**
 * Read the state of a container that has to be there.
 *
 * @throws {StateError} If it is not; it names those that are.
 */
export function loadState(root: string, id: string): State {
  const state = readState(root, id)
  if (state) return state
  const others = containerIds(root).map((other) => `"${other}"`)
  const found = others.length > 0 ? `only ${others.join(', ')}` : 'none'
  // containerd and podman know by these words that it is gone.
  const words = `${found}: it does not exist`
  throw new StateError(id, `a container "${id}" in "${root}"`, words)
}

/**
 * Read the state of a container that has to be running.
 *
 * @throws {StateError} If it is not.
 */
export function loadRunning(root: string, id: string): RunningState {
  const state = loadState(root, id)
  const status = statusOf(state)
  const { init } = state
  if (init && status === 'running') return { ...state, init }
  throw new StateError(id, `container "${id}" to be running`, `it ${status}`)
}

/**
 * Read the state of a container whose first process is there, whether it goes
 * or stands still.
 *
 * @throws {StateError} If it is not.
 */
export function loadAlive(root: string, id: string): RunningState {
  const state = loadState(root, id)
  const { init } = state
  if (init && statusOf(state) !== 'stopped') return { ...state, init }
  return loadRunning(root, id)
}

// #region lab-04
/**
 * The cgroup of a container that has to have one.
 *
 * @throws {StateError} If it has none of its own.
 */
export function cgroupOf({ id, cgroup }: State): CgroupState {
  if (cgroup) return cgroup
  const wanted = `container "${id}" to have a cgroup, by "linux.cgroupsPath" or "linux.resources" in its config.json`
  throw new StateError(id, wanted, 'it has none')
}
// #endregion lab-04

/** IDs of the containers that have a state, in alphabetical order. */
export function containerIds(root: string): string[] {
  try {
    return readdirSync(root).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * What `mini-runc state` prints, and what hooks are given.
 *
 * @see runtime-spec runtime.md, "State"
 */
export function publicState(state: State): Record<string, unknown> {
  const status = statusOf(state)
  const { ociVersion, id, bundle, rootfs, created, annotations } = state
  const pid = status === 'stopped' ? 0 : (state.init?.pid ?? 0)
  return { ociVersion, id, pid, status, bundle, rootfs, created, annotations }
}
