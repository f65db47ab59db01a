// Hooks in the life of a container that is being made: at which of its moments
// which of them are run.
import type { Task } from './attend-birth.ts'
import type { Claim } from './claim.ts'
import { hasHooks, runHooks } from './hooks.ts'
import { identify } from './process-identity.ts'
import type { Pauses, RunOptions } from './run.ts'
import type { RunningState } from './state.ts'

/** What is done while the root of a container can be reached from the host. */
export function hooksBeforePivot(claim: Claim): Pauses {
  const { hooks } = claim.state
  if (!hasHooks(hooks, 'prestart', 'createRuntime', 'createContainer'))
    return {}
  const furnished: Task = async ({ pid }) => {
    const state = stateWith(claim, pid)
    if (!state) return
    await runHooks('prestart', state)
    await runHooks('createRuntime', state)
    await runHooks('createContainer', state)
  }
  return { furnished }
}

/** A run in the foreground, with hooks at all its moments but the last. */
export function withHooks(options: RunOptions, claim: Claim): RunOptions {
  const complete: Task = async ({ pid }) => {
    const state = stateWith(claim, pid)
    if (state) await runHooks('startContainer', state)
  }
  const pauses = {
    ...hooksBeforePivot(claim),
    ...(hasHooks(claim.state.hooks, 'startContainer') && { complete }),
  }
  const onStarted = async (pid: number) => {
    await options.onStarted?.(pid)
    const state = stateWith(claim, pid)
    if (state) await runHooks('poststart', state)
  }
  const isPaused = Object.keys(pauses).length > 0
  return { ...options, onStarted, ...(isPaused && { pauses }) }
}

/** The state with its first process; undefined if that has ended by now. */
function stateWith({ state }: Claim, pid: number): RunningState | undefined {
  const init = identify(pid)
  return init && { ...state, init }
}
