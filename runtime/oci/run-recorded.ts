// A run of a container that other commands can find while it lasts.
import { figuresOf } from '../linux/cgroup/figures-of.ts'
import { asksForCgroup } from './asks-for-cgroup.ts'
import type { Bundle } from './bundle.ts'
import type { Claim } from './claim.ts'
import { claimBundle } from './claim-bundle.ts'
import { planCgroup } from './container-cgroup.ts'
import { withHooks } from './hooked.ts'
import { runPoststop } from './hooks.ts'
import { InitProgram } from './init-program.ts'
import { outlastSignals } from './outlast-signals.ts'
import { programError } from './program-error.ts'
import { provide } from './provide.ts'
import type { Wishes } from './provisions.ts'
import { type RunOptions, runContainer } from './run.ts'
import { runLimited } from './run-limited.ts'
import { stateDirectory } from './state-directory.ts'
import type { Ending } from './status.ts'
import { sweep } from './sweep.ts'

/** What the container is called, and with whom as its first process it runs. */
export interface Recorded {
  readonly id: string
  /** Directory of the states, instead of the usual one. */
  readonly root?: string
  /** Have an init of ours as process 1. */
  readonly init?: boolean
  // #region lab-04
  /** Show it figures of its own in /proc. */
  readonly ownFigures?: boolean
  // #endregion lab-04
  // #region lab-05
  /** What else it is to have. */
  readonly wishes?: Wishes | undefined
  // #endregion lab-05
}

/**
 * Run the container of a bundle in the foreground, and keep its state for
 * other commands.
 *
 * @throws {StateError} If a container of that ID is there already.
 * @throws {Error} What `runContainer` throws.
 */
export async function runRecorded(
  bundle: Bundle,
  recorded: Recorded,
  options: RunOptions,
): Promise<Ending> {
  const root = stateDirectory(recorded.root)
  // #region lab-04
  await sweep(root, recorded.id)
  // #endregion lab-04
  // Before the claim: there is nothing yet that a signal could leave behind.
  return outlastSignals((stopped) =>
    claimAndRun(root, bundle, recorded, { ...options, stopped }),
  )
}

async function claimAndRun(
  root: string,
  bundle: Bundle,
  recorded: Recorded,
  options: RunOptions,
): Promise<Ending> {
  const claim = claimBundle(bundle, root, recorded.id)
  const onStarted = (pid: number) => claim.started(pid)
  let all: RunOptions = { ...options, onStarted }
  // #region lab-07
  if (bundle.spec.hooks) all = withHooks(all, claim)
  // #endregion lab-07
  try {
    // #region lab-05
    const { wishes } = recorded
    if (wishes) {
      const { provisionsFor } = await import('./provisions.ts')
      const provisions = provisionsFor(wishes, bundle, root, claim)
      return await provide(provisions, () =>
        runClaimed(bundle, recorded, all, claim),
      )
    }
    // #endregion lab-05
    return await runClaimed(bundle, recorded, all, claim)
  } finally {
    claim.release()
    // #region lab-07
    await runPoststop(claim.state, options.warn)
    // #endregion lab-07
  }
}

async function runClaimed(
  bundle: Bundle,
  recorded: Recorded,
  options: RunOptions,
  claim: Claim,
): Promise<Ending> {
  // #region lab-04
  if (asksForCgroup(bundle.spec))
    return runInCgroup(bundle, recorded, options, claim)
  // #endregion lab-04
  return runAsAsked(bundle, recorded, options)
}

function runAsAsked(
  bundle: Bundle,
  { init }: Recorded,
  options: RunOptions,
): Promise<Ending> {
  return init ? runWithInit(bundle, options) : runContainer(bundle, options)
}

// #region lab-04
function runInCgroup(
  bundle: Bundle,
  recorded: Recorded,
  options: RunOptions,
  claim: Claim,
): Promise<Ending> {
  const planned = planCgroup(bundle.spec, recorded.id)
  return runLimited(planned, claim, (cgroup) => {
    const figures = recorded.ownFigures && figuresOf(planned.directory)
    const all = { ...options, cgroup, ...(figures && { figures }) }
    return runAsAsked(bundle, recorded, all)
  })
}
// #endregion lab-04

async function runWithInit(
  bundle: Bundle,
  options: RunOptions,
): Promise<Ending> {
  const init = new InitProgram(bundle.spec.process)
  try {
    const { descriptors } = init
    const own = await runContainer(bundle, { ...options, init: descriptors })
    const ending = init.endingOf(own)
    if (ending.kind !== 'not executed') return ending
    throw programError(bundle, [ending.error])
  } finally {
    init.close()
  }
}
