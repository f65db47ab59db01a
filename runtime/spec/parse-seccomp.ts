// The profile of a container. A wrong word in it would let through what it was
// to stop, so every word is checked, and only names of system calls may be
// unknown: a profile is written for many kernels.
import type { JsonValue } from './json-value.ts'
import { optional, some } from './resource-values.ts'
import {
  SECCOMP_ACTIONS,
  SECCOMP_ARCHITECTURES,
  SECCOMP_FLAGS,
  SECCOMP_OPERATORS,
  type Seccomp,
  type SeccompAction,
  type SeccompArg,
  type SeccompRule,
  type Uint64,
} from './seccomp-spec.ts'

/** Arguments that a system call can have. */
const MOST_ARGUMENTS = 6
/** The kernel takes no larger one. @see linux/err.h, MAX_ERRNO */
const MAX_ERRNO = 4095
/** What fits beside an action. @see linux/seccomp.h, SECCOMP_RET_DATA */
const MAX_DATA = 0xffff

/**
 * Read `linux.seccomp`.
 *
 * @returns undefined if it asks for nothing: no action and no rule.
 * @throws {SpecError} Naming the member and what it should be.
 * @see runtime-spec config-linux.md, "Seccomp"
 */
export function parseSeccomp(seccomp: JsonValue): Seccomp | undefined {
  if (asksNothing(seccomp)) return undefined
  const defaultAction = parseAction(seccomp.at('defaultAction'))
  if (defaultAction === 'SCMP_ACT_NOTIFY')
    seccomp
      .at('defaultAction')
      .fail(
        'another one than "SCMP_ACT_NOTIFY": nobody could tell the listener',
      )
  return {
    defaultAction,
    ...some<Omit<Seccomp, 'defaultAction'>>({
      defaultErrnoRet: parseErrno(seccomp.at('defaultErrnoRet'), defaultAction),
      architectures: wordsOf(
        seccomp.at('architectures'),
        SECCOMP_ARCHITECTURES,
      ),
      flags: wordsOf(seccomp.at('flags'), SECCOMP_FLAGS),
      listenerPath: optional(seccomp.at('listenerPath'), parseListener),
      listenerMetadata: optional(seccomp.at('listenerMetadata'), (data) =>
        data.text(),
      ),
      syscalls: optional(seccomp.at('syscalls'), (list) =>
        list.items().map(parseRule),
      ),
    }),
  }
}

// As runc has it: a program in Go writes an empty text for what it leaves out.
function asksNothing(seccomp: JsonValue): boolean {
  const action = seccomp.at('defaultAction')
  const rules = seccomp.at('syscalls')
  const isWithoutRules = !rules.present || rules.items().length === 0
  return isWithoutRules && (!action.present || action.value === '')
}

function parseRule(rule: JsonValue): SeccompRule {
  const names = rule.at('names')
  if (names.items().length === 0) names.fail('a list of at least one name')
  const action = parseAction(rule.at('action'))
  if (action === 'SCMP_ACT_NOTIFY')
    rule.at('action').fail('an action without a listener (not supported yet)')
  return {
    names: names.items().map((name) => name.text('the name of a system call')),
    action,
    ...some<Pick<SeccompRule, 'errnoRet' | 'args'>>({
      errnoRet: parseErrno(rule.at('errnoRet'), action),
      args: optional(rule.at('args'), (list) => list.items().map(parseArg)),
    }),
  }
}

function parseAction(action: JsonValue): SeccompAction {
  return wordOf(action, SECCOMP_ACTIONS)
}

/** A number beside an action that has room for it; for others, an error. */
function parseErrno(
  errno: JsonValue,
  action: SeccompAction,
): number | undefined {
  if (!errno.present) return undefined
  if (action === 'SCMP_ACT_ERRNO') return numberTo(errno, MAX_ERRNO)
  if (action === 'SCMP_ACT_TRACE') return numberTo(errno, MAX_DATA)
  return errno.fail(`absent: "${action}" has no errno`)
}

function parseArg(arg: JsonValue): SeccompArg {
  return {
    index: numberTo(arg.at('index'), MOST_ARGUMENTS - 1),
    value: parseUint64(arg.at('value')),
    ...some<Pick<SeccompArg, 'valueTwo'>>({
      valueTwo: optional(arg.at('valueTwo'), parseUint64),
    }),
    op: wordOf(arg.at('op'), SECCOMP_OPERATORS),
  }
}

const LARGEST = 2n ** 64n - 1n

/** A whole number of up to 64 bits; see `exactNumbers` for the large ones. */
function parseUint64(number: JsonValue): Uint64 {
  const { value } = number
  if (Number.isSafeInteger(value) && (value as number) >= 0)
    return value as number
  const isExact = typeof value === 'string' && /^\d{16,20}$/.test(value)
  if (isExact && BigInt(value) <= LARGEST) return value
  return number.fail('a whole number of at most 64 bits, without a sign')
}

function parseListener(listener: JsonValue): string | undefined {
  const path = listener.text('an absolute path')
  if (path !== '' && !path.startsWith('/')) listener.fail('an absolute path')
  return path || undefined
}

function numberTo(number: JsonValue, most: number): number {
  const { value } = number
  const isFitting = Number.isInteger(value) && (value as number) >= 0
  if (isFitting && (value as number) <= most) return value as number
  return number.fail(`a whole number from 0 to ${most}`)
}

function wordsOf<Word extends string>(
  list: JsonValue,
  words: readonly Word[],
): Word[] | undefined {
  const found = list.present
    ? list.items().map((word) => wordOf(word, words))
    : []
  return found.length > 0 ? found : undefined
}

function wordOf<Word extends string>(
  value: JsonValue,
  words: readonly Word[],
): Word {
  const wanted = `one of ${words.join(', ')}`
  const text = value.text(wanted)
  return words.find((word) => word === text) ?? value.fail(wanted)
}

/** Digits of a number that may be too large for JavaScript, and their name. */
const LARGE = /("value(?:Two)?"\s*:\s*)([1-9]\d{15,})(?=\s*[,}])/g

/**
 * Turn the numbers of conditions that JavaScript would round into texts. A mask
 * of all 64 bits is 2^64 - 1, of which JSON.parse makes 2^64.
 *
 * @param json Text of a `config.json`, without errors.
 */
export function exactNumbers(json: string): string {
  // A quote inside of a text has a backslash before it: this is a name.
  return json.replace(LARGE, '$1"$2"')
}
