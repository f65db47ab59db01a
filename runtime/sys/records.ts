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
import { type Arch, syscallNumber } from './syscall-numbers.ts'

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

const ALL_ERRORS = (1n << 192n) - 1n

/** What a record says. */
export interface RecordFields {
  readonly number: number
  readonly args: readonly bigint[]
  /** Address of a list of addresses that ends with 0. */
  readonly patches: bigint
  readonly next: bigint
  readonly ifZero: bigint
  readonly ifError: bigint
  /** One bit for each errno. */
  readonly forgiven: bigint
}

/** Fill in the record at an address of the arena. */
export function writeRecord(
  arena: Arena,
  address: bigint,
  { number, args, forgiven, ...ways }: RecordFields,
): void {
  const set = (offset: number, value: bigint) =>
    arena.setWord(address + BigInt(offset), value)
  set(FIELD.number, BigInt(number))
  for (const [index, value] of args.entries())
    set(FIELD.args + index * 8, value)
  set(FIELD.result, NOT_RUN)
  set(FIELD.patches, ways.patches)
  set(FIELD.next, ways.next)
  set(FIELD.ifZero, ways.ifZero)
  set(FIELD.ifError, ways.ifError)
  for (let word = 0; word < 3; word++)
    set(FIELD.forgiven + word * 8, forgiven >> BigInt(word * 64))
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
export function forgivenBits(ignore?: boolean | readonly string[]): bigint {
  if (ignore === true) return ALL_ERRORS
  if (!ignore) return 0n
  return ignore.reduce((bits, code) => bits | (1n << BigInt(errnoOf(code))), 0n)
}
