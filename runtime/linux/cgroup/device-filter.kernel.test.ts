// The filter as the kernel has it: taken by its verifier, and obeyed.
import { closeSync, constants, mkdirSync, openSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { DeviceRule } from '../../spec/runtime-spec.ts'
import { attachedPrograms, loadProgram, VerifierError } from '../../sys/bpf.ts'
import {
  BPF_CGROUP_DEVICE,
  BPF_PROG_TYPE_CGROUP_DEVICE,
} from '../../sys/constants/bpf.ts'
import { S_IFBLK, S_IFCHR } from '../../sys/constants/files.ts'
import { CLONE_NEWNS } from '../../sys/constants/processes.ts'
import { Program } from '../../sys/program.ts'
import { spawn } from '../../sys/spawn.ts'
import { makeCgroup } from '../../sys/test/cgroup.ts'
import { deviceFilter } from './device-filter.ts'
import { attachDeviceFilter } from './device-filter-attach.ts'
import { Assembler, bytesOf } from './ebpf.ts'

const DENY_ALL: DeviceRule = { allow: false, access: 'rwm' }
const NULL = [S_IFCHR, 1, 3] as const
/** /dev/kmsg, which needs no disk; to open it does no harm. */
const KMSG = [S_IFCHR, 1, 11] as const
const LOOP = [S_IFBLK, 7, 0] as const

type Node = readonly [kind: number, major: number, minor: number]

const O_RDWR = 2

function load(instructions: Uint8Array): void {
  const type = BPF_PROG_TYPE_CGROUP_DEVICE
  closeSync(loadProgram({ type, name: 'test', instructions }))
}

/**
 * Make a node and open it in a child that is born into a cgroup.
 *
 * @returns What mknod(2) and open(2) gave: 0 or -errno.
 */
async function tryNode(
  directory: string,
  [kind, major, minor]: Node,
  flags: number,
): Promise<(number | undefined)[]> {
  const cgroup = openSync(directory, constants.O_DIRECTORY)
  const program = new Program()
  program.bornInto(CLONE_NEWNS, cgroup)
  program.mount(null, '/', null, 0x44000, null)
  program.mount('tmpfs', '/mnt', 'tmpfs', 0, null)
  const all = { ignore: true }
  program.mknodat(-100, '/mnt/node', kind | 0o600, (major << 8) | minor, all)
  program.openat(-100, '/mnt/node', flags, 0, all)
  const child = spawn(program)
  closeSync(cgroup)
  await child.exited
  const [made, opened] = child.trace().slice(2)
  return [made, opened].map((step) => Math.min(Number(step?.result), 0))
}

t.test('the verifier takes every filter', async (t) => {
  const rule = { allow: true, type: 'c', major: 5, minor: 7 } as const
  const lists: DeviceRule[][] = [
    [],
    [DENY_ALL],
    [{ allow: true }],
    [{ allow: true }, DENY_ALL],
    [DENY_ALL, rule, { ...rule, type: 'b', access: 'r' }],
    [{ ...rule, major: 0xffff_ffff, minor: 0xffff_ffff }],
    Array.from({ length: 1000 }, (_, minor) => ({ ...rule, minor })),
    Array.from({ length: 300 }, (_, minor) => ({
      ...rule,
      minor,
      access: 'r',
    })),
  ]
  for (const rules of lists) load(bytesOf(deviceFilter(rules)))
  t.pass(`${lists.length} lists`)
})

t.test('what the verifier says is in the error', async (t) => {
  const code = new Assembler()
  code.exit()
  const attempt = () => load(bytesOf(code.assemble()))
  t.throws(attempt, VerifierError)
  t.throws(attempt, {
    syscall: 'bpf',
    code: 'EACCES',
    message: /^bpf\(BPF_PROG_LOAD, .*\nR0 !read_ok/s,
    log: /0: \(95\) exit/,
  })
})

t.test('the text is that of the verifier', async (t) => {
  const program = deviceFilter([DENY_ALL, { allow: true, type: 'b', major: 7 }])
  const code = new Assembler()
  code.mov('r1', 0)
  const [unanswered] = code.assemble().map(({ bytes }) => bytes)
  const bytes = program.map(({ bytes, text }) =>
    text.startsWith('w0 =') ? (unanswered ?? bytes) : bytes,
  )
  const { log } = refused(Buffer.concat(bytes))
  const lines = log.matchAll(/^\d+: \([0-9a-f]{2}\) ([^;\n]*?) *(;.*)?$/gm)
  // The first path it walks goes straight on, rule by rule.
  const expected = program.slice(0, 10).map(({ text }) => text)
  t.same([...lines].map(([, text]) => text).slice(0, 10), expected)
})

function refused(instructions: Uint8Array): VerifierError {
  try {
    load(instructions)
  } catch (error) {
    if (error instanceof VerifierError) return error
  }
  throw new Error('Expected the verifier to refuse')
}

t.test('without a filter all devices can be opened', async (t) => {
  t.same(await tryNode(makeCgroup(t), KMSG, 0), [0, 0])
})

t.test('a device that no rule allows gives EPERM', async (t) => {
  const directory = makeCgroup(t)
  attachDeviceFilter(directory, [DENY_ALL])
  t.same(await tryNode(directory, NULL, O_RDWR), [0, 0], 'a default device')
  t.same(await tryNode(directory, KMSG, 0), [0, -1], 'made, not opened')
  t.same(await tryNode(directory, LOOP, 0), [0, -1])
})

t.test('what a rule allows can be done, and no more', async (t) => {
  const directory = makeCgroup(t)
  const kmsg = { type: 'c', major: 1, minor: 11 } as const
  attachDeviceFilter(directory, [
    DENY_ALL,
    { allow: true, ...kmsg, access: 'r' },
  ])
  t.same(await tryNode(directory, KMSG, 0), [0, 0])
  t.same(await tryNode(directory, KMSG, O_RDWR), [0, -1])
})

t.test('a second filter takes the place of the first', async (t) => {
  const directory = makeCgroup(t)
  attachDeviceFilter(directory, [DENY_ALL])
  attachDeviceFilter(directory, [{ allow: true }])
  t.same(await tryNode(directory, KMSG, 0), [0, 0])
  t.equal(countOf(t, directory), 1)
})

t.test('a cgroup further down has to obey both', async (t) => {
  const directory = makeCgroup(t)
  const below = join(directory, 'below')
  mkdirSync(below)
  t.teardown(() => rmdirSync(below))
  attachDeviceFilter(directory, [DENY_ALL])
  attachDeviceFilter(below, [{ allow: true }])
  t.same(await tryNode(below, KMSG, 0), [0, -1])
})

t.test('an error leaves no descriptor open', async (t) => {
  t.throws(() => attachDeviceFilter(t.testdir(), [DENY_ALL]), {
    syscall: 'bpf',
    code: 'EBADF',
  })
})

function countOf(t: Test, directory: string): number {
  const cgroup = openSync(directory, constants.O_DIRECTORY)
  t.teardown(() => closeSync(cgroup))
  const programs = attachedPrograms({ cgroup, type: BPF_CGROUP_DEVICE })
  for (const fd of programs) closeSync(fd)
  return programs.length
}
