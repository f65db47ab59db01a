import { join } from 'node:path'
import { ProgramError, StateError } from '../errors.ts'
import { signalNumber } from '../sys/constants/signals.ts'
import { letGo, removeExecFifo } from './exec-fifo.ts'
import { runHooks } from './hooks.ts'
import { lockedMeanwhile } from './lock.ts'
import { signalProcess } from './signal-process.ts'
import { loadState, type RunningState, statusOf } from './state.ts'

/**
 * Let a container that was created execute its program.
 *
 * @param root Directory of the states.
 * @throws {StateError} If there is none, or it is started already.
 * @throws {ProgramError} If its program cannot be executed.
 * @throws {HookError} If a hook fails; then the container is stopped.
 * @see runtime-spec runtime.md, "Start"
 */
export async function startContainer(root: string, id: string): Promise<void> {
  loadState(root, id)
  const directory = join(root, id)
  // Of two who start it at the same time, one comes too late.
  await lockedMeanwhile(directory, async () => {
    const state = loadCreated(root, id)
    try {
      await runHooks('startContainer', state)
      await execute(state, directory)
      await runHooks('poststart', state)
    } catch (error) {
      signalProcess(state.init, signalNumber('SIGKILL'))
      throw error
    }
  })
}

function loadCreated(root: string, id: string): RunningState {
  const state = loadState(root, id)
  const status = statusOf(state)
  const { init } = state
  if (init && status === 'created') return { ...state, init }
  const found = `it ${status}`
  throw new StateError(
    id,
    `container "${id}" to be created, not started`,
    found,
  )
}

async function execute(
  { id, init }: RunningState,
  directory: string,
): Promise<void> {
  const code = await letGo(directory)
  removeExecFifo(directory)
  if (code === undefined) return
  const program = `the program of container "${id}" (process ${init.pid})`
  const words = code === 'EACCES' ? 'EACCES: permission denied' : code
  const message = `Expected ${program} to be executed but found ${words}`
  throw new ProgramError(message, { program, code })
}
