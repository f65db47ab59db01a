import t from 'tap'
import type {
  Seccomp,
  SeccompArg,
  SeccompRule,
} from '../../spec/seccomp-spec.ts'
import type { Arch } from '../../sys/syscall-numbers.ts'
import { seccompFilter } from './filter.ts'
import { type Abi, syscallNumbers, X32_BIT } from './syscall-table.ts'
import { type Question, runFilter } from './test/cbpf-machine.ts'

const TOKENS = {
  x86_64: 0xc000003e,
  x86: 0x40000003,
  arm64: 0xc00000b7,
  arm: 0x40000028,
}
const KILL_PROCESS = 0x8000_0000
const ALLOW = 0x7fff_0000
const EPERM = 0x0005_0001
const ENOSYS = 0x0005_0026

const ask = (profile: Seccomp, question: Question, machine: Arch = 'x64') =>
  runFilter(seccompFilter(profile, machine), question)

const number = (name: string, abi: Abi = 'x86_64') =>
  syscallNumbers(abi).get(name) ?? Number.NaN

const call = (name: string, ...args: bigint[]): Question => ({
  ...{ nr: number(name), arch: TOKENS.x86_64 },
  args,
})

const rule = (
  names: readonly string[],
  action: SeccompRule['action'],
  ...args: SeccompArg[]
): SeccompRule => ({ names, action, ...(args.length > 0 && { args }) })

const LISTED: Seccomp = {
  defaultAction: 'SCMP_ACT_ERRNO',
  syscalls: [rule(['read', 'write', 'clone3', 'nope'], 'SCMP_ACT_ALLOW')],
}

t.test('what is listed is allowed, what is not gives EPERM', async (t) => {
  t.equal(ask(LISTED, call('read')), ALLOW)
  t.equal(ask(LISTED, call('clone3')), ALLOW)
  t.equal(ask(LISTED, call('mount')), EPERM)
  t.equal(ask(LISTED, { nr: 0xffff_ffff, arch: TOKENS.x86_64 }), EPERM)
})

t.test('every action has the kernel’s number', async (t) => {
  // From linux/seccomp.h.
  const answers = {
    SCMP_ACT_KILL: 0,
    SCMP_ACT_KILL_THREAD: 0,
    SCMP_ACT_KILL_PROCESS: 0x8000_0000,
    SCMP_ACT_TRAP: 0x0003_0000,
    SCMP_ACT_ERRNO: 0x0005_0001,
    SCMP_ACT_TRACE: 0x7ff0_0001,
    SCMP_ACT_LOG: 0x7ffc_0000,
    SCMP_ACT_ALLOW: 0x7fff_0000,
    SCMP_ACT_NOTIFY: 0x7fc0_0000,
  } as const
  for (const [action, answer] of Object.entries(answers)) {
    const defaultAction = action as keyof typeof answers
    t.equal(ask({ defaultAction }, call('read')), answer, action)
    const syscalls = [rule(['read'], defaultAction)]
    const profile = { defaultAction: 'SCMP_ACT_ERRNO', syscalls } as const
    t.equal(ask({ ...profile, defaultErrnoRet: 7 }, call('read')), answer)
  }
})

t.test('an errno stands beside the action', async (t) => {
  const profile: Seccomp = {
    defaultAction: 'SCMP_ACT_TRACE',
    defaultErrnoRet: 0xffff,
    syscalls: [
      { ...rule(['mount'], 'SCMP_ACT_ERRNO'), errnoRet: 0 },
      { ...rule(['kill'], 'SCMP_ACT_ERRNO'), errnoRet: 22 },
    ],
  }
  t.equal(ask(profile, call('read')), 0x7ff0_ffff)
  t.equal(ask(profile, call('mount')), 0x0005_0000)
  t.equal(ask(profile, call('kill')), 0x0005_0016)
})

t.test('programs of another kind are killed, unless listed', async (t) => {
  const other = { nr: number('read', 'x86'), arch: TOKENS.x86 }
  const x32 = { nr: number('read', 'x32'), arch: TOKENS.x86_64 }
  t.equal(ask(LISTED, other), KILL_PROCESS)
  t.equal(ask(LISTED, x32), KILL_PROCESS)
  t.equal(ask(LISTED, { nr: 63, arch: TOKENS.arm64 }), KILL_PROCESS)
  const both: Seccomp = {
    ...LISTED,
    architectures: ['SCMP_ARCH_X86', 'SCMP_ARCH_S390X', 'SCMP_ARCH_X32'],
  }
  t.equal(ask(both, other), ALLOW)
  t.equal(ask(both, x32), ALLOW)
  t.equal(ask(both, call('read')), ALLOW, 'its own kind always')
  t.equal(ask(both, { ...other, nr: number('mount', 'x86') }), EPERM)
  t.equal(ask(both, { nr: number('mount', 'x32'), arch: x32.arch }), EPERM)
  t.equal(ask(both, { nr: 63, arch: TOKENS.arm64 }), KILL_PROCESS)
})

t.test('on arm64 numbers are those of arm64', async (t) => {
  const read = { nr: number('read', 'arm64'), arch: TOKENS.arm64 }
  const narrow = { nr: number('read', 'arm'), arch: TOKENS.arm }
  t.equal(ask(LISTED, read, 'arm64'), ALLOW)
  t.equal(ask(LISTED, narrow, 'arm64'), KILL_PROCESS)
  t.equal(ask(LISTED, call('read'), 'arm64'), KILL_PROCESS)
  const both: Seccomp = { ...LISTED, architectures: ['SCMP_ARCH_ARM'] }
  t.equal(ask(both, narrow, 'arm64'), ALLOW)
  t.equal(ask(both, { ...narrow, nr: X32_BIT + 3 }, 'arm64'), ENOSYS)
})

t.test('calls newer than the profile are unknown', async (t) => {
  const next = { nr: number('clone3') + 1, arch: TOKENS.x86_64 }
  t.equal(ask(LISTED, next), ENOSYS)
  t.equal(ask(LISTED, { ...next, nr: X32_BIT - 1 }), ENOSYS)
  const kill: Seccomp = { ...LISTED, defaultAction: 'SCMP_ACT_KILL' }
  t.equal(ask(kill, next), ENOSYS)
  t.equal(ask(kill, call('mount')), 0)
  for (const action of ['SCMP_ACT_LOG', 'SCMP_ACT_TRACE'] as const) {
    const lenient: Seccomp = { ...LISTED, defaultAction: action }
    t.equal(ask(lenient, next), ask(lenient, call('mount')), action)
  }
  t.equal(ask({ defaultAction: 'SCMP_ACT_ERRNO' }, next), EPERM, 'no last one')
})

const arg = (
  op: SeccompArg['op'],
  value: number | string,
  valueTwo?: number | string,
  index = 0,
): SeccompArg => ({
  ...{ index, op, value },
  ...(valueTwo !== undefined && { valueTwo }),
})

t.test('an argument is compared in all of its 64 bits', async (t) => {
  const large = '18446744069414584320' // 0xffffffff00000000
  const [value, below, above] = [2n ** 64n - 2n ** 32n, -1n, 1n]
  const held = {
    SCMP_CMP_EQ: [false, true, false],
    SCMP_CMP_NE: [true, false, true],
    SCMP_CMP_LT: [true, false, false],
    SCMP_CMP_LE: [true, true, false],
    SCMP_CMP_GE: [false, true, true],
    SCMP_CMP_GT: [false, false, true],
  }
  for (const [op, expected] of Object.entries(held)) {
    const condition = arg(op as SeccompArg['op'], large)
    const syscalls = [rule(['kill'], 'SCMP_ACT_ALLOW', condition)]
    const profile: Seccomp = { ...LISTED, syscalls }
    const found = [below, 0n, above].map(
      (more) => ask(profile, call('kill', value + more)) === ALLOW,
    )
    t.same(found, expected, op)
  }
})

t.test('of a masked argument only some bits count', async (t) => {
  const all = '18446744073709551615'
  const masks = [
    [arg('SCMP_CMP_MASKED_EQ', 0x7e02_0000, 0), 0x0001_0000n, true],
    [arg('SCMP_CMP_MASKED_EQ', 0x7e02_0000, 0), 0x1000_0000n, false],
    [arg('SCMP_CMP_MASKED_EQ', all, 5), 5n, true],
    [arg('SCMP_CMP_MASKED_EQ', all, 5), 5n + 2n ** 63n, false],
    [arg('SCMP_CMP_MASKED_EQ', 0xf0, 0xff), 0xf5n, true],
    [arg('SCMP_CMP_MASKED_EQ', 0xf0), 0x0fn, true],
  ] as const
  for (const [condition, value, isMet] of masks) {
    const syscalls = [rule(['kill'], 'SCMP_ACT_ALLOW', condition)]
    const answer = ask({ ...LISTED, syscalls }, call('kill', value))
    t.equal(answer === ALLOW, isMet, JSON.stringify([condition, `${value}`]))
  }
})

t.test('programs of 32 bits have arguments of 32', async (t) => {
  const condition = arg('SCMP_CMP_EQ', '18446744073709551615')
  const profile: Seccomp = {
    ...LISTED,
    architectures: ['SCMP_ARCH_X86'],
    syscalls: [rule(['kill'], 'SCMP_ACT_ALLOW', condition)],
  }
  const question = { nr: number('kill', 'x86'), arch: TOKENS.x86 }
  t.equal(ask(profile, { ...question, args: [0xffff_ffffn] }), ALLOW)
  t.equal(ask(profile, call('kill', 0xffff_ffffn)), EPERM)
})

t.test('conditions are and, on one argument or', async (t) => {
  const both = [arg('SCMP_CMP_EQ', 1), arg('SCMP_CMP_EQ', 2, undefined, 1)]
  const same = [arg('SCMP_CMP_EQ', 1), arg('SCMP_CMP_EQ', 2)]
  const answers = (args: SeccompArg[], ...values: [bigint, bigint][]) => {
    const syscalls = [rule(['kill'], 'SCMP_ACT_ALLOW', ...args)]
    const ofValues = (value: [bigint, bigint]) =>
      ask({ ...LISTED, syscalls }, call('kill', ...value)) === ALLOW
    return values.map(ofValues)
  }
  t.same(answers(both, [1n, 2n], [1n, 1n], [2n, 2n]), [true, false, false])
  t.same(answers(same, [1n, 0n], [2n, 0n], [3n, 0n]), [true, true, false])
})

t.test('several rules are alternatives', async (t) => {
  const syscalls = [
    rule(['kill'], 'SCMP_ACT_ALLOW', arg('SCMP_CMP_EQ', 1)),
    rule(['kill'], 'SCMP_ACT_LOG', arg('SCMP_CMP_GE', 1)),
  ]
  const profile: Seccomp = { ...LISTED, syscalls }
  t.equal(ask(profile, call('kill', 0n)), EPERM)
  t.equal(ask(profile, call('kill', 1n)), ALLOW, 'the first counts')
  t.equal(ask(profile, call('kill', 2n)), 0x7ffc_0000)
  const last = rule(['kill'], 'SCMP_ACT_TRAP')
  const always: Seccomp = { ...LISTED, syscalls: [...syscalls, last] }
  t.equal(ask(always, call('kill', 1n)), 0x0003_0000, 'but an unconditional')
})

t.test('a rule that says what is said anyway is none', async (t) => {
  const profile: Seccomp = {
    defaultAction: 'SCMP_ACT_ALLOW',
    syscalls: [
      rule(['kill'], 'SCMP_ACT_ALLOW'),
      rule(['kill'], 'SCMP_ACT_ERRNO'),
    ],
  }
  t.equal(ask(profile, call('kill')), EPERM)
})

t.test('socketcall(2) is no way around', async (t) => {
  const profile: Seccomp = {
    defaultAction: 'SCMP_ACT_ALLOW',
    architectures: ['SCMP_ARCH_X86'],
    syscalls: [rule(['socket', 'shmget'], 'SCMP_ACT_ERRNO')],
  }
  const x86 = (name: string, ...args: bigint[]) =>
    ask(profile, { nr: number(name, 'x86'), arch: TOKENS.x86, args })
  t.equal(x86('socket'), EPERM)
  t.equal(x86('socketcall', 1n), EPERM)
  t.equal(x86('socketcall', 2n), ALLOW)
  t.equal(x86('ipc', 23n), EPERM)
  t.equal(x86('ipc', 21n), ALLOW)
})

t.test('all calls with conditions are still reached', async (t) => {
  const names = [...syscallNumbers('x86_64').keys()]
  const profile: Seccomp = {
    ...LISTED,
    syscalls: [rule(names, 'SCMP_ACT_ALLOW', arg('SCMP_CMP_GT', 5))],
  }
  const filter = seccompFilter(profile, 'x64')
  t.ok(filter.length > 2000, `${filter.length} instructions`)
  for (const name of names) {
    t.equal(runFilter(filter, call(name, 6n)), ALLOW, name)
    t.equal(runFilter(filter, call(name, 5n)), EPERM, name)
  }
})

t.test('more than the kernel takes is an error', async (t) => {
  const names = [...syscallNumbers('x86_64').keys()]
  const args = [arg('SCMP_CMP_GT', 5), arg('SCMP_CMP_GT', 5, undefined, 1)]
  const syscalls = [rule(names, 'SCMP_ACT_ALLOW', ...args)]
  t.throws(
    () => seccompFilter({ ...LISTED, syscalls }, 'x64'),
    /^Expected at most 4096 instructions but found \d{4}/,
  )
})
