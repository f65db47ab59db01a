/** Rules that are drawn, and what a call has to come to under them. */
import type { Bench } from '#checker/bench.ts'
import { OF_DESCRIPTORS } from './syscall-lists.ts'

/** A rule of `linux.seccomp.syscalls`. */
export interface Rule {
  readonly names: readonly string[]
  readonly action: string
  readonly errnoRet?: number
  readonly args?: readonly Condition[]
}

export interface Condition {
  readonly index: number
  readonly value: number
  readonly valueTwo?: number
  readonly op: Operator
}

export type Operator =
  | 'SCMP_CMP_NE'
  | 'SCMP_CMP_LT'
  | 'SCMP_CMP_LE'
  | 'SCMP_CMP_EQ'
  | 'SCMP_CMP_GE'
  | 'SCMP_CMP_GT'
  | 'SCMP_CMP_MASKED_EQ'

/** A call that is made, and the error that the filter has to give it. */
export interface Trial {
  readonly what: string
  readonly call: string
  readonly args: readonly number[]
  /** `null`: the filter lets it pass. */
  readonly errno: string | null
  /** The low half of the argument alone would tell otherwise. */
  readonly needsHighHalf?: boolean
}

/** Errors that no call of ours gives by itself. @see errno(3) */
export const ODD_ERRNOS = {
  ECHRNG: 44,
  EL2NSYNC: 45,
  EL3HLT: 46,
  EUNATCH: 49,
  EBADE: 52,
  EXFULL: 54,
  ENOANO: 55,
  EBADRQC: 56,
  EBFONT: 59,
  ENONET: 64,
  EADV: 68,
  ESRMNT: 69,
  ECOMM: 70,
  EDOTDOT: 73,
} as const

export type OddErrno = keyof typeof ODD_ERRNOS

const NAMES = Object.keys(ODD_ERRNOS) as [OddErrno, ...OddErrno[]]

export function drawErrno({ seed }: Bench, name: string): OddErrno {
  return seed.pick(`${name} errno`, NAMES)
}

/** In an order of its own each time. */
export function shuffled<T extends string>(
  { seed }: Bench,
  name: string,
  things: readonly T[],
): T[] {
  const key = (thing: T) => seed.hex(`${name} ${thing}`, 8)
  return [...things].sort((a, b) => (key(a) < key(b) ? -1 : 1))
}

/** No descriptor has such a number; both halves of it are in use. */
function drawArgument({ seed }: Bench, name: string): number {
  const high = seed.int(`${name} high`, 0x10, 0xfffff)
  const low = seed.int(`${name} low`, 0x1000_0000, 0x3fff_ffff)
  return high * WORD + low
}

const WORD = 2 ** 32
const ARGUMENTS = 6

const COMPARE: Readonly<
  Record<Operator, (a: bigint, b: bigint, two: bigint) => boolean>
> = {
  SCMP_CMP_NE: (a, b) => a !== b,
  SCMP_CMP_LT: (a, b) => a < b,
  SCMP_CMP_LE: (a, b) => a <= b,
  SCMP_CMP_EQ: (a, b) => a === b,
  SCMP_CMP_GE: (a, b) => a >= b,
  SCMP_CMP_GT: (a, b) => a > b,
  SCMP_CMP_MASKED_EQ: (a, b, two) => (a & b) === two,
}

export const OPERATORS = Object.keys(COMPARE) as Operator[]

function holds({ op, value, valueTwo = 0 }: Condition, argument: number) {
  return COMPARE[op](BigInt(argument), BigInt(value), BigInt(valueTwo))
}

/** The same, of a filter that looks at 32 bits only. */
function holdsBelow(condition: Condition, argument: number): boolean {
  const { value, valueTwo = 0 } = condition
  const cut = { ...condition, value: value % WORD, valueTwo: valueTwo % WORD }
  return holds(cut, argument % WORD)
}

export interface Drawn {
  readonly rules: readonly Rule[]
  readonly trials: readonly Trial[]
}

/** A rule for each operator, and calls on both sides of its border. */
export function drawOperators(bench: Bench, calls: readonly string[]): Drawn {
  const all = OPERATORS.map((op, at) =>
    drawOperator(bench, op, calls[at] ?? ''),
  )
  return joined(all)
}

function drawOperator(bench: Bench, op: Operator, call: string): Drawn {
  const index = bench.seed.int(`${op} index`, 0, ARGUMENTS - 1)
  const errno = drawErrno(bench, op)
  const condition = drawCondition(bench, op, index)
  const rule: Rule = {
    names: [call],
    action: 'SCMP_ACT_ERRNO',
    errnoRet: ODD_ERRNOS[errno],
    args: [condition],
  }
  const trials = around(condition).map((argument): Trial => {
    const isHit = holds(condition, argument)
    return {
      what: `${op} ${hex(condition)}`,
      call,
      args: at(index, argument),
      errno: isHit ? errno : null,
      needsHighHalf: isHit !== holdsBelow(condition, argument),
    }
  })
  return { rules: [rule], trials }
}

const hex = ({ value, valueTwo }: Condition) =>
  [value, valueTwo]
    .filter((one) => one !== undefined)
    .map((one) => `0x${one.toString(16)}`)
    .join(' ')

function drawCondition(bench: Bench, op: Operator, index: number): Condition {
  const value = drawArgument(bench, op)
  if (op !== 'SCMP_CMP_MASKED_EQ') return { index, value, op }
  // A mask with bits in both halves, and some of them set.
  const other = drawArgument(bench, `${op} two`)
  const valueTwo = Number(BigInt(value) & BigInt(other))
  return { index, value, valueTwo, op }
}

/** Arguments right at the border, and such that differ in one half only. */
function around({ op, value, valueTwo }: Condition): number[] {
  if (op === 'SCMP_CMP_MASKED_EQ') {
    const mask = BigInt(value)
    const two = BigInt(valueTwo ?? 0)
    const high = mask >> 32n
    const highBit = high & -high
    const lowBit = mask & -mask
    const outside = ~mask & 0x000f_ffff_3fff_ffffn
    return [two, two | outside, two ^ (highBit << 32n), two ^ lowBit].map(
      Number,
    )
  }
  return [
    value,
    value - 1,
    value + 1,
    value + WORD,
    value - WORD,
    value + WORD - 5,
    value - WORD + 5,
  ]
}

/** Arguments of a call of which one counts; the first is never a descriptor. */
function at(index: number, argument: number): number[] {
  const args = [NOT_OPEN, 0, 0, 0, 0, 0]
  args[index] = argument
  return args
}

const NOT_OPEN = 0x3abc_def0

/** Conditions of one rule all have to hold; of several rules, any. */
export function drawCombined(
  bench: Bench,
  [all = '', any = '']: readonly string[],
): Drawn {
  const [both, first, second] = ['both', 'first', 'second'].map((name) =>
    drawErrno(bench, name),
  ) as [OddErrno, OddErrno, OddErrno]
  const other = NAMES[(NAMES.indexOf(first) + 1) % NAMES.length] ?? first
  const last = second === first ? other : second
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) =>
    drawArgument(bench, `combined ${name}`),
  ) as [number, number, number, number]
  const rule = (
    call: string,
    errno: OddErrno,
    args: readonly Condition[],
  ): Rule => ({
    names: [call],
    action: 'SCMP_ACT_ERRNO',
    errnoRet: ODD_ERRNOS[errno],
    args,
  })
  const is = (index: number, value: number): Condition => {
    return { index, value, op: 'SCMP_CMP_EQ' }
  }
  const trial = (
    what: string,
    call: string,
    args: readonly number[],
    errno: string | null,
  ): Trial => ({ what, call, args, errno })
  const two = 'two conditions of one rule'
  const rules = 'two rules for one call'
  return {
    rules: [
      rule(all, both, [is(1, a), is(2, b)]),
      rule(any, first, [is(3, c)]),
      rule(any, last, [is(3, d)]),
    ],
    trials: [
      trial(two, all, [NOT_OPEN, a, b], both),
      trial(two, all, [NOT_OPEN, a, c], null),
      trial(two, all, [NOT_OPEN, c, b], null),
      trial(rules, any, [NOT_OPEN, 0, 0, c], first),
      trial(rules, any, [NOT_OPEN, 0, 0, d], last),
      trial(rules, any, [NOT_OPEN, 0, 0, a], null),
    ],
  }
}

/** Actions after which the call returns, each for one call. */
export function drawActions(bench: Bench, calls: readonly string[]): Drawn {
  const [chosen = '', usual = '', trace = '', log = '', allow = ''] = calls
  const errno = drawErrno(bench, 'chosen')
  const unknown = `no_such_call_${bench.seed.hex('unknown call', 3)}`
  const trial = (what: string, call: string, errno: string | null): Trial => {
    return { what, call, args: [NOT_OPEN], errno }
  }
  return {
    rules: [
      {
        names: [unknown, chosen],
        action: 'SCMP_ACT_ERRNO',
        errnoRet: ODD_ERRNOS[errno],
      },
      { names: [usual], action: 'SCMP_ACT_ERRNO' },
      { names: [trace], action: 'SCMP_ACT_TRACE' },
      { names: [log], action: 'SCMP_ACT_LOG' },
      { names: [allow], action: 'SCMP_ACT_ALLOW' },
    ],
    trials: [
      trial('SCMP_ACT_ERRNO with errnoRet', chosen, errno),
      trial('SCMP_ACT_ERRNO without', usual, 'EPERM'),
      trial('SCMP_ACT_TRACE, and nobody traces', trace, 'ENOSYS'),
      trial('SCMP_ACT_LOG', log, null),
      trial('SCMP_ACT_ALLOW', allow, null),
    ],
  }
}

/** Actions that the call does not return from. */
export const DEADLY = [
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_THREAD',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_TRAP',
] as const

export interface DeadlyTrial {
  readonly action: string
  readonly call: string
}

export function drawDeadly(calls: readonly string[]): {
  readonly rules: readonly Rule[]
  readonly trials: readonly DeadlyTrial[]
} {
  const trials = DEADLY.map((action, at) => ({
    action,
    call: calls[at] ?? '',
  }))
  const rules = trials.map(({ action, call }) => ({ names: [call], action }))
  return { rules, trials }
}

export function joined(parts: readonly Drawn[]): Drawn {
  return {
    rules: parts.flatMap(({ rules }) => rules),
    trials: parts.flatMap(({ trials }) => trials),
  }
}

/** How many calls of descriptors a profile with all of this takes. */
export const CALLS_NEEDED = 5 + DEADLY.length + OPERATORS.length + 2

export function drawCalls(bench: Bench, name: string): string[] {
  return shuffled(bench, name, OF_DESCRIPTORS)
}
