// A profile by numbers instead of names: what becomes of each number that there
// is, from 0 to 2^32 - 1. Neighbours of the same fate are one interval.
import type {
  Seccomp,
  SeccompArg,
  SeccompRule,
} from '../../spec/seccomp-spec.ts'
import {
  answerOf,
  defaultAnswer,
  KILL_PROCESS,
  newerAnswer,
} from './answers.ts'
import { type CallNumber, callNumbers, type Entry } from './architectures.ts'
import { type Abi, X32_BIT } from './syscall-table.ts'

/** What becomes of a call whose arguments meet all conditions. */
export interface Rule {
  readonly conditions: readonly SeccompArg[]
  /** Arguments have 32 bits. */
  readonly isNarrow: boolean
  readonly answer: number
}

/** What becomes of a call: the first rule that is met, or none. */
export interface Decision {
  readonly rules: readonly Rule[]
  readonly otherwise: number
}

/** Numbers from here to where the next interval begins. */
export interface Interval {
  readonly from: number
  readonly decision: Decision
}

/** A tracer that has a call skipped puts -1 in its place. @see ptrace(2) */
const SKIPPED = 0xffff_ffff

/**
 * What becomes of every number, for programs that enter the kernel alike.
 *
 * @param entries Ways that are told apart by the number alone.
 */
export function intervalsOf(
  profile: Seccomp,
  entries: readonly Entry[],
): Interval[] {
  const decisions = new Map(
    entries.flatMap((entry) => [...decisionsOf(profile, entry)]),
  )
  const others = othersOf(profile, entries)
  const numbers = [...decisions.keys()]
  const starts = [
    ...others.map(({ from }) => from),
    ...numbers.flatMap((number) => [number, number + 1]),
  ]
  const all = [...new Set(starts)]
    .sort((one, other) => one - other)
    .map((from) => ({
      from,
      decision: decisions.get(from) ?? decisionAt(others, from),
    }))
  return all.filter(({ decision }, index) => {
    const before = all[index - 1]?.decision
    return !before || !isSame(before, decision)
  })
}

const plain = (otherwise: number): Decision => ({ rules: [], otherwise })

function isSame(one: Decision, other: Decision): boolean {
  if (one.rules.length + other.rules.length > 0) return false
  return one.otherwise === other.otherwise
}

function decisionAt(intervals: readonly Interval[], number: number): Decision {
  const interval = intervals.findLast(({ from }) => from <= number)
  return interval?.decision ?? plain(KILL_PROCESS)
}

/** What becomes of numbers that no rule is about. */
function othersOf(profile: Seccomp, entries: readonly Entry[]): Interval[] {
  const usual = plain(defaultAnswer(profile))
  const others = [
    { from: 0, decision: usual },
    { from: SKIPPED, decision: usual },
  ]
  const has = (abi: Abi) => entries.some((entry) => entry.abi === abi)
  if (has('x86_64')) {
    const decision = has('x32') ? usual : plain(KILL_PROCESS)
    others.push({ from: X32_BIT, decision })
  }
  for (const entry of entries) {
    const last = lastNumber(profile, entry)
    const newer = plain(newerAnswer(profile))
    if (last !== undefined) others.push({ from: last + 1, decision: newer })
  }
  return others.sort((one, other) => one.from - other.from)
}

/** The last call that the profile names. */
function lastNumber(profile: Seccomp, { abi }: Entry): number | undefined {
  const numbers = (profile.syscalls ?? [])
    .flatMap(({ names }) => names)
    .flatMap(callNumbers(abi))
    .map(({ number }) => number)
  return numbers.length > 0 ? Math.max(...numbers) : undefined
}

/**
 * What becomes of the calls that rules are about. A rule without conditions
 * outweighs all that have some, as with libseccomp, wherever it stands; of two
 * such the first counts.
 */
function decisionsOf(profile: Seccomp, entry: Entry): Map<number, Decision> {
  const otherwise = defaultAnswer(profile)
  const found = new Map<number, { rules: Rule[]; otherwise: number }>()
  for (const { number, rule } of rulesOf(profile, entry)) {
    const decision = found.get(number) ?? { rules: [], otherwise }
    found.set(number, decision)
    decision.rules.push(rule)
  }
  for (const decision of found.values()) {
    const always = decision.rules.find(({ conditions }) => !conditions.length)
    if (always) Object.assign(decision, plain(always.answer))
  }
  return found
}

interface NumberedRule {
  readonly number: number
  readonly rule: Rule
}

function rulesOf(profile: Seccomp, entry: Entry): NumberedRule[] {
  const usual = defaultAnswer(profile)
  const numbersOf = callNumbers(entry.abi)
  return (profile.syscalls ?? [])
    .filter((rule) => answerOf(rule) !== usual)
    .flatMap((rule) => {
      const alternatives = alternativesFor(rule, entry)
      return rule.names
        .flatMap(numbersOf)
        .flatMap((call) => alternatives.map((rule) => numbered(call, rule)))
    })
}

/** The rule of a profile, as rules of which each has to be met wholly. */
function alternativesFor(rule: SeccompRule, { isNarrow }: Entry): Rule[] {
  const answer = answerOf(rule)
  return alternativesOf(rule.args ?? []).map((conditions) => {
    return { conditions, isNarrow, answer }
  })
}

function numbered({ number, selector }: CallNumber, rule: Rule): NumberedRule {
  if (selector === undefined) return { number, rule }
  const conditions = selectedBy(selector, rule.conditions)
  return { number, rule: { ...rule, conditions } }
}

/**
 * Conditions on different arguments have to be met all of them. If two are on
 * the same argument, any of them will do: so it has been since runc could not
 * say both, and profiles rely on it.
 */
function alternativesOf(args: readonly SeccompArg[]): SeccompArg[][] {
  const indexes = new Set(args.map(({ index }) => index))
  if (indexes.size === args.length) return [[...args]]
  return args.map((arg) => [arg])
}

/**
 * The conditions for a call that is made through another one. The first
 * argument tells which it is; its own are in memory, where no filter can look.
 */
function selectedBy(
  selector: number,
  conditions: readonly SeccompArg[],
): SeccompArg[] {
  return [
    { index: 0, value: selector, op: 'SCMP_CMP_EQ' },
    ...conditions.filter(({ index }) => index !== 0),
  ]
}
