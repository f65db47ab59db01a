// The table a child walks is made of records, each a call to make:
//
//     offset  0  number of the system call
//             8  its six arguments
//            56  result, NOT_RUN before
//            64  address of a list: where else to store the result, up to a 0
//            72  next record
//            80  next record when the result is 0
//            88  next record after an error that is not forgiven
//            96  errors to forgive, one bit for each errno from 0 to 191
//
// There is no sign for "end": the last record is exit_group, and a record at
// address 0 would end the child with SIGSEGV. machine-code.ts walks the table.
import type { Arena } from './arena.ts'
import { errnoOf } from './errno.ts'
import { type Arch, REGISTERS, syscallNumber } from './syscall-numbers.ts'

export const RECORD_SIZE = 128

/** Offsets of the fields; the machine code has the same numbers in it. */
export const FIELD = {
  number: 0,
  args: 8,
  result: 56,
  patches: 64,
  next: 72,
  ifZero: 80,
  ifError: 88,
  forgiven: 96,
} as const

/** Stands in a record's result until the call has returned. */
export const NOT_RUN = -(2n ** 63n)

/** Errors to forgive, one bit for each errno. */
type ErrorBits = readonly [bigint, bigint, bigint]

const ALL = 2n ** 64n - 1n
const ALL_ERRORS: ErrorBits = [ALL, ALL, ALL]
const NO_ERRORS: ErrorBits = [0n, 0n, 0n]

/** What a record says. */
export interface RecordFields {
  readonly number: number
  readonly args: readonly bigint[]
  /** Address of a list of addresses that ends with 0. */
  readonly patches: bigint
  readonly next: bigint
  readonly ifZero: bigint
  readonly ifError: bigint
  readonly forgiven: ErrorBits
}

/** Fill in the record at an address of the arena. */
export function writeRecord(
  arena: Arena,
  address: bigint,
  { number, args, patches, next, ifZero, ifError, forgiven }: RecordFields,
): void {
  // In the order of the fields, and at once: a container has hundreds of steps.
  const words = [BigInt(number), ...args]
  while (words.length <= REGISTERS) words.push(0n)
  words.push(NOT_RUN, patches, next, ifZero, ifError, ...forgiven)
  arena.setWords(address, words)
}

/** Fill in a record that goes on to `next` whatever its call returns. */
export function writeCall(
  arena: Arena,
  arch: Arch,
  address: bigint,
  name: string,
  args: readonly bigint[],
  next: bigint,
): void {
  writeRecord(arena, address, {
    number: syscallNumber(name, arch),
    args,
    patches: arena.nothing,
    next,
    ifZero: next,
    ifError: next,
    forgiven: ALL_ERRORS,
  })
}

/** The bits for `ignore` of a step: all errors, those named, or none. */
export function forgivenBits(ignore?: boolean | readonly string[]): ErrorBits {
  if (ignore === true) return ALL_ERRORS
  if (!ignore) return NO_ERRORS
  const set = (bits: bigint, code: string) =>
    bits | (1n << BigInt(errnoOf(code)))
  const bits = ignore.reduce(set, 0n)
  return [bits & ALL, (bits >> 64n) & ALL, bits >> 128n]
}
