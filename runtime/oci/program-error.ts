import { ProgramError } from '../errors.ts'
import { searchPath } from '../linux/process.ts'
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
  const place = program.includes('/')
    ? `inside "${rootfs}"`
    : `in PATH "${searchPath(spec.process.env).join(':')}" inside "${rootfs}"`
  const found =
    code === 'ENOENT' ? 'found none' : `found one that may not be (${code})`
  return new ProgramError(
    `Expected a program "${program}" to execute ${place} but ${found}`,
    { program, code },
    options,
  )
}
