/**
 * Start an emulator and get hold of its monitor and console.
 *
 *     dir/             ours (0711)
 *       console.log    what the guest printed; written by the emulator
 *       emulator.log   what the emulator itself complained about
 *       sockets/       the emulator's: qmp, con
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, closeSync, openSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { MachineError } from '../errors.ts'
import { identify, killGroup, type ProcessId } from '../host/process.ts'
import { textIfThere } from '../host/text-if-there.ts'
import { Console } from './console.ts'
import type { Emulator } from './emulator.ts'
import { connectSoon, Qmp } from './qmp.ts'
import type { EmulatorUser } from './user.ts'

/** First descriptor the emulator inherits; see `Launch.fds`. */
export const FIRST_FD = 3

/** A command in front: a machine that is forgotten ends by itself. */
export const LIFETIME = ['timeout', '-k', '5', '8h']

export interface Launch {
  readonly dir: string
  readonly emulator: Emulator
  readonly user: EmulatorUser
  readonly args: readonly string[]
  /** Becomes descriptors 3, 4, … of the emulator. The caller closes them. */
  readonly fds: readonly number[]
  /** Command in front: `setpriv …` to die with us, `timeout …` to outlive us. */
  readonly wrapper: readonly string[]
}

export interface Running {
  readonly id: ProcessId
  readonly qmp: Qmp
  readonly console: Console
  /** Aborted when the emulator ends. */
  readonly ended: AbortSignal
  /** Let go of it without ending it. */
  release(): void
  /** End it and let go. */
  kill(): void
}

/** Names of the emulator's own in `Launch.dir`, which is where it works. */
export const SOCKETS = 'sockets'
export const CONSOLE_LOG = 'console.log'

export function consoleLogOf(dir: string): string {
  return join(dir, CONSOLE_LOG)
}

/**
 * Start the emulator.
 *
 * @param onSpawn Called at once with the process, before anything can fail.
 * @throws {MachineError} When it ends before its monitor answers.
 */
export async function launch(
  options: Launch,
  onSpawn: (id: ProcessId) => void,
): Promise<Running> {
  await prepareDir(options)
  const child = start(options)
  const ended = endOf(child, options.dir)
  const id = identify(child.pid ?? -1)
  if (id === null) throw await reasonOf(ended)

  onSpawn(id)
  try {
    return await attach(child, id, ended, options.dir)
  } catch (error) {
    const reason = await betterReason(error, ended)
    killGroup(id)
    throw reason
  }
}

/**
 * A monitor that hung up is a symptom: when the emulator has just ended, its
 * own last words tell more.
 */
export async function betterReason(
  error: unknown,
  ended: AbortSignal,
): Promise<unknown> {
  const pause = new Promise((resolve) => setTimeout(resolve, 200))
  await Promise.race([pause, reasonOf(ended)])
  return ended.aborted ? ended.reason : error
}

async function attach(
  child: ChildProcess,
  id: ProcessId,
  ended: AbortSignal,
  dir: string,
): Promise<Running> {
  const sockets = join(dir, SOCKETS)
  const monitor = await connectSoon(join(sockets, 'qmp'), ended)
  const serial = await connectSoon(join(sockets, 'con'), ended)
  const console = new Console(serial)
  const qmp = await Qmp.over(monitor)

  const release = () => {
    qmp.close()
    console.close()
    child.unref()
  }
  const kill = () => {
    killGroup(id)
    release()
  }
  return { id, qmp, console, ended, release, kill }
}

/** What an earlier one left is removed: a socket's name can be bound once. */
async function prepareDir({ dir, user }: Launch): Promise<void> {
  const sockets = join(dir, SOCKETS)
  await rm(sockets, { recursive: true, force: true })
  await mkdir(sockets, { mode: 0o700 })
  await rm(consoleLogOf(dir), { force: true })
  closeSync(openSync(consoleLogOf(dir), 'wx', 0o600))
  if (!user.dropped) return
  chownSync(sockets, user.uid, user.gid)
  chownSync(consoleLogOf(dir), user.uid, user.gid)
}

function start(options: Launch): ChildProcess {
  const { emulator, user, fds, wrapper } = options
  const [program = '', ...args] = [...wrapper, emulator.path, ...options.args]
  const log = openSync(join(options.dir, 'emulator.log'), 'w', 0o600)
  try {
    return spawn(program, args, {
      // Entered before the user changes: relative paths always work.
      cwd: options.dir,
      // A group of its own, which can be ended as a whole: see killGroup().
      detached: true,
      env: { PATH: process.env.PATH, ...emulator.env },
      stdio: ['ignore', log, log, ...fds],
      ...(user.dropped ? { uid: user.uid, gid: user.gid } : {}),
    })
  } finally {
    closeSync(log)
  }
}

/** A signal that is aborted, with the reason, when the emulator ends. */
function endOf(child: ChildProcess, dir: string): AbortSignal {
  const controller = new AbortController()
  child.once('error', (error) => {
    controller.abort(new MachineError('Cannot start the emulator', `${error}`))
  })
  child.once('exit', (code, signal) => {
    const said = textOf(join(dir, 'emulator.log'))
    const how = `The emulator ended with ${signal ?? code}`
    controller.abort(new MachineError(how, said))
  })
  return controller.signal
}

/** Empty when the folder is gone: whoever removed it ended the emulator. */
function textOf(path: string): string {
  return textIfThere(path, 'latin1') ?? ''
}

async function reasonOf(ended: AbortSignal): Promise<Error> {
  if (ended.aborted) return ended.reason
  return new Promise((resolve) => {
    ended.addEventListener('abort', () => resolve(ended.reason))
  })
}

/** Add the end of the console to an error, unless it has it already. */
export function withConsole(error: unknown, dir: string): unknown {
  if (!(error instanceof MachineError)) return error
  const [message = ''] = error.message.split('\n')
  const text = textOf(consoleLogOf(dir))
  const both = [...error.console, text].join('\n')
  return new MachineError(message, both, { cause: error })
}
