// Calls are recorded as x86-64 has them. arm64 numbers four flags of open(2)
// differently, orders the arguments of clone(2) differently, and agrees about
// all else that is used here.
import type { Argument } from './arguments.ts'
import type { Step } from './recorder.ts'
import type { Arch } from './syscall-numbers.ts'

const O_DIRECT = 0o40000n
const O_LARGEFILE = 0o100000n
const O_DIRECTORY = 0o200000n
const O_NOFOLLOW = 0o400000n

const ARM64 = new Map([
  [O_DIRECT, 0o200000n],
  [O_LARGEFILE, 0o400000n],
  [O_DIRECTORY, 0o40000n],
  [O_NOFOLLOW, 0o100000n],
])

function openFlags(flags: bigint): bigint {
  let translated = flags
  for (const bit of ARM64.keys()) translated &= ~bit
  for (const [bit, there] of ARM64) if (flags & bit) translated |= there
  return translated
}

function openHow(how: Uint8Array): Uint8Array {
  const copy = Buffer.from(how)
  copy.writeBigUInt64LE(openFlags(copy.readBigUInt64LE(0)), 0)
  return copy
}

/** The arguments of a step as the processor at hand wants them. */
export function argumentsFor(step: Step, arch: Arch): readonly Argument[] {
  if (arch === 'x64') return step.args
  const flags = step.args[2]
  if (step.name === 'openat')
    if (typeof flags === 'number' || typeof flags === 'bigint')
      return step.args.with(2, openFlags(BigInt(flags)))
  if (step.name === 'openat2' && flags instanceof Uint8Array)
    return step.args.with(2, openHow(flags))
  if (step.name === 'clone') return swapLast(step.args)
  return step.args
}

// The two disagree about the order of the last two: child_tid and tls.
function swapLast(args: readonly Argument[]): readonly Argument[] {
  const [childTid = 0, tls = 0] = args.slice(3, 5)
  return [...args.slice(0, 3), tls, childTid]
}
