import t from 'tap'
import {
  SECCOMP_OPERATORS,
  type Seccomp,
  type SeccompAction,
  type SeccompArchitecture,
  type SeccompArg,
  type SeccompRule,
} from '../../spec/seccomp-spec.ts'
import { seccompFilter } from './filter.ts'
import { type Abi, syscallNumbers, X32_BIT } from './syscall-table.ts'
import { type Question, runFilter } from './test/cbpf-machine.ts'
import { TOKENS, verdictOf } from './test/verdict.ts'

let state = 1

/** A whole number from 0 on, below that. */
function below(limit: number): number {
  state = (state * 48271) % 0x7fffffff
  return state % limit
}

const draw = <T>(choices: readonly T[]): T =>
  choices[below(choices.length)] as T

const many = <T>(most: number, make: () => T): T[] =>
  Array.from({ length: below(most + 1) }, make)

const ACTIONS: readonly SeccompAction[] = [
  'SCMP_ACT_ALLOW',
  'SCMP_ACT_ERRNO',
  'SCMP_ACT_KILL',
  'SCMP_ACT_KILL_PROCESS',
  'SCMP_ACT_LOG',
  'SCMP_ACT_TRACE',
  'SCMP_ACT_TRAP',
]
const ARCHITECTURES: readonly SeccompArchitecture[] = [
  'SCMP_ARCH_X86_64',
  'SCMP_ARCH_X86',
  'SCMP_ARCH_X32',
  'SCMP_ARCH_AARCH64',
  'SCMP_ARCH_ARM',
  'SCMP_ARCH_RISCV64',
]
/** Few of them, so that rules meet. */
const FEW = ['read', 'socket', 'connect', 'socketcall', 'ipc', 'shmget', 'nope']
const ALL = [
  ...syscallNumbers('x86_64').keys(),
  ...syscallNumbers('arm').keys(),
]

/** Around where halves end. */
const VALUES = [
  ...[0n, 1n, 2n, 3n, 23n, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn],
  ...[0x1_0000_0000n, 0x1_0000_0001n, 0x3_0000_0001n, 0xff00_0000_ff00n],
  ...[0x8000_0000_0000_0000n, 0xffff_ffff_0000_0000n, 0xffff_ffff_ffff_ffffn],
]

const condition = (): SeccompArg => ({
  index: below(3),
  value: `${draw(VALUES)}`,
  valueTwo: `${draw(VALUES)}`,
  op: draw(SECCOMP_OPERATORS),
})

function rule(names: readonly string[], most: number): SeccompRule {
  const action = draw(ACTIONS)
  const hasErrno = action === 'SCMP_ACT_ERRNO' && below(2) === 0
  return {
    names: [draw(names), ...many(most, () => draw(names))],
    action,
    ...(hasErrno && { errnoRet: below(5) }),
    ...(below(3) > 0 && { args: many(3, condition) }),
  }
}

function profile(): Seccomp {
  const isLong = below(20) === 0
  return {
    defaultAction: draw(ACTIONS),
    architectures: many(3, () => draw(ARCHITECTURES)),
    syscalls: isLong
      ? many(60, () => rule(ALL, 4))
      : many(6, () => rule(FEW, 2)),
  }
}

const ABIS: readonly Abi[] = ['x86_64', 'x86', 'x32', 'arm64', 'arm']

function question({ syscalls = [] }: Seccomp): Question {
  const abi = draw(ABIS)
  const names = syscalls.flatMap(({ names }) => names)
  const name = names.length > 0 ? draw(names) : 'read'
  const known = syscallNumbers(abi).get(name) ?? below(500)
  const odd = [below(500), X32_BIT + below(600), 0xffff_ffff, below(2 ** 31)]
  return {
    nr: below(5) === 0 ? draw(odd) : known + draw([0, 0, 0, 0, 1, -1]),
    arch: TOKENS[abi === 'x32' ? 'x86_64' : abi],
    args: [0, 1, 2].map(() => draw(VALUES)),
  }
}

t.test('20000 calls meet 1000 random profiles', async (t) => {
  const seen = new Set<number>()
  for (let round = 0; round < 1000; round++) {
    const one = profile()
    const machine = draw(['x64', 'arm64'] as const)
    const filter = seccompFilter(one, machine)
    for (let count = 0; count < 20; count++) {
      const asked = question(one)
      if (asked.nr < 0) continue
      const answer = runFilter(filter, asked)
      const wanted = verdictOf(one, asked, machine)
      seen.add(answer)
      if (answer === wanted) continue
      const text = { ...asked, args: asked.args?.map(String) }
      t.fail(JSON.stringify({ machine, answer, wanted, asked: text, one }))
      return
    }
  }
  t.ok(seen.size > 10, `${seen.size} different answers`)
})
