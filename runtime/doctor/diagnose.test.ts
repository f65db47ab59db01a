import t from 'tap'
import type { Argument } from '../sys/arguments.ts'
import { CLONE_NEWUSER } from '../sys/constants/processes.ts'
import { errnoOf } from '../sys/errno.ts'
import { StepError, SyscallError } from '../sys/errors.ts'
import { Program } from '../sys/program.ts'
import { diagnose, RULES } from './diagnose.ts'
import type { Facts, PathFact, ProcessFacts } from './facts.ts'
import { type Failure, failureOf } from './failure.ts'

const NOTHING: ProcessFacts = {
  proc: '/proc/812',
  mounts: [],
  status: {},
  namespaces: {},
  uidMap: '',
  gidMap: '',
  setgroups: '',
}

const NO_FACTS: Facts = {
  process: NOTHING,
  own: NOTHING,
  root: undefined,
  cwd: undefined,
  paths: [],
  files: {},
  log: [],
  program: undefined,
  target: undefined,
  inhabitants: 1,
  userName: undefined,
  machine: 'x86-64',
}

function failed(syscall: string, code: string, ...args: Argument[]): Failure {
  const failure = failureOf(new SyscallError(syscall, errnoOf(code), args))
  if (!failure) throw new Error('Expected a failure but found none')
  return failure
}

t.test('without facts every rule is silent', async (t) => {
  for (const { syscalls, codes } of RULES)
    for (const syscall of syscalls)
      for (const code of codes)
        t.equal(diagnose(failed(syscall, code), NO_FACTS), undefined, syscall)
})

// What the kernel answers for one reason only has its sibling here.
t.test('facts that speak against it leave nothing to say', async (t) => {
  const namespace = { id: 'pid:[2]', owner: undefined }
  const namespaces = { pid: namespace, pid_for_children: namespace }
  const user = { user: { id: 'user:[1]', owner: undefined } }
  const mapped = { ...NOTHING, namespaces: user, uidMap: '0 0 4294967295' }
  const here = pathFact('/work', 'directory')
  const known: [Failure, Partial<Facts>][] = [
    [
      failed('fsopen', 'ENODEV', 'tmpfs'),
      { files: { '/proc/filesystems': 'nodev\tproc\nnodev\ttmpfs' } },
    ],
    [failed('chdir', 'ENOTDIR', '/work'), { paths: [here] }],
    [failed('setresuid', 'EINVAL', 7, 7, 7), { process: mapped }],
    [
      failed('clone', 'ENOMEM', 17),
      { process: { ...NOTHING, namespaces }, inhabitants: 0 },
    ],
  ]
  for (const [failure, facts] of known)
    t.equal(diagnose(failure, { ...NO_FACTS, ...facts }), undefined)
})

function pathFact(path: string, kind: string): PathFact {
  const walk = { end: 'found', at: path, links: [] } as const
  const mount = { mountId: 1, isMountRoot: false, mountFlags: [] }
  const none = { namespace: undefined, owner: undefined }
  return { path, walk, kind, mode: 0o755, ...mount, ...none }
}

const UNPRIVILEGED = { ...NOTHING, status: { CapEff: '0000000000000000' } }

// The kernels of some distributions have these settings, and others have not.
t.test('a setting that forbids user namespaces is named', async (t) => {
  const settings = {
    '/proc/sys/kernel/unprivileged_userns_clone': '0',
    '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1',
  }
  const failure = failed('clone3', 'EPERM', CLONE_NEWUSER)
  for (const [path, value] of Object.entries(settings)) {
    const facts = { ...NO_FACTS, process: UNPRIVILEGED }
    const found = diagnose(failure, { ...facts, files: { [path]: value } })
    t.equal(found?.code, 'USER_NAMESPACE_FORBIDDEN')
    t.match(found?.evidence[0]?.text, `${path}: ${value}`)
    const other = { [path]: value === '0' ? '1' : '0' }
    t.equal(diagnose(failure, { ...facts, files: other }), undefined)
  }
})

t.test('root is not told of settings that are not for root', async (t) => {
  const process = { ...NOTHING, status: { CapEff: '000001ffffffffff' } }
  const files = { '/proc/sys/kernel/unprivileged_userns_clone': '0' }
  const facts = { ...NO_FACTS, process, files }
  const failure = failed('clone3', 'EPERM', CLONE_NEWUSER)
  t.equal(diagnose(failure, facts), undefined)
})

t.test('a failure has the results where they were used', async (t) => {
  const program = new Program()
  const fd = program.openat(-100, '/', 0)
  program.fchdir(fd)
  const [, step] = program.steps
  if (!step) throw new Error('Expected two steps')
  const error = new StepError(1, step, 20, { program, results: [7n] })
  t.match(failureOf(new Error('around it', { cause: error })), {
    syscall: 'fchdir',
    code: 'ENOTDIR',
    args: [7n],
    step: 1,
    isOwn: false,
  })
})

t.test('other errors are no failed calls', async (t) => {
  t.equal(failureOf(new TypeError('oops')), undefined)
  t.equal(failureOf('oops'), undefined)
})
