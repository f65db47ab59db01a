import t from 'tap'
import { plainSpec } from '../spec/default-spec.ts'
import type { Linux, Spec } from '../spec/runtime-spec.ts'
import { describe, Program } from '../sys/program.ts'
import { needsParent, recordBirth, recordIsolation } from './birth.ts'

const ENDS = { parent: 8, child: 9 }
const MAP = [{ containerID: 0, hostID: 1000, size: 1 }]
const MAPS = { uidMappings: MAP, gidMappings: MAP }
const HANDSHAKE = [
  'close(8)',
  'write(9, ".", 1)',
  'read(9, [2 bytes], 2)',
  'exit_group(125)',
]
const HEIR = [
  'clone(CLONE_PARENT|CLONE_PARENT_SETTID|SIGCHLD, 0, [heir], NULL, 0)',
  'exit_group(0)',
]

const specOf = (linux: Linux, more: Partial<Spec> = {}): Spec => ({
  ...plainSpec(),
  ...more,
  linux,
})

function birthOf(linux: Linux): Program {
  const child = new Program()
  recordBirth(child, specOf(linux), ENDS)
  return child
}

function isolationOf(linux: Linux, more: Partial<Spec> = {}): string[] {
  const child = new Program()
  recordIsolation(child, specOf(linux, more))
  return callsOf(child)
}

const callsOf = ({ steps }: Program) => steps.map((step) => describe(step))

/** The names of flags, as a call would print them. */
function flagsOf(program: Program): string {
  const printer = new Program()
  printer.unshare(program.flags)
  return callsOf(printer)[0] ?? ''
}

t.test('without namespaces there is nothing to record', async (t) => {
  t.same(callsOf(birthOf({ namespaces: [] })), [])
  t.equal(birthOf({ namespaces: [] }).flags, 0n)
  t.same(isolationOf({ namespaces: [] }), [])
  const child = new Program()
  recordBirth(child, plainSpec(), ENDS)
  t.same(callsOf(child), [])
})

t.test('new namespaces are flags of the birth', async (t) => {
  const types = ['pid', 'mount', 'uts', 'ipc', 'network', 'time'] as const
  const child = birthOf({ namespaces: types.map((type) => ({ type })) })
  t.same(callsOf(child), [])
  t.equal(
    flagsOf(child),
    'unshare(CLONE_NEWTIME|CLONE_NEWNS|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWPID|CLONE_NEWNET)',
  )
})

t.test('a cgroup namespace is not entered at birth', async (t) => {
  const linux: Linux = { namespaces: [{ type: 'cgroup' }] }
  t.equal(birthOf(linux).flags, 0n)
  t.same(callsOf(birthOf(linux)), [])
  t.same(isolationOf(linux), ['unshare(CLONE_NEWCGROUP)'])
})

t.test('a new user namespace waits for its maps', async (t) => {
  const linux: Linux = { namespaces: [{ type: 'user' }], ...MAPS }
  t.equal(flagsOf(birthOf(linux)), 'unshare(CLONE_NEWUSER)')
  t.same(callsOf(birthOf(linux)), HANDSHAKE)
  t.ok(needsParent(specOf(linux)))
  t.same(isolationOf(linux), [
    'setgroups(0, [0 bytes])',
    'setresgid(0, 0, 0)',
    'setresuid(0, 0, 0)',
  ])
})

t.test('the child that waits ends when its parent does', async (t) => {
  const { steps, flow } = birthOf({ namespaces: [{ type: 'user' }], ...MAPS })
  const read = steps.find(({ name }) => name === 'read')
  const orphaned = flow[read?.ifZero?.position ?? -1]
  t.match(orphaned, { kind: 'step', step: { name: 'exit_group' } })
})

t.test('what exists is joined by a stage, the user first', async (t) => {
  const child = birthOf({
    namespaces: [
      { type: 'network', path: '/run/netns/a' },
      { type: 'user', path: '/proc/7/ns/user' },
      { type: 'pid' },
      { type: 'cgroup' },
    ],
  })
  t.equal(child.flags, 0n, 'nothing at birth')
  t.same(callsOf(child), [
    'openat(AT_FDCWD, "/proc/7/ns/user", O_RDONLY|O_CLOEXEC, 0)',
    'openat(AT_FDCWD, "/run/netns/a", O_RDONLY|O_CLOEXEC, 0)',
    'setns($0, CLONE_NEWUSER)',
    'setns($1, CLONE_NEWNET)',
    'unshare(CLONE_NEWPID)',
    ...HEIR,
  ])
})

t.test('all that is joined has nobody to wait for', async (t) => {
  const path = '/proc/7/ns/user'
  const linux: Linux = { namespaces: [{ type: 'user', path }] }
  t.notOk(needsParent(specOf(linux)))
  t.match(isolationOf(linux), [/^setgroups/, /^setresgid/, /^setresuid/])
})

t.test('offsets are written while a stage waits', async (t) => {
  const timeOffsets = { boottime: { secs: 5, nanosecs: 0 } }
  const namespaces = [{ type: 'time' }, { type: 'uts' }] as const
  const child = birthOf({ namespaces, timeOffsets })
  t.ok(needsParent(specOf({ namespaces, timeOffsets })))
  t.same(callsOf(child), [
    'unshare(CLONE_NEWTIME|CLONE_NEWUTS)',
    ...HANDSHAKE,
    ...HEIR,
  ])
  t.notOk(needsParent(specOf({ namespaces })))
})

t.test('new namespaces are made habitable in their order', async (t) => {
  const types = ['mount', 'network', 'cgroup', 'uts', 'user'] as const
  const namespaces = types.map((type) => ({ type }))
  const names = { hostname: 'box', domainname: 'example' }
  t.same(isolationOf({ namespaces, ...MAPS }, names).slice(3), [
    'sethostname("box", 3)',
    'setdomainname("example", 7)',
    'socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0)',
    'ioctl($5, SIOCSIFFLAGS, {ifr_name="lo", ifr_flags=IFF_UP})',
    'close($5)',
    'unshare(CLONE_NEWCGROUP)',
    'mount(NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL)',
  ])
})

t.test('what is joined is left as it is', async (t) => {
  const types = ['mount', 'network', 'cgroup', 'uts'] as const
  const namespaces = types.map((type) => ({ type, path: `/ns/${type}` }))
  t.same(isolationOf({ namespaces }), [])
  t.same(isolationOf({ namespaces }, { hostname: 'box' }), [
    'sethostname("box", 3)',
  ])
})

t.test('who wants to hear of the host’s mounts is its slave', async (t) => {
  const namespaces = [{ type: 'mount' }] as const
  const slave = ['mount(NULL, "/", NULL, MS_REC|MS_SLAVE, NULL)']
  const mounts = [{ destination: '/a', source: '/b', options: ['rslave'] }]
  t.same(isolationOf({ namespaces }, { mounts }), slave)
  const rootfsPropagation = 'slave' as const
  t.same(isolationOf({ namespaces, rootfsPropagation }), slave)
})
