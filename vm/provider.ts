/**
 * What a virtual machine is to the kit: a Linux that may be broken.
 *
 * A *provider* knows how to make one (QEMU with a frozen template, or this very
 * machine). A *machine* is one that runs. Everything above, the checker first of
 * all, sees only these two interfaces; nothing but `spawn` reaches the guest.
 *
 *     provider.prepare()  ─▶  provider.start()  ─▶  machine.spawn(…)
 *                                  ▲                     │
 *                                  └──── reset() ◀───────┘  ─▶  stop()
 */
import type { ChildProcess } from 'node:child_process'

/** One thing a provider needs of this computer, tested by doing. */
export interface Requirement {
  /** What was looked for: `qemu-system-x86_64`, `cgroup v2`. */
  readonly name: string
  readonly ok: boolean
  /** What was found instead, or the version found. */
  readonly found: string
  /** What to do about it; when `ok`, what would make it better, or `null`. */
  readonly remedy: string | null
}

/** Tells a waiting person what happens. One call a stage; never a percentage we do not know. */
export type Progress = (line: string) => void

export interface StartOptions {
  /** Folder of the host that the guest sees, read-only, at `machine.shared.guest`. */
  readonly share: string
  /** Whether the guest may reach the network outside. Off unless a lab asks. */
  readonly network?: boolean
}

export interface MachineInfo {
  readonly provider: string
  /** `kvm`, `tcg` (emulation: everything takes 5 to 15 times longer) or `none`. */
  readonly accel: 'kvm' | 'tcg' | 'none'
  /** Kernel release of the guest, `6.1.0-41-amd64`. */
  readonly kernel: string
  /** Process of the emulator on the host; `null` where there is none. */
  readonly pid: number | null
  /** Where the guest's console is logged; `null` where there is none. */
  readonly console: string | null
}

export interface Machine {
  readonly info: MachineInfo
  /** The same folder, seen from both sides. */
  readonly shared: { readonly host: string; readonly guest: string }
  /** Run a shell command as root in the guest; stdio are pipes. Killing the child ends the connection, and with it the command. */
  spawn(command: string): ChildProcess
  /** The host command (argv) that gives a person a terminal in the guest. */
  terminal(command?: string): readonly string[]
  /** Path of an OpenSSH client configuration with `Host vm`; `null` where ssh is not used. */
  readonly sshConfig: string | null
  /** Where the guest has a copy of the shared folder: bring it up to date. */
  refreshShare?(): Promise<void>
  /**
   * Throw everything away that happened in the guest and begin again; where that
   * cannot be (see `FORGETS`), end what still runs.
   */
  reset(progress: Progress): Promise<Machine>
  stop(): Promise<void>
}

/** One of several machines that have a network between them. */
export interface NodeOptions {
  /** Its host name, `node1`. */
  readonly name: string
  /** `10.1.0.1/24`, on that network; without one, giving addresses is the lab's. */
  readonly address?: string | null
}

/** Each takes a gigabyte at most, and processors that are shared. */
export const MOST_NODES = 8

export interface ClusterOptions extends StartOptions {
  /** At most `MOST_NODES`. */
  readonly nodes: readonly NodeOptions[]
}

export interface ClusterNode {
  readonly name: string
  readonly machine: Machine
  /** The network card between them, as the guest calls it. It is up. */
  readonly link: string
  readonly mac: string
  readonly address: string | null
}

/** Machines of one checkout with a network of their own between them. */
export interface Cluster {
  /** Those that run, in the order in which they were asked for. */
  readonly nodes: readonly ClusterNode[]
  /** Forget what happened in all of them; one alone is reset by its machine. */
  reset(progress: Progress): Promise<Cluster>
  stop(): Promise<void>
}

/** In the order in which they are tried when nobody chose. */
export const PROVIDER_NAMES = [
  'qemu',
  'lima',
  'vagrant',
  'local',
  'ssh',
] as const

export type ProviderName = (typeof PROVIDER_NAMES)[number]

/** Whether `reset` takes back what happened, or only ends what still runs. */
export const FORGETS: Readonly<Record<ProviderName, boolean>> = {
  qemu: true,
  lima: true,
  vagrant: true,
  local: false,
  ssh: false,
}

export interface Provider {
  readonly name: ProviderName
  /** One line for `labs doctor`. */
  readonly summary: string
  /** What is there and what is missing on this computer. Changes nothing. */
  preflight(): Promise<readonly Requirement[]>
  /** Build whatever is cached between starts (a template); cheap when it is there. */
  prepare(progress: Progress): Promise<void>
  /** Start a machine, or return the one of this checkout that already runs. */
  start(options: StartOptions, progress: Progress): Promise<Machine>
  /** The running machine of this checkout, if there is one. */
  find(): Promise<Machine | null>
  /** Start several machines with a network between them, where that can be had. */
  startCluster?(options: ClusterOptions, progress: Progress): Promise<Cluster>
  /** The several machines of this checkout, if there are any. */
  findCluster?(): Promise<Cluster | null>
}
