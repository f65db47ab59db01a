// What a profile says about one call, without a filter: slow, and written from
// its meaning.
import type {
  Seccomp,
  SeccompArg,
  SeccompRule,
} from '../../../spec/seccomp-spec.ts'
import type { Arch } from '../../../sys/syscall-numbers.ts'
import { type Abi, syscallNumbers, X32_BIT } from '../syscall-table.ts'
import type { Question } from './cbpf-machine.ts'

export const TOKENS = {
  x86_64: 0xc000_003e,
  x86: 0x4000_0003,
  arm64: 0xc000_00b7,
  arm: 0x4000_0028,
}
export const KILL_PROCESS = 0x8000_0000
export const ENOSYS = 0x0005_0026

const SKIPPED = 0xffff_ffff

const ANSWERS: Readonly<Record<string, number>> = {
  SCMP_ACT_KILL: 0,
  SCMP_ACT_KILL_PROCESS: KILL_PROCESS,
  SCMP_ACT_KILL_THREAD: 0,
  SCMP_ACT_TRAP: 0x0003_0000,
  SCMP_ACT_ERRNO: 0x0005_0000,
  SCMP_ACT_TRACE: 0x7ff0_0000,
  SCMP_ACT_LOG: 0x7ffc_0000,
  SCMP_ACT_ALLOW: 0x7fff_0000,
}

/** Some of the calls that go through others on x86. */
const THROUGH: Readonly<Record<string, readonly [string, number]>> = {
  socket: ['socketcall', 1],
  connect: ['socketcall', 3],
  shmget: ['ipc', 23],
}

/** What the kernel is to be told about a call. */
export function verdictOf(
  profile: Seccomp,
  question: Question,
  machine: Arch,
): number {
  const abi = abiOf(profile, question, machine)
  if (!abi) return KILL_PROCESS
  const { defaultAction, defaultErrnoRet = 1, syscalls = [] } = profile
  const usual = answer(defaultAction, defaultErrnoRet)
  const rules = syscalls
    .filter(({ action, errnoRet = 1 }) => answer(action, errnoRet) !== usual)
    .flatMap((rule) => rule.names.map((name) => ({ rule, name })))
    .flatMap(({ rule, name }) => applied(rule, name, question, abi))
  const decisive =
    rules.find(({ isFree }) => isFree) ?? rules.find(({ isMet }) => isMet)
  if (decisive) return decisive.answer
  const isStrict = !/ALLOW|LOG|TRACE/.test(defaultAction)
  return isStrict && isNewer(profile, question, abi) ? ENOSYS : usual
}

function answer(action: string, errno: number): number {
  return (ANSWERS[action] ?? 0) + (/ERRNO|TRACE/.test(action) ? errno : 0)
}

function abiOf(profile: Seccomp, { nr, arch }: Question, machine: Arch) {
  const listed: readonly string[] = profile.architectures ?? []
  const isX64 = machine === 'x64'
  if (arch === TOKENS.arm64) return isX64 ? undefined : 'arm64'
  if (arch === TOKENS.arm)
    return !isX64 && listed.includes('SCMP_ARCH_ARM') ? 'arm' : undefined
  if (!isX64) return undefined
  if (arch === TOKENS.x86)
    return listed.includes('SCMP_ARCH_X86') ? 'x86' : undefined
  if (arch !== TOKENS.x86_64) return undefined
  if (nr < X32_BIT || nr === SKIPPED) return 'x86_64'
  return listed.includes('SCMP_ARCH_X32') ? 'x32' : undefined
}

/** What one rule says about a call, once for each way in which it is about it. */
function applied(
  { action, errnoRet = 1, args = [] }: SeccompRule,
  name: string,
  { nr, args: values = [] }: Question,
  abi: Abi,
) {
  const bits = abi === 'x86_64' || abi === 'arm64' ? 64 : 32
  const numbers = syscallNumbers(abi)
  const indexes = new Set(args.map(({ index }) => index))
  const isAny = indexes.size < args.length
  const said = { answer: answer(action, errnoRet) }
  const found: { answer: number; isFree: boolean; isMet: boolean }[] = []
  const together = (met: boolean[]) =>
    isAny ? met.some(Boolean) : met.every(Boolean)
  if (numbers.get(name) === nr) {
    const met = args.map((condition) => holds(condition, values, bits))
    found.push({ ...said, isFree: args.length === 0, isMet: together(met) })
  }
  const [through, selector = 0] = (abi === 'x86' && THROUGH[name]) || []
  if (through && numbers.get(through) === nr) {
    const met = args.map((condition) =>
      condition.index === 0 ? true : holds(condition, values, bits),
    )
    const isOne = BigInt.asUintN(32, values[0] ?? 0n) === BigInt(selector)
    found.push({ ...said, isFree: false, isMet: isOne && together(met) })
  }
  return found
}

function holds(
  { index, op, value, valueTwo = 0 }: SeccompArg,
  values: readonly bigint[],
  bits: number,
): boolean {
  const cut = (number: bigint | number | string) =>
    BigInt.asUintN(bits, BigInt(number))
  const [found, wanted] = [cut(values[index] ?? 0n), cut(value)]
  return {
    SCMP_CMP_EQ: found === wanted,
    SCMP_CMP_NE: found !== wanted,
    SCMP_CMP_LT: found < wanted,
    SCMP_CMP_LE: found <= wanted,
    SCMP_CMP_GE: found >= wanted,
    SCMP_CMP_GT: found > wanted,
    SCMP_CMP_MASKED_EQ: (found & wanted) === (cut(valueTwo) & wanted),
  }[op]
}

function isNewer(profile: Seccomp, { nr }: Question, abi: Abi): boolean {
  const numbers = syscallNumbers(abi)
  const names = (profile.syscalls ?? []).flatMap(({ names }) => names)
  const ways = names.flatMap((name) => [name, THROUGH[name]?.[0] ?? name])
  const known = ways.flatMap((name) => numbers.get(name) ?? [])
  return known.length > 0 && nr > Math.max(...known) && nr !== SKIPPED
}
