// The few C structures that recorded calls point to, packed by hand. All are
// laid out alike on x86-64 and arm64. Each remembers how to print itself.
import type { Data } from './arguments.ts'
import { OPEN_FLAGS, RESOLVE_FLAGS } from './constants/files.ts'
import {
  MOUNT_ATTR_FLAGS,
  MS_PRIVATE,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
} from './constants/mounts.ts'
import { LAST_SIGNAL, signalName, signalNumber } from './constants/signals.ts'
import { IFF_RUNNING, IFF_UP } from './constants/sockets.ts'

// Made when they are asked for: most structures are never printed.
const texts = new WeakMap<Uint8Array, () => string>()

/** How a structure made here prints; undefined for other bytes. */
export function textOfStruct(bytes: Uint8Array): string | undefined {
  return texts.get(bytes)?.()
}

/** Let a structure made elsewhere print like this. */
export function printAs(bytes: Buffer, text: string): Buffer {
  texts.set(bytes, () => text)
  return bytes
}

// #region lab-07
/** A place in a structure that holds the address of other memory. */
export interface Pointer {
  readonly offset: number
  readonly to: Data
}

const pointers = new WeakMap<Uint8Array, readonly Pointer[]>()

/** Where a structure points to, if it was told to. */
export function pointersOf(bytes: Uint8Array): readonly Pointer[] {
  return pointers.get(bytes) ?? []
}

/** Let a structure of a program point to memory, wherever that will lie. */
export function pointTo(bytes: Buffer, places: readonly Pointer[]): Buffer {
  pointers.set(bytes, places)
  return bytes
}
// #endregion lab-07

/** Size of a signal set, which the rt_ calls want to be told. */
export const SIGSET_SIZE = 8

function pack(words: readonly (number | bigint)[], text: () => string): Buffer {
  const values = new BigInt64Array(words.length)
  words.forEach((word, index) => {
    values[index] = BigInt(word)
  })
  const bytes = Buffer.from(values.buffer)
  texts.set(bytes, text)
  return bytes
}

/** `struct timespec` of so many seconds. @see timespec(3type) */
export function timespec(seconds: number): Buffer {
  const whole = Math.floor(seconds)
  const nanoseconds = Math.round((seconds - whole) * 1e9)
  return pack([whole, nanoseconds], () => `{${seconds} s}`)
}

// #region lab-06
/** `struct timeval` of so many seconds. @see timeval(3type) */
export function timeval(seconds: number): Buffer {
  return pack([seconds, 0], () => `{${seconds} s}`)
}
// #endregion lab-06

/** `struct rlimit`: -1 means no limit. @see getrlimit(2) */
export function rlimit(soft: number, hard: number): Buffer {
  return pack([soft, hard], () => `{rlim_cur=${soft}, rlim_max=${hard}}`)
}

/**
 * `struct sigaction` as the kernel has it: `SIG_DFL` or `SIG_IGN`, without
 * flags. A recorded program has no code of its own to be called.
 *
 * @see rt_sigaction(2)
 */
export function sigaction(handler: number): Buffer {
  const text = handler ? '{SIG_IGN}' : '{SIG_DFL}'
  return pack([handler, 0, 0, 0], () => text)
}

/** A set of signals. @see sigsetops(3) */
export function sigset(signals: readonly (string | number)[]): Buffer {
  const numbers = signals.map(signalNumber)
  const bits = numbers.reduce((set, n) => set | (1n << BigInt(n - 1)), 0n)
  return pack([bits], () => textOfSet(numbers))
}

/** As strace(1) has it: of a set with most of them, those that are missing. */
function textOfSet(numbers: readonly number[]): string {
  const list = (some: readonly number[]) =>
    `[${some.map(signalName).join(' ')}]`
  const all = Array.from({ length: LAST_SIGNAL }, (_, index) => index + 1)
  const missing = all.filter((number) => !numbers.includes(number))
  return missing.length < numbers.length ? `~${list(missing)}` : list(numbers)
}

/** Room for a `pid_t`, in a whole word; the other half stays 0. */
export function processId(name: string): Buffer {
  return pack([0], () => `[${name}]`)
}

/** Fields of `struct open_how`. */
export interface OpenHow {
  readonly flags: number
  readonly mode?: number
  readonly resolve?: number
}

/** `struct open_how`. @see openat2(2) */
export function openHow({ flags, mode = 0, resolve = 0 }: OpenHow): Buffer {
  return pack([flags, mode, resolve], () => {
    const opened = namesIn(flags, OPEN_FLAGS) || 'O_RDONLY'
    const resolved = namesIn(resolve, RESOLVE_FLAGS) || '0'
    return `{flags=${opened}, resolve=${resolved}}`
  })
}

function namesIn(value: number, names: Record<string, number>): string {
  let rest = value
  const found = Object.entries(names).filter(([, bits]) => {
    if ((rest & bits) !== bits) return false
    rest &= ~bits
    return true
  })
  return found.map(([name]) => name).join('|')
}

/** `struct pollfd[]`, each waiting for input. @see poll(2) */
export function pollfds(fds: readonly number[]): Buffer {
  const POLLIN = 1
  const words = fds.map((fd) => BigInt(fd) | (BigInt(POLLIN) << 32n))
  const text = (fd: number) => `{fd=${fd}, POLLIN}`
  return pack(words, () => `[${fds.map(text).join(', ')}]`)
}

/** Size of `struct mount_attr`, which mount_setattr(2) wants to be told. */
export const MOUNT_ATTR_SIZE = 32

/** Offset of `userns_fd` in it, for `resultAt`. */
export const MOUNT_ATTR_USERNS_FD = 24

/** Fields of `struct mount_attr`. */
export interface MountAttr {
  /** MOUNT_ATTR_… flags to set, and flags to clear. */
  readonly set?: number
  readonly clear?: number
  /** MS_PRIVATE, MS_SLAVE, MS_SHARED or MS_UNBINDABLE. */
  readonly propagation?: number
  /** For MOUNT_ATTR_IDMAP; a step can fill it in with `resultAt`. */
  readonly usernsFd?: number
}

const PROPAGATION = { MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE }

/** `struct mount_attr`. @see mount_setattr(2) */
export function mountAttr(attr: MountAttr): Buffer {
  const { set = 0, clear = 0, propagation = 0, usernsFd = 0 } = attr
  return pack([set, clear, propagation, usernsFd], () => textOfAttr(attr))
}

function textOfAttr(attr: MountAttr): string {
  const { set = 0, clear = 0, propagation = 0, usernsFd = 0 } = attr
  const parts = [
    set && `attr_set=${namesIn(set, MOUNT_ATTR_FLAGS)}`,
    clear && `attr_clr=${namesIn(clear, MOUNT_ATTR_FLAGS)}`,
    propagation && `propagation=${namesIn(propagation, PROPAGATION)}`,
    usernsFd && `userns_fd=${usernsFd}`,
  ]
  return `{${parts.filter(Boolean).join(', ')}}`
}

/** Size of `struct ifreq`, and of the name in it. */
const IFREQ_SIZE = 40
const IFNAMSIZ = 16

/** `struct ifreq` with the flags of a network interface. @see netdevice(7) */
export function ifreqFlags(name: string, flags: number): Buffer {
  const bytes = Buffer.alloc(IFREQ_SIZE)
  bytes.write(name, 0, IFNAMSIZ - 1, 'latin1')
  bytes.writeInt16LE(flags, IFNAMSIZ)
  const text = () => `{ifr_name="${name}", ifr_flags=${flagsText(flags)}}`
  texts.set(bytes, text)
  return bytes
}

function flagsText(flags: number): string {
  return namesIn(flags, { IFF_UP, IFF_RUNNING }) || `${flags}`
}
