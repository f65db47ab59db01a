import { describeCall } from '../sys/describe.ts'
import { SyscallError } from '../sys/errors.ts'

/**
 * Make an error of a system call, ours or one of node:fs, say which mount it
 * was for. Other errors are handed back as they are.
 *
 * @param what `Mount tmpfs at "/run"`.
 */
export function failedMount(what: string, error: unknown): unknown {
  if (!(error instanceof Error) || !isOfNode(error)) return error
  const { syscall, errno } = error
  const args = error instanceof SyscallError ? error.args : []
  const call = `${what}: ${describeCall(syscall, args)}`
  return new SyscallError(syscall, -errno, args, call)
}

/** SyscallError has the fields of Node's errors. */
function isOfNode(error: object): error is { syscall: string; errno: number } {
  return 'syscall' in error && 'errno' in error
}
