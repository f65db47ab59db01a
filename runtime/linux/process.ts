import type { Process } from '../spec/runtime-spec.ts'
import type { Program } from '../sys/program.ts'

/** What execve(2) says of one place, while the program may be in the next. */
const GO_ON = ['ENOENT', 'ENOTDIR', 'EACCES']

/** Where execvp(3) looks when there is no PATH. */
const DEFAULT_PATH = '/bin:/usr/bin'

/**
 * Become the program of the container, with its environment and no other.
 *
 * A name without a slash is tried in each directory of PATH, as execvp(3) does
 * it. PATH is the container's, and so are the directories: the root is changed
 * by now. Only the last attempt may fail.
 *
 * @see execve(2), environ(7)
 */
export function executeProgram(child: Program, process: Process): void {
  // #region lab-01-exec
  const { args, env } = process
  const [name = ''] = args
  const places = name.includes('/')
    ? [name]
    : searchPath(env).map((directory) => `${directory}/${name}`)
  const last = places.pop() ?? name

  for (const place of places) child.execve(place, args, env, { ignore: GO_ON })
  child.note('If it succeeds, this process is the container')
  child.execve(last, args, env)
  // #endregion lab-01-exec
}

// #region lab-07
/** Where a program may be: where its name says, or in a directory of PATH. */
export function placesOf({ args, env }: Process): string[] {
  const [name = ''] = args
  if (name.includes('/')) return [name]
  return searchPath(env).map((directory) => `${directory}/${name}`)
}
// #endregion lab-07

/** The directories of PATH in an environment, `.` for an empty one. */
export function searchPath(env: readonly string[]): string[] {
  const variable = env.find((variable) => variable.startsWith('PATH='))
  const path = variable?.slice('PATH='.length) ?? DEFAULT_PATH
  return path.split(':').map((directory) => directory || '.')
}
