import { StateError } from '../errors.ts'
import { loadState, type RunningState, statusOf } from '../oci/state.ts'
import type { ExecRequest } from './request.ts'

/**
 * The container that `exec` is to enter: one with a first process. That need
 * not have executed its program; whoever debugs hooks may want to look at it.
 *
 * @throws {StateError} If it has ended, or is paused: who enters would stand
 *   still as well.
 */
export function loadForExec(
  root: string,
  { id, ignorePaused = false }: ExecRequest,
): RunningState {
  const state = loadState(root, id)
  const status = statusOf(state)
  const { init } = state
  const fits = ['created', 'running', ...(ignorePaused ? ['paused'] : [])]
  if (init && fits.includes(status)) return { ...state, init }
  throw new StateError(id, `container "${id}" to be running`, `it ${status}`)
}
