// Who runs a container claims its ID first: two containers of one ID would
// write into one state, and `exec` would enter either.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { StateError } from '../errors.ts'
import { syscall } from '../sys/libc.ts'
import { identify, type ProcessIdentity } from './process-identity.ts'
import { isTaken, readState, type State, stateFile, statusOf } from './state.ts'
import { makeStateDirectory } from './state-directory.ts'

const LOCK_EX = 2

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
    this.#write()
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
    this.#write()
  }

  /** Let go of the ID, and of all that is written down. */
  release(): void {
    const directory = join(this.#root, this.#state.id)
    // Somebody may have swept all of it away, and that is no fault of ours.
    if (!existsSync(directory)) return
    locked(this.#root, () => rmSync(directory, { recursive: true }))
  }

  // Under another name first: whoever reads the file finds all of it.
  #write(): void {
    const file = stateFile(this.#root, this.#state.id)
    const text = `${JSON.stringify(this.#state, null, 2)}\n`
    writeFileSync(`${file}.new`, text, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
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

/**
 * Do something while nobody else does: to look whether an ID is free and to
 * take it has to be one. The kernel unlocks when the lock's owner dies.
 *
 * @see flock(2)
 */
function locked<T>(root: string, work: () => T): T {
  const fd = openSync(root, 'r')
  try {
    syscall('flock', fd, LOCK_EX)
    return work()
  } finally {
    closeSync(fd)
  }
}
