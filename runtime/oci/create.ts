// A container that is made and not started: when this is over nobody looks
// after it, and its first process waits at a FIFO for `start`.
//
//     claim ─▶ cgroup ─▶ FIFOs ─▶ birth ─▶ maps, hooks, state ─▶ it is ready
//
// If anything of it fails, all that was made is undone.
import { StateError } from '../errors.ts'
import { signalNumber } from '../sys/constants/signals.ts'
import { asksForCgroup } from './asks-for-cgroup.ts'
import type { Bundle } from './bundle.ts'
import type { Claim } from './claim.ts'
import { claimBundle } from './claim-bundle.ts'
import { discardCgroup, planCgroup } from './container-cgroup.ts'
import { createProcess, type NewProcess } from './create-process.ts'
import { NewExecFifo } from './exec-fifo.ts'
import { runPoststop } from './hooks.ts'
import { makeLimitedCgroup } from './limited-cgroup.ts'
import { outlastSignals, type Stopped } from './outlast-signals.ts'
import { signalProcess } from './signal-process.ts'
import { stateDirectory } from './state-directory.ts'
import { sweep } from './sweep.ts'

const SIGKILL = signalNumber('SIGKILL')

/** What is wanted of a new container. */
export interface Creation extends NewProcess {
  readonly id: string
  /** Directory of the states, instead of the usual one. */
  readonly root?: string
  /** Leave it the session keyring of whoever called us. */
  readonly noNewKeyring?: boolean
  /** Is told of what went wrong when nothing can be stopped by it any more. */
  readonly warn?: (error: Error) => void
}

/**
 * Create the container of a bundle. All of it is there when this is over, but
 * its program is not executed.
 *
 * @throws {StateError} If a container of that ID is there already.
 * @throws {ProgramError} If its program is not there or may not be executed.
 * @throws {HookError} If a hook fails.
 * @throws {CgroupError} If its cgroup cannot be made or limited.
 * @throws {StepError} If its first process fails on its way.
 * @see runtime-spec runtime.md, "Create"
 */
export async function createContainer(
  bundle: Bundle,
  wanted: Creation,
): Promise<void> {
  const root = stateDirectory(wanted.root)
  await sweep(root, wanted.id)
  await outlastSignals((stopped) =>
    claimAndCreate(root, bundle, wanted, stopped),
  )
}

async function claimAndCreate(
  root: string,
  bundle: Bundle,
  wanted: Creation,
  stopped: Stopped,
): Promise<void> {
  const claim = claimBundle(bundle, root, wanted.id)
  try {
    await makeAll(bundle, wanted, claim)
    const signal = await stopped()
    if (signal !== undefined) throw interrupted(wanted.id, signal)
  } catch (error) {
    await unmake(claim, wanted)
    throw error
  }
}

async function makeAll(
  bundle: Bundle,
  wanted: Creation,
  claim: Claim,
): Promise<void> {
  const cgroup = asksForCgroup(bundle.spec)
    ? makeLimitedCgroup(planCgroup(bundle.spec, claim.id), claim).directory
    : undefined
  const { id, directory } = claim
  claim.has({
    execFifo: directory,
    ...(!wanted.noNewKeyring && { keyring: `_ses.${id}` }),
  })
  const fifo = new NewExecFifo(directory)
  try {
    await createProcess(bundle, wanted, { claim, fifo, cgroup })
  } finally {
    fifo.close()
  }
}

async function unmake(claim: Claim, { warn }: Creation): Promise<void> {
  const { state } = claim
  // It may be waiting already, and without a cgroup nothing else ends it.
  if (state.init) signalProcess(state.init, SIGKILL)
  if (state.cgroup) await discardCgroup(state.cgroup)
  claim.has({ cgroup: undefined })
  claim.release()
  await runPoststop(state, warn)
}

function interrupted(id: string, signal: string): StateError {
  return new StateError(id, `container "${id}" to be created`, signal)
}
