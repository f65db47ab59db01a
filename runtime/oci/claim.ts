// Who runs a container claims its ID first: two containers of one ID would
// write into one state, and `exec` would enter either.
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StateError } from '../errors.ts'
import { locked } from './lock.ts'
import { identify, type ProcessIdentity } from './process-identity.ts'
import {
  isTaken,
  readState,
  type State,
  statusOf,
  writeState,
} from './state.ts'
import { makeStateDirectory } from './state-directory.ts'

/** What a claim has to know; it finds out the rest. */
export type Claimed = Omit<State, 'created' | 'runtime' | 'init'>

/** An ID that is ours until we let go of it. */
export class Claim {
  readonly #root: string
  #state: State

  /** For `claimId`: nobody else holds the lock. */
  constructor(root: string, state: State) {
    this.#root = root
    this.#state = state
    writeState(root, state)
  }

  /**
   * Write down that the container runs.
   *
   * @param pid Its first process.
   */
  started(pid: number): void {
    const init = identify(pid)
    // It may have ended already; then there is nothing to be entered.
    if (init) this.#state = { ...this.#state, init }
    writeState(this.#root, this.#state)
  }

  // #region lab-04
  /** Write down what there is to be undone, or that it is undone. */
  has(part: Partial<State>): void {
    this.#state = { ...this.#state, ...part }
    // Somebody may have swept it away, as below.
    if (existsSync(this.#directory)) writeState(this.#root, this.#state)
  }

  /** What is written down by now. */
  get state(): State {
    return this.#state
  }
  // #endregion lab-04

  // #region lab-07
  /**
   * Write down that the container is there, and that nobody looks after it but
   * its first process: we may end, or make others.
   */
  left(pid: number): void {
    const init = identify(pid)
    if (init) this.has({ init, runtime: init })
  }
  // #endregion lab-07

  /** Let go of the ID, and of all that is written down. */
  release(): void {
    // #region lab-04
    // What is left shall be found by those who can remove it.
    if (this.#state.cgroup) return
    // #endregion lab-04
    // #region lab-05
    if (this.#state.layers) return
    // #endregion lab-05
    // #region lab-06
    if (this.#state.network) return
    // #endregion lab-06
    // Somebody may have swept all of it away, and that is no fault of ours.
    if (!existsSync(this.#directory)) return
    locked(this.#root, () => rmSync(this.#directory, { recursive: true }))
  }

  get #directory(): string {
    return join(this.#root, this.#state.id)
  }

  // #region lab-05
  get id(): string {
    return this.#state.id
  }

  /** Directory of its state, where there is room for what belongs to it. */
  get directory(): string {
    return this.#directory
  }
  // #endregion lab-05
}

/**
 * Take an ID for a container, and sweep away what a killed `mini-runc run`
 * left of one that has ended.
 *
 * @throws {StateError} If a container of that ID is there.
 */
export function claimId(root: string, claimed: Claimed): Claim {
  makeStateDirectory(root)
  return locked(root, () => {
    refuseTaken(readState(root, claimed.id))
    const directory = join(root, claimed.id)
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(directory, { mode: 0o700 })
    const created = new Date().toISOString()
    return new Claim(root, { ...claimed, created, runtime: ownIdentity() })
  })
}

function refuseTaken(state: State | undefined): void {
  if (!state || !isTaken(state)) return
  const { id, init, runtime } = state
  const who = init ? `process ${init.pid}` : `mini-runc, process ${runtime.pid}`
  const found = `one that is ${statusOf(state)} (${who})`
  throw new StateError(id, `no container "${id}"`, found)
}

function ownIdentity(): ProcessIdentity {
  return identify(process.pid) ?? { pid: process.pid, startTime: 0 }
}
