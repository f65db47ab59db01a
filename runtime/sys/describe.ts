// Prints a system call as strace(1) would: `umount2(".", MNT_DETACH)`.
import { type Argument, Result } from './arguments.ts'
import { AT_FDCWD } from './constants/files.ts'
import { SIGNALS } from './constants/signals.ts'
import { IOCTLS, SOCKET_FLAGS, SOCKET_TYPES } from './constants/sockets.ts'
import type { Step } from './recorder.ts'
import { argumentKind, CHOICE_KINDS, FLAG_KINDS } from './signatures.ts'
import { textOfStruct } from './structs.ts'

const LONGEST_TEXT = 64

/**
 * Print a recorded step. The result of step 3, used as an argument, is `$3`
 * until `results` says what it was.
 *
 * @param results What the steps returned, by their index.
 */
export function describe(
  step: Pick<Step, 'name' | 'args'>,
  results: readonly (bigint | undefined)[] = [],
): string {
  const known = step.args.map((arg) => {
    if (!(arg instanceof Result)) return arg
    return results[arg.step] ?? arg
  })
  return describeCall(step.name, known)
}

/** Print a call of that name with these arguments. */
export function describeCall(name: string, args: readonly Argument[]): string {
  const printed = args.map((arg, index) =>
    describeArgument(arg, argumentKind(name, index)),
  )
  return `${name}(${printed.join(', ')})`
}

function describeArgument(value: Argument, kind: string): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return quote(value)
  if (value instanceof Result) return `$${value.step}`
  if (value instanceof Uint8Array) return describeBytes(value)
  if (typeof value === 'object') return describeList(value)
  return describeNumber(value, kind)
}

function describeNumber(value: number | bigint, kind: string): string {
  const flags = FLAG_KINDS[kind]
  if (flags) return describeFlags(BigInt(value), flags, kind)
  const choices = CHOICE_KINDS[kind]
  if (choices) return nameOf(BigInt(value), choices) ?? `${value}`
  if (kind === 'cloneSignal') return describeClone(BigInt(value))
  if (kind === 'socketType') return describeSocketType(BigInt(value))
  if (kind === 'ioctl') return nameOf(BigInt(value), IOCTLS) ?? hex(value)
  if (kind === 'dirfd' && Number(value) === AT_FDCWD) return 'AT_FDCWD'
  if (kind === 'octal') return value ? `0${value.toString(8)}` : '0'
  if (kind === 'hex') return hex(value)
  if (kind === 'uint') return describeUnsigned(BigInt(value))
  return `${value}`
}

const hex = (value: number | bigint) =>
  value ? `0x${value.toString(16)}` : '0'

// The lowest byte of the flags is the signal to be sent at the end.
function describeClone(value: bigint): string {
  const signal = nameOf(value & 0xffn, SIGNALS)
  const flags = describeFlags(value & ~0xffn, FLAG_KINDS.clone ?? {}, 'clone')
  return [...(flags === '0' ? [] : [flags]), signal ?? '0'].join('|')
}

// The lowest bits are a type, of which there is one.
function describeSocketType(value: bigint): string {
  const type = value & 0xfn
  const flags = value & ~0xfn
  const name = nameOf(type, SOCKET_TYPES) ?? `${type}`
  if (flags === 0n) return name
  return `${name}|${describeFlags(flags, SOCKET_FLAGS, 'socketType')}`
}

// ~0 is how the manual writes "no upper bound".
function describeUnsigned(value: bigint): string {
  return BigInt.asUintN(32, value) === 0xffffffffn ? '~0' : `${value}`
}

function nameOf(
  value: bigint,
  names: Readonly<Record<string, number | bigint>>,
): string | undefined {
  return Object.keys(names).find((name) => BigInt(names[name] ?? -1) === value)
}

function describeFlags(
  value: bigint,
  names: Readonly<Record<string, number | bigint>>,
  kind: string,
): string {
  let rest = value
  const found: string[] = []
  for (const [name, flag] of Object.entries(names)) {
    const bits = BigInt(flag)
    if ((rest & bits) !== bits) continue
    found.push(name)
    rest &= ~bits
  }
  // O_RDONLY is no bit: it is the absence of O_WRONLY and O_RDWR.
  if (kind === 'open' && (value & 3n) === 0n) found.unshift('O_RDONLY')
  if (rest !== 0n) found.push(`0x${rest.toString(16)}`)
  return found.join('|') || '0'
}

function describeBytes(bytes: Uint8Array): string {
  const struct = textOfStruct(bytes)
  if (struct !== undefined) return struct
  const text = Buffer.from(bytes).toString('utf8')
  if (/^[\p{L}\p{N}\p{P}\p{S}\p{Zs}\n\t]+$/u.test(text)) return quote(text)
  return `[${bytes.length} bytes]`
}

function describeList(items: readonly string[]): string {
  return `[${items.map(quote).join(', ')}]`
}

function quote(text: string): string {
  if (text.length <= LONGEST_TEXT) return JSON.stringify(text)
  return `${JSON.stringify(text.slice(0, LONGEST_TEXT))}…`
}
