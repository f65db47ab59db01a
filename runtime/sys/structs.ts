// The few C structures that recorded calls point to, packed by hand. All are
// laid out alike on x86-64 and arm64. Each remembers how to print itself.
import { OPEN_FLAGS, RESOLVE_FLAGS } from './constants/files.ts'
import { signalName, signalNumber } from './constants/signals.ts'

const texts = new WeakMap<Uint8Array, string>()

/** How a structure made here prints; undefined for other bytes. */
export function textOfStruct(bytes: Uint8Array): string | undefined {
  return texts.get(bytes)
}

/** Size of a signal set, which the rt_ calls want to be told. */
export const SIGSET_SIZE = 8

function pack(words: readonly (number | bigint)[], text: string): Buffer {
  const bytes = Buffer.alloc(words.length * 8)
  for (const [index, word] of words.entries())
    bytes.writeBigUInt64LE(BigInt.asUintN(64, BigInt(word)), index * 8)
  texts.set(bytes, text)
  return bytes
}

/** `struct timespec` of so many seconds. @see timespec(3type) */
export function timespec(seconds: number): Buffer {
  const whole = Math.floor(seconds)
  const nanoseconds = Math.round((seconds - whole) * 1e9)
  return pack([whole, nanoseconds], `{${seconds} s}`)
}

/** `struct rlimit`: -1 means no limit. @see getrlimit(2) */
export function rlimit(soft: number, hard: number): Buffer {
  return pack([soft, hard], `{rlim_cur=${soft}, rlim_max=${hard}}`)
}

/**
 * `struct sigaction` as the kernel has it: `SIG_DFL` or `SIG_IGN`, without
 * flags. A recorded program has no code of its own to be called.
 *
 * @see rt_sigaction(2)
 */
export function sigaction(handler: number): Buffer {
  return pack([handler, 0, 0, 0], handler ? '{SIG_IGN}' : '{SIG_DFL}')
}

/** A set of signals. @see sigsetops(3) */
export function sigset(signals: readonly (string | number)[]): Buffer {
  const numbers = signals.map(signalNumber)
  const bits = numbers.reduce((set, n) => set | (1n << BigInt(n - 1)), 0n)
  return pack([bits], `[${numbers.map(signalName).join(' ')}]`)
}

/** Fields of `struct open_how`. */
export interface OpenHow {
  readonly flags: number
  readonly mode?: number
  readonly resolve?: number
}

/** `struct open_how`. @see openat2(2) */
export function openHow({ flags, mode = 0, resolve = 0 }: OpenHow): Buffer {
  const opened = namesIn(flags, OPEN_FLAGS) || 'O_RDONLY'
  const resolved = namesIn(resolve, RESOLVE_FLAGS) || '0'
  return pack([flags, mode, resolve], `{flags=${opened}, resolve=${resolved}}`)
}

function namesIn(value: number, names: Record<string, number>): string {
  const set = Object.entries(names).filter(([, bits]) => value & bits)
  return set.map(([name]) => name).join('|')
}

/** `struct pollfd[]`, each waiting for input. @see poll(2) */
export function pollfds(fds: readonly number[]): Buffer {
  const POLLIN = 1
  const words = fds.map((fd) => BigInt(fd) | (BigInt(POLLIN) << 32n))
  return pack(words, `[${fds.map((fd) => `{fd=${fd}, POLLIN}`).join(', ')}]`)
}
