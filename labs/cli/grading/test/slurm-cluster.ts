/**
 * A cluster of one computer: Slurm's own daemons, in a folder, as root, with ports
 * of their own. Nothing of an installed configuration is touched.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** Between tries, and tries, for a daemon to answer. */
const POLL_MS = 200
const POLLS = 300

export class SlurmCluster {
  /** What Slurm's commands have to be told: `SLURM_CONF`. */
  readonly conf: string
  readonly #folder: string
  readonly #daemons: ChildProcess[] = []

  private constructor(folder: string) {
    this.#folder = folder
    this.conf = join(folder, 'slurm.conf')
  }

  /** Start it, and wait until its node is idle. */
  static async start(): Promise<SlurmCluster> {
    const cluster = new SlurmCluster(mkdtempSync(join(tmpdir(), 'labs-slurm-')))
    try {
      await cluster.#start()
      return cluster
    } catch (error) {
      await cluster.stop()
      throw error
    }
  }

  /** Run one of Slurm's commands. @returns What it prints. */
  command(name: string, ...args: readonly string[]): string {
    const env = { ...process.env, SLURM_CONF: this.conf }
    return execFileSync(name, args, { env, encoding: 'utf8' })
  }

  /** Wait until no job is left. */
  async drained(timeoutMs: number): Promise<void> {
    const end = Date.now() + timeoutMs
    while (this.command('squeue', '--noheader') !== '') {
      if (Date.now() > end) throw new Error(this.command('squeue'))
      await setTimeout(POLL_MS * 5)
    }
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons.reverse()) {
      if (daemon.exitCode !== null) continue
      daemon.kill('SIGTERM')
      await Promise.race([once(daemon, 'exit'), setTimeout(5000)])
      daemon.kill('SIGKILL')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #start(): Promise<void> {
    const at = (name: string) => join(this.#folder, name)
    for (const name of ['state', 'spool', 'munge']) mkdirSync(at(name))
    writeFileSync(at('key'), randomBytes(64), { mode: 0o600 })
    writeFileSync(this.conf, await configuration(this.#folder))
    this.#daemon('munged', ...mungedWords(this.#folder))
    await until(() => existsSync(at('munge/socket')), 'munged')
    this.#daemon('slurmctld', '-D')
    this.#daemon('slurmd', '-D')
    await until(() => this.#isIdle(), 'Slurm')
  }

  #daemon(name: string, ...args: readonly string[]): void {
    const env = { ...process.env, SLURM_CONF: this.conf }
    this.#daemons.push(spawn(name, args, { env, stdio: 'ignore' }))
  }

  #isIdle(): boolean {
    try {
      return this.command('sinfo', '--noheader', '-o', '%t').trim() === 'idle'
    } catch {
      // It does not listen yet.
      return false
    }
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries === POLLS) throw new Error(`${what} does not come up`)
    await setTimeout(POLL_MS)
  }
}

/** Its socket lies in /tmp, which it would take for a mistake. */
const mungedWords = (folder: string) => [
  ...['--foreground', '--force', `--key-file=${folder}/key`],
  ...['socket', 'pid-file', 'log-file', 'seed-file'].map(
    (name) => `--${name}=${folder}/munge/${name}`,
  ),
]

/** @see slurm.conf(5) */
async function configuration(folder: string): Promise<string> {
  const [ctld, d] = [await freePort(), await freePort()]
  const host = hostname()
  return [
    'ClusterName=labs',
    `SlurmctldHost=${host}(127.0.0.1)`,
    'SlurmUser=root',
    `SlurmctldPort=${ctld}`,
    `SlurmdPort=${d}`,
    // A job that is started again waits for as long as its old rights last.
    `AuthInfo=socket=${folder}/munge/socket,cred_expire=5`,
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool`,
    ...['Slurmctld', 'Slurmd'].flatMap((name) => [
      `${name}PidFile=${folder}/${name}.pid`,
      `${name}LogFile=${folder}/${name}.log`,
    ]),
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'MpiDefault=none',
    'ReturnToService=2',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_Core_Memory',
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=3000`,
    `PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE`,
    '',
  ].join('\n')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
