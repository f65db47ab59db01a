// The one file that knows koffi, and through it the C library that is part of
// every Node process. Only what the native addon itself exports is used, so a
// bundle can load that addon alone.
//
// Calls are synchronous and run on the calling thread.
import koffi from 'koffi'
import { type Argument, checkArguments, Result } from './arguments.ts'
import { SyscallError } from './errors.ts'
import { type Arch, REGISTERS, syscallNumber } from './syscall-numbers.ts'

type Native = (
  ...args: (number | bigint | Uint8Array | null)[]
) => number | bigint

let libc: ReturnType<typeof koffi.load> | undefined
const natives = new Map<string, Native>()
const memcpyTo = declare('void *memcpy(uintptr_t to, void *from, size_t n)')
const memcpyFrom = declare('void *memcpy(void *to, uintptr_t from, size_t n)')

/** How the machine at hand numbers system calls. */
export const ARCH = process.arch as Arch

/**
 * Make a system call here and now, on this thread.
 *
 * @param name As the kernel spells it.
 * @returns What the kernel returned; a bigint where a number is too small.
 * @throws {SyscallError} If the kernel returned an error.
 * @throws {TypeError} If an argument is none a register can hold.
 * @see syscall(2)
 */
export function syscall(
  name: string,
  ...args: readonly Argument[]
): number | bigint {
  checkArguments(name, args)
  const values = args.map(toNative)
  const call = nativeFor(values)
  const result = call(syscallNumber(name, ARCH), ...pad(values))
  // errno belongs to the thread, and the next native call overwrites it.
  if (result === -1) throw new SyscallError(name, koffi.errno(), args)
  return result
}

/** The same, for calls of which the result is a small number. */
export function syscallNumeric(
  name: string,
  ...args: readonly Argument[]
): number {
  return Number(syscall(name, ...args))
}

type NativeValue = number | bigint | Uint8Array | null

function toNative(value: Argument): NativeValue {
  if (typeof value === 'string') return Buffer.from(`${value}\0`)
  if (value instanceof Result || Array.isArray(value))
    throw new TypeError(
      'Expected an argument for a call made now but found one for a program',
    )
  return value as NativeValue
}

function pad(values: readonly NativeValue[]): NativeValue[] {
  const missing = REGISTERS - values.length
  return [...values, ...new Array<number>(missing).fill(0)]
}

// A fixed prototype is faster than a variadic one, so there is one for each
// pattern of numbers and pointers.
function nativeFor(values: readonly NativeValue[]): Native {
  const isPointer = (value: unknown) =>
    value === null || value instanceof Uint8Array
  const types = pad(values).map((v) => (isPointer(v) ? 'void *' : 'long'))
  const key = types.join(', ')
  const known = natives.get(key)
  if (known) return known
  const native = declare(`long syscall(long number, ${key})`)
  natives.set(key, native)
  return native
}

// Declared when it is called for the first time: koffi takes its time to load,
// and most programs do not call all that there is.
function declare(prototype: string): Native {
  let native: Native | undefined
  return (...args) => {
    libc ??= koffi.load(null)
    native ??= libc.func(prototype) as Native
    return native(...args)
  }
}

const native = {
  fork: declare('int fork()'),
  syscall: declare(
    'long syscall(long number, long, long, long, long, long, long)',
  ),
}

/**
 * Copy this process. Both return from it, and the copy must not reach the
 * event loop; see fork-backend.ts.
 *
 * @returns 0 in the child, its number in the parent.
 * @throws {SyscallError} EAGAIN, ENOMEM.
 * @see fork(2)
 */
export function fork(): number {
  const pid = Number(native.fork())
  if (pid === -1) throw new SyscallError('fork', koffi.errno(), [])
  return pid
}

/**
 * Make a call by number, and return what the kernel does: -errno for an error.
 *
 * @param words The number and six arguments.
 */
export function rawSyscall(words: readonly bigint[]): bigint {
  const result = native.syscall(...words)
  return result === -1 ? BigInt(-koffi.errno()) : BigInt(result)
}

/** Copy bytes to memory at an address. Nothing checks that it is yours. */
export function writeMemory(address: bigint, bytes: Uint8Array): void {
  memcpyTo(address, bytes, bytes.length)
}

/** Copy bytes from memory at an address. Nothing checks that it is yours. */
export function readMemory(address: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  memcpyFrom(bytes, address, size)
  return bytes
}

/** Native memory as a Buffer; do not touch it after munmap(2). */
export function viewMemory(address: bigint, size: number): Buffer {
  return Buffer.from(koffi.view(address, size))
}

/** Make a function of code at an address, from its C prototype. */
export function functionAt(
  address: bigint,
  prototype: string,
): (...args: (number | bigint | Uint8Array)[]) => number | bigint {
  return koffi.decode(address, koffi.proto(prototype))
}

/** A descriptor being watched by Node's event loop. */
export interface Watch {
  /** Stop. The descriptor may be closed a turn of the loop later. */
  stop(): void
}

/**
 * Call back whenever a descriptor can be read, or is at its end. It takes no
 * thread: the descriptor joins those Node's own loop waits for.
 */
export function watchReadable(fd: number, callback: () => void): Watch {
  const handle = koffi.node.poll(fd, { readable: true }, callback)
  return { stop: () => handle.close() }
}
