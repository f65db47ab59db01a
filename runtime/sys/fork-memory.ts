import { readFileSync } from 'node:fs'
import { MADV_DOFORK } from './constants/processes.ts'
import { SyscallError } from './errors.ts'
import { rawSyscall } from './libc.ts'
import { type Arch, syscallNumber } from './syscall-numbers.ts'

/** A stretch of addresses. */
interface Range {
  readonly start: bigint
  readonly end: bigint
}

const LOWEST = 0x10000n
/** Where the upper half begins on x86-64 and on arm64 with 48 bits. */
const HIGHEST = process.arch === 'arm64' ? 1n << 48n : (1n << 47n) - 4096n

/**
 * Let a child of fork(2) have all our memory. V8 marks what it maps as not to
 * be copied, and maps more whenever its collector moves objects, so this has
 * to come directly before the fork, and nothing here may allocate on the way:
 * one page that is mapped between the call and the fork is missing in the
 * child, which dies of SIGSEGV as soon as it looks there.
 *
 * @see madvise(2), MADV_DOFORK
 */
export function keepMemoryAcrossFork(): void {
  const calls = rangesBetween(specialMappings()).map(callFor)
  // An empty nursery: what is allocated from here on starts no collection.
  collectNursery()
  for (const call of calls) {
    const result = rawSyscall(call)
    // Holes in between were left out, the rest was done.
    if (result !== 0n && result !== -ENOMEM) throw failure(call, result)
  }
}

const ENOMEM = 12n

/** The number and the arguments, made ready: six of them, as registers are. */
function callFor({ start, end }: Range): bigint[] {
  const number = BigInt(syscallNumber('madvise', process.arch as Arch))
  return [number, start, end - start, BigInt(MADV_DOFORK), 0n, 0n, 0n]
}

function failure([, start = 0n, length = 0n]: bigint[], result: bigint) {
  return new SyscallError('madvise', Number(-result), [
    start,
    length,
    MADV_DOFORK,
  ])
}

let collect: ((options: { type: 'minor' }) => void) | undefined

// The function is there for all who ask V8 for it before they make a context.
function collectNursery(): void {
  if (collect === undefined) {
    const { getBuiltinModule } = process
    getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
    collect = getBuiltinModule('node:vm').runInNewContext('gc') as NonNullable<
      typeof collect
    >
  }
  collect({ type: 'minor' })
}

// The kernel's own pages and those of devices refuse, and end the walk there.
function specialMappings(): Range[] {
  const maps = readFileSync('/proc/self/maps', 'utf8')
  const lines = maps.matchAll(
    /^([0-9a-f]+)-([0-9a-f]+) .* (\[v.*\]|anon_inode:.*|\/dev\/(?!zero).*)$/gm,
  )
  return [...lines].map(([, start, end]) => ({
    start: BigInt(`0x${start}`),
    end: BigInt(`0x${end}`),
  }))
}

function rangesBetween(special: readonly Range[]): Range[] {
  const starts = [LOWEST, ...special.map(({ end }) => end)]
  const ends = [...special.map(({ start }) => start), HIGHEST]
  const lower = (end: bigint) => (end < HIGHEST ? end : HIGHEST)
  return (
    starts
      .map((start, index) => ({ start, end: lower(ends[index] ?? HIGHEST) }))
      .filter(({ start, end }) => start < end)
      // The heap is in the lowest range: it comes last, nearest to the fork.
      .reverse()
  )
}
