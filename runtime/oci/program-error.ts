import { ProgramError } from '../errors.ts'
import { searchPath } from '../linux/process.ts'
import { describeErrno } from '../sys/errno.ts'
import type { Program, Step } from '../sys/program.ts'
import type { Child } from '../sys/spawn.ts'
import type { Bundle } from './bundle.ts'

// The program is not there; every other error means that it may not be executed.
const NOT_THERE = ['ENOENT', 'ENOTDIR']

/**
 * Say what became of the search for a container's program.
 *
 * One place where it is and may not be executed outweighs those where it is
 * not, as in execvp(3).
 *
 * @param errors Name of the errno of each attempt, in their order.
 */
export function programError(
  { spec, rootfs }: Pick<Bundle, 'spec' | 'rootfs'>,
  errors: readonly string[],
  options?: ErrorOptions,
): ProgramError {
  const [program = ''] = spec.process.args
  const code = errors.find((code) => !NOT_THERE.includes(code)) ?? 'ENOENT'
  const isPath = program.includes('/')
  const place = isPath
    ? `inside "${rootfs}"`
    : `in PATH "${searchPath(spec.process.env).join(':')}" inside "${rootfs}"`
  const found = foundFor(code, isPath)
  return new ProgramError(
    `Expected a program "${program}" to execute ${place} but ${found}`,
    { program, code },
    options,
  )
}

/**
 * The errors of those steps of a child that looked for its program.
 *
 * @returns Name of the errno of each that failed, in their order.
 */
export function errorsOf(
  { steps }: Program,
  child: Child,
  isAttempt: (step: Step) => boolean,
): string[] {
  return child
    .trace()
    .filter(({ step, result }) => result < 0n && isAttempt(steps[step] as Step))
    .map(({ result }) => describeErrno(-Number(result)).code)
}

// docker and podman make exit statuses of these words, and know no others.
function foundFor(code: string, isPath: boolean): string {
  const forbidden = `found one that may not be (${code})`
  if (code === 'EACCES') return `${forbidden}: permission denied`
  if (code !== 'ENOENT') return forbidden
  return isPath
    ? 'found none: no such file or directory'
    : 'found none: executable file not found in $PATH'
}
