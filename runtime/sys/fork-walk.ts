import { keepMemoryAcrossFork } from './fork-memory.ts'
import { ARCH, rawSyscall } from './libc.ts'
import { FIELD } from './records.ts'
import { REGISTERS, syscallNumber } from './syscall-numbers.ts'

const CLONE = BigInt(syscallNumber('clone', ARCH))
const LOWEST_ERROR = -4095n
const ERRNO_BITS = 192n

/** The table as it lies in memory. */
export interface Table {
  /** All the memory, and the address of its first byte. */
  readonly memory: Buffer
  readonly address: bigint
  readonly control: bigint
}

/**
 * Do in JavaScript what the machine code does: walk the table until one of
 * its calls ends or replaces this process. Nothing is left to return to.
 */
export function walkTable(table: Table, entry: bigint): never {
  for (let record = entry; ; ) record = walkStep(table, record)
}

function walkStep(table: Table, record: bigint): bigint {
  // What was mapped since this process was born would be missing in its child.
  if (field(table, record, FIELD.number) === CLONE) keepMemoryAcrossFork()
  const result = makeCall(table, record)
  setWord(table, record + BigInt(FIELD.result), result)
  const isError = result < 0n && result >= LOWEST_ERROR
  if (isError && !isForgiven(table, record, -result)) {
    setWord(table, table.control, record)
    setWord(table, table.control + 8n, result)
    return field(table, record, FIELD.ifError)
  }
  storeResult(table, field(table, record, FIELD.patches), result)
  return field(table, record, result === 0n ? FIELD.ifZero : FIELD.next)
}

function makeCall(table: Table, record: bigint): bigint {
  const words: bigint[] = []
  for (let index = 0; index <= REGISTERS; index++)
    words.push(field(table, record, FIELD.number + index * 8))
  return rawSyscall(words)
}

function isForgiven(table: Table, record: bigint, errno: bigint): boolean {
  if (errno >= ERRNO_BITS) return false
  const word = FIELD.forgiven + Number(errno / 64n) * 8
  return ((field(table, record, word) >> (errno % 64n)) & 1n) === 1n
}

function storeResult(table: Table, list: bigint, result: bigint): void {
  for (let at = list; ; at += 8n) {
    const address = word(table, at)
    if (address === 0n) return
    setWord(table, address, result)
  }
}

function field(table: Table, record: bigint, offset: number): bigint {
  return word(table, record + BigInt(offset))
}

function word({ memory, address }: Table, at: bigint): bigint {
  return memory.readBigInt64LE(Number(at - address))
}

function setWord({ memory, address }: Table, at: bigint, value: bigint): void {
  memory.writeBigInt64LE(value, Number(at - address))
}
