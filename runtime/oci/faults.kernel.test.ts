// Every step of the table of a container's birth, failing or dying: whatever
// step it is, nothing is left when it is over, and the ID can be used again.
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { defaultSpec } from '../spec/default-spec.ts'
import { parseSpec } from '../spec/parse-spec.ts'
import { WNOHANG } from '../sys/constants/processes.ts'
import { syscallNumeric } from '../sys/libc.ts'
import type { Program, Step } from '../sys/program.ts'
import { rehearsal } from '../sys/spawn.ts'
import type { Bundle } from './bundle.ts'
import { createContainer } from './create.ts'
import { deleteContainer } from './delete.ts'
import { startContainer } from './start.ts'

const ID = 'box'

/** With something of everything that a table can have. */
function fullBundle(t: Test): Bundle {
  const directory = t.testdir({ rootfs: { bin: {}, etc: {} } })
  const rootfs = join(directory, 'rootfs')
  cpSync('/bin/busybox', join(rootfs, 'bin/busybox'))
  for (const applet of ['sh', 'sleep'])
    symlinkSync('busybox', join(rootfs, 'bin', applet))
  const config = join(directory, 'config.json')
  const spec = parseSpec(JSON.stringify(fullSpec()), config)
  return { config, rootfs, spec }
}

function fullSpec() {
  const plain = defaultSpec()
  const caps = ['CAP_KILL', 'CAP_CHOWN']
  return {
    ...plain,
    domainname: 'full',
    hooks: { createContainer: [{ path: '/bin/true' }] },
    process: {
      args: ['sleep', '600'],
      env: ['PATH=/sbin:/bin'],
      cwd: '/tmp',
      user: { uid: 7, gid: 8, additionalGids: [9], umask: 0o27 },
      capabilities: { bounding: caps, permitted: caps, effective: caps },
      rlimits: [{ type: 'RLIMIT_NOFILE', soft: 64, hard: 64 }],
      noNewPrivileges: true,
      oomScoreAdj: 17,
    },
    root: { path: 'rootfs', readonly: true },
    mounts: [
      ...(plain.mounts ?? []),
      { destination: '/tmp', type: 'tmpfs', source: 'tmpfs' },
      {
        destination: '/etc',
        type: 'bind',
        source: '/etc',
        options: ['rbind', 'ro'],
      },
    ],
    linux: {
      ...plain.linux,
      sysctl: { 'net.ipv4.ip_forward': '1' },
      seccomp: {
        defaultAction: 'SCMP_ACT_ALLOW',
        syscalls: [{ names: ['reboot'], action: 'SCMP_ACT_ERRNO' }],
      },
    },
  }
}

type Fault = 'fails' | 'dies'

/** What a step is made into. */
const FAULTS: Readonly<Record<Fault, Pick<Step, 'name' | 'args'>>> = {
  fails: { name: 'close', args: [-1] },
  dies: { name: 'exit_group', args: [9] },
}

/** Put a fault into a table that has been recorded already. */
function spoil(program: Program, index: number, fault: Fault): void {
  for (const item of program.flow) {
    if (item.kind !== 'step' || item.step.index !== index) continue
    const { resultAt: _, ...step } = item.step
    Object.assign(item, { step: { ...step, ...FAULTS[fault] } })
  }
}

const isBirth = ({ steps }: Program) =>
  steps.some(({ name }) => name === 'pivot_root')

/** What this machine has that a container might leave behind. */
function traces({ rootfs }: Bundle, root: string) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const inRoot = pids.filter((pid) => linkOf(`/proc/${pid}/root`) === rootfs)
  const children = readFileSync('/proc/thread-self/children', 'utf8').trim()
  return {
    inRoot,
    children,
    states: readdirSync(root),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
    descriptors: readdirSync('/proc/self/fd').length,
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

/**
 * The steps of a whole life without a fault. Of a row of the same call, such as
 * one for each signal, the first and the last.
 */
async function stepsOf(bundle: Bundle, root: string): Promise<number[]> {
  let steps: readonly Step[] = []
  rehearsal.spoil = (program) => {
    if (isBirth(program)) steps = program.steps
  }
  await createContainer(bundle, { id: ID, root })
  await startContainer(root, ID)
  await deleteContainer(root, ID, true)
  reap()
  const isAlike = (a?: Step, b?: Step) => a?.name === b?.name
  return steps
    .filter(
      (step, n) => !isAlike(step, steps[n - 1]) || !isAlike(step, steps[n + 1]),
    )
    .map(({ index }) => index)
}

/** We are the parent of what we create, and nobody else waits for it. */
function reap(): void {
  try {
    while (syscallNumeric('wait4', -1, null, WNOHANG, null) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECHILD') throw error
  }
}

/** Create and start with a fault at one step. @returns Whether both went well. */
async function live(bundle: Bundle, root: string): Promise<boolean> {
  try {
    await createContainer(bundle, { id: ID, root })
    await startContainer(root, ID)
    return true
  } catch (error) {
    const { name } = error as Error
    if (['TypeError', 'RangeError', 'Error'].includes(name)) throw error
    return false
  } finally {
    await deleteContainer(root, ID, true)
  }
}

/** A turn of the loop, in which descriptors that were watched are closed. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 1))

for (const fault of ['fails', 'dies'] as const)
  t.test(`any step ${fault}`, async (t) => {
    t.teardown(() => {
      delete rehearsal.spoil
    })
    const bundle = fullBundle(t)
    const root = join(t.testdirName, 'states')
    mkdirSync(root)
    const steps = await stepsOf(bundle, root)
    await turn()
    const before = traces(bundle, root)
    t.ok(steps.length > 150, `${steps.length} steps`)
    let errors = 0
    for (const index of steps) {
      rehearsal.spoil = (program) => {
        if (isBirth(program)) spoil(program, index, fault)
      }
      if (!(await live(bundle, root))) errors++
      await turn()
      reap()
      const after = traces(bundle, root)
      if (JSON.stringify(after) !== JSON.stringify(before))
        t.same(after, before, `step ${index} ${fault}`)
    }
    t.ok(errors > steps.length / 2, `${errors} of them end in an error`)
  })
