import { execInContainer } from '../oci/exec.ts'
import { loadRunning, type RunningState } from '../oci/state.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import type { Process } from '../spec/runtime-spec.ts'
import { exitStatusOf } from './ending.ts'
import { foregroundOptions } from './foreground-options.ts'
import type { ExecRequest } from './request.ts'

/**
 * `mini-runc exec`: run a command in a container.
 *
 * @returns The exit status of the command.
 * @throws {StateError} If there is no such container, or it does not run.
 */
export async function exec(request: ExecRequest): Promise<number> {
  const state = loadRunning(stateDirectory(request.root), request.id)
  const options = await foregroundOptions(request)
  const process = processOf(request, state)
  return exitStatusOf(execInContainer(state, process, options))
}

function processOf(request: ExecRequest, { process }: RunningState): Process {
  const { args, cwd = process.cwd } = request
  return { args, cwd, env: withVariables(process.env, request.env) }
}

/** What is set anew takes the place of what was set before. */
function withVariables(
  env: readonly string[],
  added: readonly string[],
): string[] {
  const name = (variable: string) => variable.split('=', 1)[0]
  const names = added.map(name)
  return [...env.filter((old) => !names.includes(name(old))), ...added]
}
