/**
 * A connection to any host of an ssh configuration, kept in a private folder:
 *
 *     folder/          0700
 *       cm             socket of the master connection
 *       ssh_config     `Host vm`: whoever comes rides the master, or fails
 *       ssh.log        what the master complained about
 *
 * Nothing here looks into /proc: it works on macOS, too.
 */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

import { lastLines, MachineError } from '../errors.ts'
import { withLockFile } from '../host/lock-file.ts'
import { ownDir } from '../host/paths.ts'
import { textIfThere } from '../host/text-if-there.ts'
import type { Ssh } from './client.ts'

/** A host as ssh(1) knows it. */
export interface Route {
  /** Path of a client configuration; `null` means the user's own. */
  readonly config: string | null
  /** What stands after `Host` there, or any name that ssh would find. */
  readonly host: string
}

const LOGIN_MS = 30_000

/** A connection that nobody has used for so long ends by itself. */
const IDLE = '1h'

/**
 * What the master is told, whatever the configuration says. It asks nobody for
 * a password, and takes neither keys nor ports of this computer along.
 *
 * @see ssh_config(5)
 */
const OPTIONS = [
  'ControlMaster=yes',
  `ControlPersist=${IDLE}`,
  'BatchMode=yes',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
  'RequestTTY=no',
  'Tunnel=no',
  'ConnectTimeout=10',
  'ServerAliveInterval=15',
  'ServerAliveCountMax=4',
]

/**
 * Log in, unless a connection to this host is there already.
 *
 * @param folder May be absent; short, for a socket's name is short.
 * @throws {MachineError} When the host does not let us in, with what ssh said.
 */
export async function connect(route: Route, folder: string): Promise<Ssh> {
  const ssh = connectionIn(folder)
  await alone(folder, async () => {
    if (await isConnected(route, folder)) return
    await hangUp(folder)
    ownDir(folder, 0o700)
    writeFileSync(ssh.config, riderConfig(route, folder), { mode: 0o600 })
    await logIn(route, folder)
  })
  return ssh
}

/** The connection of a folder, whether or not it is there. */
export function connectionIn(folder: string): Ssh {
  return { config: join(folder, 'ssh_config'), program: ['ssh'] }
}

/** Whether a master to this host answers. @see ssh(1), -O check */
export async function isConnected(
  route: Route,
  folder: string,
): Promise<boolean> {
  return routeIn(folder) === describe(route) && control(folder, 'check')
}

/** End the master, and with it whatever rides on it; remove the folder. */
export function disconnect(folder: string): Promise<void> {
  return alone(folder, () => hangUp(folder))
}

async function hangUp(folder: string): Promise<void> {
  if (existsSync(folder)) await control(folder, 'exit')
  rmSync(folder, { recursive: true, force: true })
}

/** The same at once, for a process that is about to end. */
export function hangUpNow(folder: string): void {
  if (existsSync(folder)) spawnSync('ssh', controlArgs(folder, 'exit'))
  rmSync(folder, { recursive: true, force: true })
}

/** Two that log in at once would leave a master that nobody finds. */
function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  ownDir(dirname(folder), 0o700)
  return withLockFile(`${folder}.lock`, () => {}, work)
}

type Action = 'check' | 'exit'

function control(folder: string, action: Action): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('ssh', controlArgs(folder, action), (error) =>
      resolve(error === null),
    )
  })
}

function controlArgs(folder: string, action: Action): string[] {
  return ['-F', connectionIn(folder).config, '-O', action, 'vm']
}

/**
 * A client that finds a master asks it and nobody else, so `vm` needs no
 * address. Without a master there is no way: it must not look for one.
 */
export function riderConfig(route: Route, folder: string): string {
  return `${describe(route)}
Host vm
  ControlMaster no
  ControlPath "${join(folder, 'cm')}"
  ProxyCommand echo "The connection is gone: run labs vm up" >&2; exit 1
  BatchMode yes
  LogLevel ERROR
`
}

function describe({ config, host }: Route): string {
  return `# ${JSON.stringify({ config, host })}`
}

/** First line of a folder's configuration; empty when there is none. */
function routeIn(folder: string): string {
  const text = textIfThere(connectionIn(folder).config) ?? ''
  return text.split('\n', 1)[0] ?? ''
}

/** Arguments of ssh(1) for the master: it logs in, and only then forks. */
export function masterArgs({ config, host }: Route, folder: string): string[] {
  return [
    ...(config === null ? [] : ['-F', config]),
    ...OPTIONS.flatMap((option) => ['-o', option]),
    ...['-o', `ControlPath="${join(folder, 'cm')}"`],
    // The host may come from the environment: it is never an option.
    ...['-f', '-N', '-T', '--', host],
  ]
}

async function logIn(route: Route, folder: string): Promise<void> {
  const log = join(folder, 'ssh.log')
  const fd = openSync(log, 'w', 0o600)
  // A pipe would stay open as long as the master lives.
  const stdio = ['ignore', fd, fd] as const
  const child = spawn('ssh', masterArgs(route, folder), { stdio: [...stdio] })
  closeSync(fd)
  const timer = setTimeout(() => child.kill('SIGKILL'), LOGIN_MS)
  try {
    const [code] = await once(child, 'close')
    if (code === 0) return
    throw notLetIn(route, readFileSync(log, 'utf8'))
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw isMissing(error) ? noClient() : error
  } finally {
    clearTimeout(timer)
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function noClient(): MachineError {
  return new MachineError('Cannot find "ssh": install an OpenSSH client')
}

function notLetIn({ config, host }: Route, said: string): MachineError {
  const why = lastLines(said, 3).join('; ') || 'it did not answer'
  const file = config === null ? '' : ` -F "${config}"`
  return new MachineError(
    `Cannot log in to "${host}": ${why}\n` +
      `  Try it by hand, without a password: ssh -o BatchMode=yes${file} ${host}`,
  )
}
