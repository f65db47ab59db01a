/**
 * The containers of step `seccomp`: one in which some calls are forbidden, one
 * in which all but some are, as engines do it, and one whose profile nobody
 * understands.
 *
 *     yard-…/by-elevator   made by a program with the set-user-ID bit of root
 *     yard-…/by-legacy     made by way of the entry for 32 bits
 */
import type { Entry, FileFacts } from '#checker/agent/protocol.ts'
import type { Answer, CallResult } from '#checker/answers.ts'
import type { Bench } from '#checker/bench.ts'
import { programEntry } from '#checker/entries.ts'
import {
  AF_INET,
  AT_FDCWD,
  O_CREAT,
  O_WRONLY,
  SIGCHLD,
  SOCK_STREAM,
} from '#checker/kernel.ts'
import { recordedProbe } from '#checker/probe.ts'
import type { Visitor } from '#checker/visitor.ts'
import { type Cell, openCell } from './cell.ts'
import { hasLegacyEntry, legacyProgram } from './legacy.ts'
import {
  CALLS_NEEDED,
  DEADLY,
  type DeadlyTrial,
  drawActions,
  drawCalls,
  drawCombined,
  drawDeadly,
  drawErrno,
  drawOperators,
  joined,
  ODD_ERRNOS,
  OPERATORS,
  type Rule,
  shuffled,
  type Trial,
} from './profile-draw.ts'
import { EXTRAORDINARY, ORDINARY } from './syscall-lists.ts'

export interface Filtered {
  readonly uid: number
  readonly trials: readonly Trial[]
  readonly deadly: readonly DeadlyTrial[]
  /** Whether the machine has an entry for programs of 32 bits. */
  readonly hasLegacy: boolean
  readonly cell: Cell<Said, Traces>
}

/** What the program in the container wrote down. */
export type Said = {
  readonly results: Answer<readonly CallResult[]>
  /** Of each child, the status that wait4(2) gives. */
  readonly statuses: Answer<readonly number[]>
}

/** What is there to see from outside. */
export interface Traces {
  readonly byElevator: FileFacts | null
  readonly byLegacy: FileFacts | null
}

const NATIVE: Readonly<Record<string, string>> = {
  x64: 'SCMP_ARCH_X86_64',
  arm64: 'SCMP_ARCH_AARCH64',
}

/** All that the kernel of such a machine runs. */
const FAMILY: Readonly<Record<string, readonly string[]>> = {
  x64: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
  arm64: ['SCMP_ARCH_AARCH64', 'SCMP_ARCH_ARM'],
}

/** Everything is allowed but what the rules say; no new privileges. */
export async function forbidden(bench: Bench): Promise<Filtered> {
  const calls = drawCalls(bench, 'forbidden')
  if (calls.length < CALLS_NEEDED) throw new Error('Expected more calls')
  const take = (count: number) => calls.splice(0, count)
  const { rules, trials } = joined([
    drawActions(bench, take(5)),
    drawOperators(bench, take(OPERATORS.length)),
    drawCombined(bench, take(2)),
  ])
  const deadly = drawDeadly(take(DEADLY.length))
  return filter(bench, {
    name: 'forbidden',
    noNewPrivileges: true,
    seccomp: {
      defaultAction: 'SCMP_ACT_ALLOW',
      architectures: [NATIVE[bench.hello.arch]],
      syscalls: [...rules, ...deadly.rules, notYet(bench)],
    },
    trials,
    deadly: deadly.trials,
  })
}

/**
 * Calls that the runtime itself needs on its way. With no_new_privs a filter can
 * be loaded when all of that is done, and has to be.
 */
function notYet(bench: Bench): Rule {
  return {
    names: [
      'capset',
      'setgid',
      'setgroups',
      'setresgid',
      'setresuid',
      'setuid',
    ],
    action: 'SCMP_ACT_ERRNO',
    errnoRet: ODD_ERRNOS[drawErrno(bench, 'not yet')],
  }
}

const CLONE_NEW_ANY = 0x7e02_0000
const CLONE_NEWUTS = 0x0400_0000
const AF_VSOCK = 40
const ENOSYS = 38
const QUERY_PERSONA = 0xffff_ffff
const NO_RANDOM_ADDRESSES = 0x0004_0000

/** What is not allowed is refused, by a profile as large as those of engines. */
export function ordinary(bench: Bench): Promise<Filtered> {
  const errno = drawErrno(bench, 'default')
  const trial = (
    what: string,
    call: string,
    args: readonly number[],
    errno: string | null,
  ): Trial => ({ what, call, args, errno })
  const some = drawCalls(bench, 'ordinary').slice(0, 6)
  return filter(bench, {
    name: 'ordinary',
    noNewPrivileges: false,
    seccomp: {
      defaultAction: 'SCMP_ACT_ERRNO',
      defaultErrnoRet: ODD_ERRNOS[errno],
      architectures: FAMILY[bench.hello.arch],
      syscalls: ordinaryRules(bench),
    },
    trials: [
      ...some.map((call) => trial('in the list', call, [0x3abc_def0], null)),
      ...EXTRAORDINARY.map((call) => trial('not in the list', call, [], errno)),
      trial('clone, a new namespace', 'clone', [CLONE_NEWUTS], errno),
      trial('clone3, to be thought missing', 'clone3', [], 'ENOSYS'),
      trial('personality, asked', 'personality', [QUERY_PERSONA], null),
      trial(
        'personality, changed',
        'personality',
        [NO_RANDOM_ADDRESSES],
        errno,
      ),
      trial('socket, any', 'socket', [AF_INET, SOCK_STREAM], null),
      trial('socket, of machines', 'socket', [AF_VSOCK, SOCK_STREAM], errno),
    ],
    deadly: [],
  })
}

function ordinaryRules(bench: Bench): Rule[] {
  const allow = 'SCMP_ACT_ALLOW'
  const personas = [0x0, 0x8, 0x2_0000, 0x2_0008, QUERY_PERSONA]
  const none = {
    index: 0,
    value: CLONE_NEW_ANY,
    valueTwo: 0,
    op: 'SCMP_CMP_MASKED_EQ',
  } as const
  return [
    { names: shuffled(bench, 'ordinary calls', ORDINARY), action: allow },
    ...personas.map((value): Rule => {
      const is = { index: 0, value, op: 'SCMP_CMP_EQ' } as const
      return { names: ['personality'], action: allow, args: [is] }
    }),
    { names: ['clone'], action: allow, args: [none] },
    { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    {
      names: ['socket'],
      action: allow,
      args: [{ index: 0, value: AF_VSOCK, op: 'SCMP_CMP_NE' }],
    },
  ]
}

export interface Puzzling {
  readonly action: string
  readonly cell: Cell<Record<string, never>, null>
}

/** An action that no specification has: whoever ignores it leaves a door open. */
export async function puzzling(bench: Bench): Promise<Puzzling> {
  const action = `SCMP_ACT_${bench.seed.hex('no action', 3).toUpperCase()}`
  const [call = ''] = drawCalls(bench, 'puzzling')
  const cell = await openCell(
    bench,
    {
      name: 'puzzling',
      spec: {
        linux: {
          seccomp: {
            defaultAction: 'SCMP_ACT_ALLOW',
            architectures: [NATIVE[bench.hello.arch]],
            syscalls: [{ names: [call], action }],
          },
        },
      },
      record: () => ({}),
    },
    async () => null,
  )
  return { action, cell }
}

interface Filter {
  readonly name: string
  readonly noNewPrivileges: boolean
  readonly seccomp: object
  readonly trials: readonly Trial[]
  readonly deadly: readonly DeadlyTrial[]
}

async function filter(bench: Bench, asked: Filter): Promise<Filtered> {
  const { name, noNewPrivileges, seccomp, trials, deadly } = asked
  const uid = bench.seed.int(`${name} uid`, 1_000, 60_000)
  const hasLegacy = await hasLegacyEntry(bench)
  const yard = `/yard-${bench.seed.hex(`${name} yard`, 3)}`
  const visits = hasLegacy ? ['elevator', 'legacy'] : ['elevator']
  const cell = await openCell(
    bench,
    {
      name,
      spec: {
        process: {
          user: { uid, gid: uid },
          capabilities: NO_CAPABILITIES,
          noNewPrivileges,
        },
        linux: { seccomp },
      },
      entries: yardEntries(bench, yard, hasLegacy),
      record: (visitor) => ({
        results: tryAll(visitor, trials),
        statuses: joinedAnswers([
          ...deadly.map(({ call }) =>
            statusOf(visitor, (child) => {
              child.program.syscall(call, [0x3abc_def0], { ignore: true })
            }),
          ),
          ...visits.map((program) =>
            statusOf(visitor, (child) => {
              const path = `${yard}/${program}`
              child.program.execve(path, [path], [], { ignore: true })
            }),
          ),
        ]),
      }),
    },
    async ({ container }) => {
      const paths = ['by-elevator', 'by-legacy'].map(
        (file) => `${container.rootfs}${yard}/${file}`,
      )
      const [byElevator = null, byLegacy = null] = await bench.call('stat', {
        paths,
      })
      return { byElevator, byLegacy }
    },
  )
  return { uid, trials, deadly, hasLegacy, cell }
}

const NO_CAPABILITIES = {
  bounding: [],
  effective: [],
  inheritable: [],
  permitted: [],
  ambient: [],
}

function yardEntries(bench: Bench, yard: string, hasLegacy: boolean): Entry[] {
  const { arch } = bench.hello
  const flags = O_CREAT | O_WRONLY
  const elevator = recordedProbe(
    arch,
    (program) => {
      program.openat(AT_FDCWD, `${yard}/by-elevator`, flags, 0o600)
    },
    yard,
  )
  const base64 = elevator.executable.toString('base64')
  const inside = `bundle/rootfs${yard}`
  return [
    { kind: 'directory', path: inside, mode: 0o777 },
    { kind: 'file', path: `${inside}/elevator`, base64, mode: 0o4755 },
    ...(hasLegacy
      ? [programEntry(`${inside}/legacy`, legacyProgram(`${yard}/by-legacy`))]
      : []),
  ]
}

function tryAll(
  visitor: Visitor,
  trials: readonly Trial[],
): Answer<readonly CallResult[]> {
  const { program } = visitor
  return joinedAnswers(
    trials.map(({ call, args }) =>
      visitor.result((options) => program.syscall(call, args, options)),
    ),
  )
}

/** What becomes of a child that does something dangerous. */
function statusOf(
  visitor: Visitor,
  record: (visitor: Visitor) => void,
): Answer<number> {
  const { program } = visitor
  const [child, onward] = [program.ahead(), program.ahead()]
  const status = Buffer.alloc(8)
  // Where not even clone is to be had, nobody comes to an end.
  const ifError = onward
  const pid = program.clone(SIGCHLD, null, null, { ifZero: child, ifError })
  program.wait4(pid, status, 0, null, { ignore: true })
  program.jump(onward)
  program.place(child)
  record(visitor)
  program.exit_group(SURVIVED)
  program.place(onward)
  program.write(1, status)
  return { take: (answers) => answers.take(8).readInt32LE() }
}

/** Exit status of a child that nothing happened to. */
export const SURVIVED = 77

function joinedAnswers<T>(all: readonly Answer<T>[]): Answer<readonly T[]> {
  return { take: (answers) => all.map((one) => one.take(answers)) }
}
