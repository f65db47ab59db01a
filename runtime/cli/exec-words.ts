import type { RunningState } from '../oci/state.ts'
import type { Process } from '../spec/runtime-spec.ts'
import type { ExecRequest } from './request.ts'

/** The process of the container, with the words of a command line. */
export function withWords(
  { args, cwd, env }: ExecRequest,
  { process }: RunningState,
): Process {
  const all = withVariables(process.env, env)
  return { args, cwd: cwd ?? process.cwd, env: all }
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
