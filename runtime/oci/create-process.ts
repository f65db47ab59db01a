// The first process of a container that is created, from its birth until it
// waits to be started.
import { closeSync } from 'node:fs'
import { StateError } from '../errors.ts'
import { isSearch } from '../linux/exec-fifo.ts'
import { FIRST_FREE_FD } from '../sys/constants/files.ts'
import { StepError } from '../sys/errors.ts'
import { inheritedNofile } from '../sys/limits.ts'
import type { Program, Step } from '../sys/program.ts'
import { type Child, spawn } from '../sys/spawn.ts'
import { attendChild, type Task, writeForNewborn } from './attend-birth.ts'
import { needsParent } from './birth.ts'
import type { Bundle } from './bundle.ts'
import type { Claim } from './claim.ts'
import { type ConsoleSocket, connectConsole } from './console-socket.ts'
import { openCgroup } from './container-cgroup.ts'
import type { NewExecFifo } from './exec-fifo.ts'
import type { ForegroundOptions } from './foreground.ts'
import { Handshake } from './handshake.ts'
import { hooksBeforePivot } from './hooked.ts'
import { lend } from './lend.ts'
import { type MadeMounts, makeMounts } from './make-mounts.ts'
import { ownRights } from './own-rights.ts'
import { writePidFile } from './pid-file.ts'
import { type Given, plan } from './plan.ts'
import { isAlive } from './process-identity.ts'
import { isMapped } from './process-rights.ts'
import { errorsOf, programError } from './program-error.ts'
import { type Pauses, pausesIn } from './run.ts'

/** What is wanted of the first process. */
export interface NewProcess
  extends Pick<
    ForegroundOptions,
    'pidFile' | 'examine' | 'warn' | 'preserveFds' | 'onBirth'
  > {
  /** Unix socket to which its terminal is sent. */
  readonly consoleSocket?: string
}

/** What is there for it already. */
export interface Made {
  readonly claim: Claim
  readonly fifo: NewExecFifo
  /** Directory of its cgroup. */
  readonly cgroup: string | undefined
}

/** Open as long as we make the process; it inherits what it needs of it. */
interface Open {
  readonly handshake: Handshake
  readonly mounts: MadeMounts
  /** Descriptor of the directory of the cgroup. */
  readonly cgroup: number | undefined
  readonly console: ConsoleSocket | undefined
  /** How many there are from 3 on that our caller opened for it. */
  readonly preserveFds: number
}

/** Make the process; there is none if this fails. */
export async function createProcess(
  bundle: Bundle,
  wanted: NewProcess,
  made: Made,
): Promise<void> {
  const { consoleSocket } = wanted
  const console = consoleSocket ? connectConsole(consoleSocket) : undefined
  const handshake = new Handshake()
  try {
    const mounts = await makeMounts(bundle)
    await bearInCgroup(bundle, wanted, made, { handshake, mounts, console })
  } finally {
    console?.close()
    handshake.close()
  }
}

async function bearInCgroup(
  bundle: Bundle,
  wanted: NewProcess,
  made: Made,
  open: Omit<Open, 'cgroup' | 'preserveFds'>,
): Promise<void> {
  const { cgroup: directory } = made
  const { preserveFds = 0 } = wanted
  const cgroup = directory === undefined ? undefined : openCgroup(directory)
  try {
    await bear(bundle, wanted, made, { ...open, cgroup, preserveFds })
  } finally {
    if (cgroup !== undefined) closeSync(cgroup)
    open.mounts.close()
  }
}

async function bear(
  bundle: Bundle,
  wanted: NewProcess,
  { claim, fifo }: Made,
  open: Open,
): Promise<void> {
  const pauses = pausesOf(claim)
  const { keyring } = claim.state
  const program = planned(bundle, fifo, open, pauses, {
    ...ownRights(bundle.spec.process, isMapped(bundle.spec), wanted.warn),
    ...(keyring !== undefined && { keyring }),
  })
  const { examine, onBirth } = wanted
  const child = lend(bundle.spec.process, () =>
    spawn(program, {
      bare: true,
      keep: kept(fifo, open),
      examine,
      timing: onBirth !== undefined,
      // It is for whoever becomes its parent to learn how it ended.
      outlives: true,
    }),
  )
  // While we have them too, no umount(2) of the container lets go of them.
  open.mounts.close()
  try {
    const newborn = needsParent(bundle.spec)
      ? [writeForNewborn(bundle.spec)]
      : []
    const tasks = [...newborn, ...Object.values(pauses)]
    await untilReady(child, open, tasks).finally(() =>
      onBirth?.(program, child.trace(), child.pid),
    )
    refuseDead(claim)
    if (wanted.pidFile !== undefined) writePidFile(wanted.pidFile, child.pid)
  } catch (error) {
    child.kill('SIGKILL')
    await child.exited
    throw searchError(bundle, program, child, error)
  } finally {
    child.close()
  }
}

function pausesOf(claim: Claim): Pauses {
  return {
    ...hooksBeforePivot(claim),
    // Before it goes on: if we were killed now, somebody would know of it.
    complete: ({ pid }) => claim.left(pid),
  }
}

function planned(
  bundle: Bundle,
  fifo: NewExecFifo,
  { handshake, mounts, cgroup, console, preserveFds }: Open,
  pauses: Pauses,
  given: Given,
): Program {
  return plan(bundle, {
    ...given,
    openFiles: inheritedNofile(),
    handshake: handshake.ends,
    mounts: mounts.ready,
    pauses: pausesIn(pauses),
    execFifo: fifo.ends,
    preserveFds,
    ...(cgroup !== undefined && { cgroup }),
    ...(console && { console: console.fd }),
  })
}

/**
 * What it may have of our descriptors while it waits, perhaps for days. Those
 * of a second container that is made meanwhile are not among them.
 */
function kept(
  { ends }: NewExecFifo,
  { handshake, mounts, console, preserveFds }: Open,
): number[] {
  const { parent, child } = handshake.ends
  const attached = [...mounts.ready.values()].map(({ fd }) => fd)
  const sockets = console ? [parent, child, console.fd] : [parent, child]
  const preserved = Array.from(
    { length: preserveFds },
    (_, n) => FIRST_FREE_FD + n,
  )
  return [ends.start, ends.report, ...sockets, ...attached, ...preserved]
}

async function untilReady(
  child: Child,
  { handshake }: Open,
  tasks: readonly Task[],
): Promise<void> {
  try {
    await attendChild(child, handshake, tasks)
  } catch (error) {
    child.kill('SIGKILL')
    // If it has failed, we did for want of it: its own error tells why.
    await child.started
    throw error
  }
  await child.started
}

/** To end without a failure would count as well. */
function refuseDead({ state: { id, init } }: Claim): void {
  if (init && isAlive(init)) return
  const wanted = `the first process of container "${id}" to wait for "start"`
  throw new StateError(id, wanted, 'it ended')
}

/** Say what became of the search for the program, if that is what failed. */
function searchError(
  bundle: Bundle,
  program: Program,
  child: Child,
  cause: unknown,
): unknown {
  if (!(cause instanceof StepError)) return cause
  if (!isSearch(program.steps[cause.step] as Step)) return cause
  return programError(bundle, errorsOf(program, child, isSearch), { cause })
}
