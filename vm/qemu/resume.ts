/**
 * From the template to a machine one can log in to, in under a second.
 *
 *     spawn ─▶ monitor ─▶ incoming state ─▶ cont ─▶ ssh ─▶ clock, share
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, closeSync, fstatSync, openSync } from 'node:fs'

import { MachineError } from '../errors.ts'
import type { ProcessId } from '../host/process.ts'
import { atLeast } from '../host/version.ts'
import { type Ssh, spawnOverSsh } from '../ssh/client.ts'
import { ARCHITECTURES } from './architecture.ts'
import { commandLine, needsWritableRam } from './command-line.ts'
import type { Emulator } from './emulator.ts'
import { type NodeSettings, settleCommand } from './guest.ts'
import {
  betterReason,
  CONSOLE_LOG,
  FIRST_FD,
  LIFETIME,
  launch,
  type Running,
  SOCKETS,
} from './launch.ts'
import { forwardedPort, type Qmp } from './qmp.ts'
import { IN_GUEST, startMaster, writeSshConfig } from './ssh.ts'
import type { Template } from './store.ts'
import { leaveMemoryAlone, stateFile, templateFiles } from './template.ts'
import { type EmulatorUser, permits } from './user.ts'

/** What the emulator inherits, in the order of `Launch.fds`. */
const STATE_FD = FIRST_FD
const SHARE_FD = FIRST_FD + 1
const TEMPLATE_FD = FIRST_FD + 2

const PATIENCE_MS = { kvm: 20_000, tcg: 90_000 } as const

export interface ResumeOptions {
  /** The machine's own folder in the run folder. */
  readonly dir: string
  readonly template: Template
  readonly user: EmulatorUser
  /** Folder of the host to share. */
  readonly share: string
  readonly network: boolean
  /** Which of several machines with a network between them; `null` of one. */
  readonly node: (NodeSettings & { readonly cable: string }) | null
}

export interface Resumed {
  readonly id: ProcessId
  readonly master: ProcessId
  readonly ssh: Ssh
}

/**
 * Start a machine from a template.
 *
 * @param onSpawn Called with the emulator's process before it does anything.
 * @throws {MachineError} When it does not come up.
 */
export async function resume(
  options: ResumeOptions,
  onSpawn: (id: ProcessId) => void,
): Promise<Resumed> {
  const running = await launchFromTemplate(options, onSpawn)
  try {
    const resumed = await wake(running, options)
    running.release()
    return resumed
  } catch (error) {
    const reason = await betterReason(error, running.ended)
    running.kill()
    throw reason
  }
}

/**
 * The emulator gets state, share and template as open descriptors: whoever it
 * runs as, it need not be able to walk there.
 */
async function launchFromTemplate(
  options: ResumeOptions,
  onSpawn: (id: ProcessId) => void,
): Promise<Running> {
  const { dir, template, user } = options
  const { emulator } = template
  if (needsWritableRam(emulator) && user.dropped) {
    chownSync(templateFiles(template.dir).ram, user.uid, user.gid)
  }
  const fds = [
    openSync(stateFile(template.dir), 'r'),
    openShare(options),
    openSync(template.dir, 'r'),
  ]
  const args = commandLine({
    arch: template.arch,
    emulator,
    accel: template.accel,
    files: templateFiles(inherited(TEMPLATE_FD)),
    sockets: SOCKETS,
    consoleLog: CONSOLE_LOG,
    share: inherited(SHARE_FD),
    network: options.network,
    cable: options.node?.cable ?? null,
    resume: true,
  })
  try {
    const how = { fds, args, wrapper: LIFETIME }
    return await launch({ dir, emulator, user, ...how }, onSpawn)
  } finally {
    for (const fd of fds) closeSync(fd)
  }
}

function inherited(fd: number): string {
  return `/proc/self/fd/${fd}`
}

/**
 * @throws {MachineError} Also when the emulator's user may not read it: then
 *   the guest could not, and would say less about why.
 */
function openShare({ share, user }: ResumeOptions): number {
  try {
    const fd = openSync(share, 'r')
    if (!user.dropped || permits(fstatSync(fd), user.uid, user.gid, 0o5)) {
      return fd
    }
    throw new Error(
      `user ${user.uid}, as whom the emulator runs, may not read it; ` +
        `run: chmod -R a+rX "${share}"`,
    )
  } catch (error) {
    const message = `Cannot open the folder to share, "${share}"`
    throw new MachineError(message, String(error), { cause: error })
  }
}

async function wake(
  running: Running,
  options: ResumeOptions,
): Promise<Resumed> {
  const { dir, template } = options
  const patience = PATIENCE_MS[template.accel]
  await restore(running, stateUri(template.emulator))
  const port = forwardedPort(await running.qmp.print('info usernet'))
  const ssh = writeSshConfig(dir, template.dir, port, template.ssh)

  const master = await startMaster(ssh, dir, patience)
  await settle(ssh, options, patience)
  return { id: running.id, master, ssh }
}

/** Older emulators know no files here, newer ones want no descriptors. */
function stateUri({ version }: Emulator): string {
  return atLeast(version, '8.2')
    ? `file:${stateFile(inherited(TEMPLATE_FD))}`
    : `fd:${STATE_FD}`
}

async function restore({ qmp, ended }: Running, uri: string): Promise<void> {
  await leaveMemoryAlone(qmp)
  await qmp.execute('migrate-incoming', { uri })
  for (let status = ''; status !== 'running'; status = await statusOf(qmp)) {
    ended.throwIfAborted()
    if (status === 'paused') await qmp.execute('cont')
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}

async function statusOf(qmp: Qmp): Promise<string> {
  const { status } = (await qmp.execute('query-status')) as { status: string }
  return status
}

/** Set the guest's clock, say who it is, and mount its share. */
async function settle(
  ssh: Ssh,
  { template, node }: ResumeOptions,
  patience: number,
): Promise<void> {
  const { hasGenerationId } = ARCHITECTURES[template.arch]
  const seed = hasGenerationId ? null : randomBytes(32).toString('hex')
  const command = settleCommand({ now: new Date(), seed, node })
  const child = spawnOverSsh(ssh, command, IN_GUEST)
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  let said = ''
  child.stderr?.on('data', (data) => {
    said += data
  })
  const [code, signal] = await once(child, 'close')
  clearTimeout(timer)
  if (code === 0) return
  const why = said.trim() || `ended with ${signal ?? code}`
  throw new MachineError(`The guest cannot mount the share: ${why}`)
}
