import { type Argument, Result } from '../sys/arguments.ts'
import type { Step } from '../sys/recorder.ts'

/** A call that failed, and what was planned around it. */
export interface Failure {
  readonly syscall: string
  /** Name of the errno: `EPERM`. */
  readonly code: string
  /** What the kernel was given: results of other steps are numbers here. */
  readonly args: readonly Argument[]
  /** Index into `steps`; -1 for a call of this process itself. */
  readonly step: number
  readonly steps: readonly Step[]
  /** What the steps returned, by their index; undefined for those not made. */
  readonly results: readonly (bigint | undefined)[]
  /** CLONE_NEW… flags the process was born with. */
  readonly flags: bigint
  /** A program we ran that refused: `newuidmap`. */
  readonly helper: string | undefined
  /** The call was our own, and no step of a table. */
  readonly isOwn: boolean
}

/** The fields of SyscallError and StepError, some of which may be missing. */
interface FailedCall {
  readonly syscall: string
  readonly code: string
  readonly args?: readonly Argument[]
  readonly step?: number
  readonly program?: { readonly steps: readonly Step[] } | string | undefined
  readonly results?: readonly (bigint | undefined)[]
  readonly flags?: bigint
}

/** Find the failed call in an error, or in what caused it. */
export function failureOf(error: unknown): Failure | undefined {
  if (!(error instanceof Error)) return undefined
  if (isFailedCall(error)) return failureFrom(error)
  return failureOf(error.cause)
}

function isFailedCall(error: object): error is FailedCall {
  return 'syscall' in error && 'code' in error && 'args' in error
}

function failureFrom(error: FailedCall): Failure {
  const { syscall, code, step = -1, results = [], flags = 0n } = error
  const args = (error.args ?? []).map((arg) =>
    arg instanceof Result ? (results[arg.step] ?? arg) : arg,
  )
  const { program } = error
  const steps = typeof program === 'object' ? program.steps : []
  const helper = typeof program === 'string' ? program : undefined
  const isOwn = error.step === undefined
  return { syscall, code, args, step, steps, results, flags, helper, isOwn }
}

/** An argument that is text, or undefined. */
export function textArg({ args }: Failure, index: number): string | undefined {
  const arg = args[index]
  return typeof arg === 'string' ? arg : undefined
}

/** An argument that is a number; 0 for every other. */
export function numberArg({ args }: Failure, index: number): bigint {
  const arg = args[index]
  return typeof arg === 'number' || typeof arg === 'bigint' ? BigInt(arg) : 0n
}

/** An argument that points to bytes, as 64 bit words; 0 beyond their end. */
export function wordArg(
  { args }: Failure,
  index: number,
  word: number,
): bigint {
  const bytes = args[index]
  if (!(bytes instanceof Uint8Array)) return 0n
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (buffer.length < word * 8 + 8) return 0n
  return buffer.readBigUInt64LE(word * 8)
}
