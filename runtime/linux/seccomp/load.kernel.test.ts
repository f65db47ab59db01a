import { readFileSync } from 'node:fs'
import t from 'tap'
import type {
  Seccomp,
  SeccompAction,
  SeccompArg,
} from '../../spec/seccomp-spec.ts'
import { PR_SET_NO_NEW_PRIVS } from '../../sys/constants/processes.ts'
import { Program } from '../../sys/program.ts'
import { spawn } from '../../sys/spawn.ts'
import { loadSeccomp } from './load.ts'
import { syscallNumbers } from './syscall-table.ts'

const ARCH = process.arch as 'x64' | 'arm64'
const EBADF = -9
const IGNORE = { ignore: true }

/**
 * Make calls below a filter, as root who may not get new privileges.
 *
 * @returns How it ended, and what the calls gave that came back.
 */
async function below(profile: Seccomp, record: (child: Program) => void) {
  const program = new Program()
  program.prctl(PR_SET_NO_NEW_PRIVS, 1)
  const process = { noNewPrivileges: true }
  loadSeccomp(program, process, profile, 'still privileged')
  t.equal(program.steps.length, 1)
  loadSeccomp(program, process, profile, 'at last')
  record(program)
  const child = spawn(program)
  child.started.catch(() => {})
  const exit = await child.exited
  const results = child.trace().map(({ result }) => Number(result))
  return { exit, loaded: results[1], results: results.slice(2) }
}

const seek = (child: Program, offset: bigint) =>
  child.syscall('lseek', [-1, offset, 0], IGNORE)

/** All but lseek(2), of which this becomes. */
const of = (action: SeccompAction, errnoRet?: number): Seccomp => ({
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [
    {
      ...{ names: ['lseek'], action },
      ...(errnoRet !== undefined && { errnoRet }),
    },
  ],
})

t.test('what is allowed or logged comes from the call itself', async (t) => {
  for (const action of ['SCMP_ACT_ALLOW', 'SCMP_ACT_LOG'] as const) {
    const { loaded, results, exit } = await below(of(action), (child) =>
      seek(child, 0n),
    )
    t.same({ loaded, results }, { loaded: 0, results: [EBADF] }, action)
    t.same(exit, { code: 0, signal: null })
  }
})

t.test('an errno is what the profile says', async (t) => {
  for (const [errno, result] of [
    [undefined, -1],
    [0, 0],
    [77, -77],
    [4095, -4095],
  ] as const) {
    const profile = of('SCMP_ACT_ERRNO', errno)
    const { results } = await below(profile, (child) => seek(child, 0n))
    t.same(results, [result])
  }
})

t.test('without a tracer there is no traced call', async (t) => {
  const { results } = await below(of('SCMP_ACT_TRACE', 5), (child) =>
    seek(child, 0n),
  )
  t.same(results, [-38])
})

t.test('to be killed and to be trapped ends by SIGSYS', async (t) => {
  for (const action of [
    'SCMP_ACT_KILL',
    'SCMP_ACT_KILL_THREAD',
    'SCMP_ACT_KILL_PROCESS',
    'SCMP_ACT_TRAP',
  ] as const) {
    const { exit, loaded, results } = await below(of(action), (child) => {
      child.getpid()
      seek(child, 0n)
      child.getpid()
    })
    t.same(exit, { code: null, signal: 'SIGSYS' }, action)
    t.equal(loaded, 0)
    t.equal(results.length, 1, 'it went as far as that')
  }
})

t.test('a default action is for all others', async (t) => {
  const profile: Seccomp = {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 99,
    syscalls: [{ names: ['lseek', 'exit_group'], action: 'SCMP_ACT_ALLOW' }],
  }
  const { results, exit } = await below(profile, (child) => {
    seek(child, 0n)
    child.getpid(IGNORE)
    child.umask(0, IGNORE)
  })
  t.same(results, [EBADF, -99, -99])
  t.same(exit, { code: 0, signal: null })
})

t.test('a call newer than the profile is not there', async (t) => {
  const profile: Seccomp = {
    defaultAction: 'SCMP_ACT_KILL',
    syscalls: [
      { names: ['lseek', 'exit_group', 'statx'], action: 'SCMP_ACT_ALLOW' },
    ],
  }
  const { results, exit } = await below(profile, (child) => {
    child.syscall('openat2', [-1, '', null, 0], IGNORE)
  })
  t.same(results, [-38])
  t.same(exit, { code: 0, signal: null })
})

const LARGE = 2n ** 63n + 2n ** 32n

t.test('the kernel compares as the operators say', async (t) => {
  const values = [
    LARGE - 2n ** 32n,
    LARGE - 1n,
    LARGE,
    LARGE + 1n,
    2n ** 64n - 1n,
  ]
  const held: Readonly<Record<SeccompArg['op'], boolean[]>> = {
    SCMP_CMP_NE: [true, true, false, true, true],
    SCMP_CMP_LT: [true, true, false, false, false],
    SCMP_CMP_LE: [true, true, true, false, false],
    SCMP_CMP_EQ: [false, false, true, false, false],
    SCMP_CMP_GE: [false, false, true, true, true],
    SCMP_CMP_GT: [false, false, false, true, true],
    SCMP_CMP_MASKED_EQ: [false, false, true, true, false],
  }
  for (const [op, expected] of Object.entries(held)) {
    const isMasked = op === 'SCMP_CMP_MASKED_EQ'
    const mask = `${LARGE + 2n}`
    const arg: SeccompArg = {
      ...{ index: 1, op: op as SeccompArg['op'] },
      ...{ value: isMasked ? mask : `${LARGE}`, valueTwo: `${LARGE}` },
    }
    const [rule] = of('SCMP_ACT_ERRNO', 77).syscalls ?? []
    const profile: Seccomp = {
      ...of('SCMP_ACT_ALLOW'),
      syscalls: rule ? [{ ...rule, args: [arg] }] : [],
    }
    const { results } = await below(profile, (child) => {
      for (const value of values) seek(child, value)
    })
    t.same(
      results,
      expected.map((isMet) => (isMet ? -77 : EBADF)),
      op,
    )
  }
})

t.test('every call can have conditions', async (t) => {
  const names = [...syscallNumbers(ARCH === 'x64' ? 'x86_64' : 'arm64').keys()]
  const args = [{ index: 5, value: 7, op: 'SCMP_CMP_EQ' } as const]
  const syscalls = [{ names, action: 'SCMP_ACT_ERRNO' as const, args }]
  const profile: Seccomp = { defaultAction: 'SCMP_ACT_ALLOW', syscalls }
  const { loaded, results } = await below(profile, (child) => {
    for (const name of ['getppid', 'getuid', 'openat2'])
      child.syscall(name, [0, 0, 0, 0, 0, 7], IGNORE)
    child.syscall('getuid', [0, 0, 0, 0, 0, 6])
  })
  t.same({ loaded, results }, { loaded: 0, results: [-1, -1, -1, 0] })
})

t.test('flags are the kernel’s', async (t) => {
  const profile: Seccomp = {
    ...of('SCMP_ACT_LOG'),
    flags: [
      'SECCOMP_FILTER_FLAG_TSYNC',
      'SECCOMP_FILTER_FLAG_LOG',
      'SECCOMP_FILTER_FLAG_SPEC_ALLOW',
      'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV',
    ],
  }
  const { loaded, results } = await below(profile, (child) => seek(child, 0n))
  t.same({ loaded, results }, { loaded: 0, results: [EBADF] })
})

t.test('the process has a filter, and so has its program', async (t) => {
  const program = new Program()
  const filter = of('SCMP_ACT_ERRNO')
  loadSeccomp(program, {}, filter, 'at last')
  t.equal(program.steps.length, 0, 'root has it earlier')
  loadSeccomp(program, {}, filter, 'still privileged')
  program.execve('/bin/sleep', ['sleep', '60'], [])
  const child = spawn(program)
  t.teardown(() => child.kill('SIGKILL'))
  await child.started
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  t.match(status, /^NoNewPrivs:\t0\nSeccomp:\t2\nSeccomp_filters:\t1$/m)
  child.kill('SIGKILL')
  await child.exited
})

t.test('without privileges, or the promise, it is too late', async (t) => {
  const program = new Program()
  program.setresuid(1000, 1000, 1000)
  loadSeccomp(program, {}, of('SCMP_ACT_ERRNO'), 'still privileged')
  const child = spawn(program)
  await t.rejects(child.started, { code: 'EACCES', syscall: 'seccomp' })
  await child.exited
})
