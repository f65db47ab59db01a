// The members of an OCI runtime-spec 1.2 `config.json` that this runtime acts
// on. A member that means something we cannot do yet is refused by validate.ts
// and never silently left out.
import type {
  Capabilities,
  CpuAffinity,
  IoPriority,
  Personality,
  Rlimit,
  Scheduler,
  Sysctl,
} from './process-spec.ts'
import type { Seccomp } from './seccomp-spec.ts'

/** What to run, and in what surroundings. @see runtime-spec config.md */
export interface Spec {
  /** Version of the specification the file was written for: `1.2.0`. */
  readonly ociVersion: string
  readonly root: Root
  readonly process: Process
  // #region lab-02
  /** Name of the machine, as the container sees it. */
  readonly hostname?: string
  /** NIS domain name, as the container sees it. */
  readonly domainname?: string
  // #endregion lab-02
  // #region lab-03
  /** Filesystems to attach, in this order. */
  readonly mounts?: readonly Mount[]
  // #endregion lab-03
  readonly linux?: Linux
  // #region lab-07
  /** Programs of the host, to be run at certain moments. */
  readonly hooks?: Hooks
  // #endregion lab-07
  /** Notes for other programs; a runtime reads none of them. */
  readonly annotations?: Readonly<Record<string, string>>
}

/** The root filesystem. @see runtime-spec config.md, "Root" */
export interface Root {
  /** Absolute, or relative to the bundle. */
  readonly path: string
  readonly readonly?: boolean
}

/** The program. @see runtime-spec config.md, "Process" */
export interface Process {
  /** The program, and what it is given; the first is searched in PATH. */
  readonly args: readonly string[]
  /** The whole environment, as `NAME=value`. */
  readonly env: readonly string[]
  /** Working directory: absolute, inside the root filesystem. */
  readonly cwd: string
  /** Whether its streams are a terminal. */
  readonly terminal?: boolean
  // #region lab-07
  /** How large the terminal is at first. */
  readonly consoleSize?: ConsoleSize
  // #endregion lab-07
  readonly user?: User
  // #region lab-07
  /** Parts of root's power; without it, those that we have. */
  readonly capabilities?: Capabilities
  /** What it may use up, each kind once. */
  readonly rlimits?: readonly Rlimit[]
  /** From -1000 to 1000: how soon it is killed when memory is short. */
  readonly oomScoreAdj?: number
  /** Whether no file that it executes is to give it any right. */
  readonly noNewPrivileges?: boolean
  readonly apparmorProfile?: string
  readonly selinuxLabel?: string
  readonly ioPriority?: IoPriority
  readonly scheduler?: Scheduler
  readonly execCPUAffinity?: CpuAffinity
  // #endregion lab-07
}

// #region lab-07
/** In characters. @see runtime-spec config.md, "Process" */
export interface ConsoleSize {
  readonly height: number
  readonly width: number
}
// #endregion lab-07

/** Who runs it. @see runtime-spec config.md, "User" */
export interface User {
  readonly uid: number
  readonly gid: number
  // #region lab-07
  readonly additionalGids?: readonly number[]
  /** Permissions that files do not get; absent: as it is. */
  readonly umask?: number
  // #endregion lab-07
}

/** What only Linux has. @see runtime-spec config-linux.md */
export interface Linux {
  readonly namespaces: readonly Namespace[]
  // #region lab-02
  /** Users of the container, as users of the host. */
  readonly uidMappings?: readonly IdMapping[]
  readonly gidMappings?: readonly IdMapping[]
  /** Clocks of the container, against those of the host. */
  readonly timeOffsets?: TimeOffsets
  // #endregion lab-02
  // #region lab-03
  /** Device nodes, besides those that every container has. */
  readonly devices?: readonly Device[]
  readonly rootfsPropagation?: Propagation
  /** Absolute paths inside that nobody can read. */
  readonly maskedPaths?: readonly string[]
  /** Absolute paths inside that nobody can write. */
  readonly readonlyPaths?: readonly string[]
  // #endregion lab-03
  // #region lab-04
  /** Where its cgroup is: from the top if absolute, else from a place of ours. */
  readonly cgroupsPath?: string
  /** What its processes may use together. */
  readonly resources?: Resources
  // #endregion lab-04
  // #region lab-07
  readonly personality?: Personality
  /** Settings of the kernel, of which its namespaces have their own. */
  readonly sysctl?: Sysctl
  /** Which system calls its processes may make. */
  readonly seccomp?: Seccomp
  // #endregion lab-07
}

// #region lab-07
/** The moments at which hooks are run, in their order. */
export const HOOK_KINDS = [
  'prestart',
  'createRuntime',
  'createContainer',
  'startContainer',
  'poststart',
  'poststop',
] as const

/** One of these moments. */
export type HookKind = (typeof HOOK_KINDS)[number]

/** @see runtime-spec config.md, "POSIX-platform Hooks" */
export type Hooks = { readonly [kind in HookKind]?: readonly Hook[] }

/** A program to be run, with the state of the container as its input. */
export interface Hook {
  /** Absolute. */
  readonly path: string
  /** All of them, its name included; without it, `[path]`. */
  readonly args?: readonly string[]
  /** The whole environment, as `NAME=value`; without it, that of the runtime. */
  readonly env?: readonly string[]
  /** Seconds after which it has failed. */
  readonly timeout?: number
}
// #endregion lab-07

/** A resource of the kernel to have apart. @see config-linux.md, "Namespaces" */
export interface Namespace {
  readonly type: NamespaceType
  /** Enter the one that this file of the host refers to; absent: a new one. */
  readonly path?: string
}

/** Kinds of namespaces, in the words of the specification. */
export type NamespaceType =
  | 'cgroup'
  | 'ipc'
  | 'mount'
  | 'network'
  | 'pid'
  | 'time'
  | 'user'
  | 'uts'

// #region lab-02
/** A range of IDs. @see config-linux.md, "User namespace mappings" */
export interface IdMapping {
  readonly containerID: number
  readonly hostID: number
  readonly size: number
}

/** @see config-linux.md, "Offset for Time Namespace" */
export interface TimeOffsets {
  readonly monotonic?: TimeOffset
  readonly boottime?: TimeOffset
}

/** Added to a clock of the host; `nanosecs` is never negative. */
export interface TimeOffset {
  readonly secs: number
  readonly nanosecs: number
}
// #endregion lab-02

// #region lab-03
/** A filesystem to attach. @see config.md, "Mounts" */
export interface Mount {
  /** Absolute path inside the root filesystem. */
  readonly destination: string
  readonly type?: string
  /** For a bind mount: a path of the host, absolute or relative to the bundle. */
  readonly source?: string
  /** As mount(8) and the specification name them: `nosuid`, `rbind`, `size=64k`. */
  readonly options: readonly string[]
  /** Owners on the disk, as users of the host; for a bind mount, both or none. */
  readonly uidMappings?: readonly IdMapping[]
  readonly gidMappings?: readonly IdMapping[]
}

/** @see config-linux.md, "Devices" */
export interface Device {
  /** Absolute path inside. */
  readonly path: string
  /** Character device (`c`, or `u` for unbuffered), block device, FIFO. */
  readonly type: 'c' | 'u' | 'b' | 'p'
  readonly major?: number
  readonly minor?: number
  readonly fileMode?: number
  readonly uid?: number
  readonly gid?: number
}

/** @see config-linux.md, "Rootfs Mount Propagation"; mount_namespaces(7) */
export type Propagation = 'shared' | 'slave' | 'private' | 'unbindable'
// #endregion lab-03

// #region lab-04
/**
 * Limits on all processes of the container together. A number of -1 means no
 * limit, an absent one that nothing is to change.
 *
 * @see config-linux.md, "Control groups"
 */
export interface Resources {
  /** Who may do what with which device; of two rules the later one counts. */
  readonly devices?: readonly DeviceRule[]
  readonly memory?: MemoryResources
  readonly cpu?: CpuResources
  readonly pids?: PidsResources
  readonly blockIO?: BlockIoResources
  readonly hugepageLimits?: readonly HugepageLimit[]
  /** By the name of the RDMA device, `mlx5_0`. */
  readonly rdma?: Readonly<Record<string, RdmaLimit>>
  /** Text for a file of the cgroup by its name, before all of the above. */
  readonly unified?: Readonly<Record<string, string>>
}

/** @see config-linux.md, "Allowed Device list" */
export interface DeviceRule {
  readonly allow: boolean
  /** `a`, as an absent one, is for both kinds. */
  readonly type?: 'a' | 'c' | 'b'
  /** -1, as an absent one, is for all numbers. */
  readonly major?: number
  readonly minor?: number
  /** Letters out of `rwm`: read, write, mknod(2). Absent, it is all three. */
  readonly access?: string
}

/** In bytes. @see config-linux.md, "Memory" */
export interface MemoryResources {
  readonly limit?: number
  /** What the kernel leaves it even when memory is short. */
  readonly reservation?: number
  /** Memory and swap *together*, as in version 1 of cgroups. */
  readonly swap?: number
  /** Whether a limit below what is in use is to be refused. */
  readonly checkBeforeUpdate?: boolean
}

/** In microseconds. @see config-linux.md, "CPU" */
export interface CpuResources {
  /** Share against siblings, from 2 to 262144, as in version 1 of cgroups. */
  readonly shares?: number
  /** Time for all of its threads in each period; it may exceed one period. */
  readonly quota?: number
  /** What may be saved up in idle periods, for a busy one. */
  readonly burst?: number
  readonly period?: number
  /** 1: only what nobody else wants. */
  readonly idle?: number
  /** `0-3,7`: processors, and nodes of memory, that it may use. */
  readonly cpus?: string
  readonly mems?: string
}

/** @see config-linux.md, "PIDs" */
export interface PidsResources {
  readonly limit: number
}

/** @see config-linux.md, "Block IO" */
export interface BlockIoResources {
  /** Share against siblings, from 10 to 1000. */
  readonly weight?: number
  readonly weightDevice?: readonly WeightDevice[]
  readonly throttleReadBpsDevice?: readonly ThrottleDevice[]
  readonly throttleWriteBpsDevice?: readonly ThrottleDevice[]
  readonly throttleReadIOPSDevice?: readonly ThrottleDevice[]
  readonly throttleWriteIOPSDevice?: readonly ThrottleDevice[]
}

/** A share of one disk. */
export interface WeightDevice {
  readonly major: number
  readonly minor: number
  readonly weight: number
}

/** Bytes, or operations, each second. */
export interface ThrottleDevice {
  readonly major: number
  readonly minor: number
  readonly rate: number
}

/** @see config-linux.md, "Huge page limits" */
export interface HugepageLimit {
  /** `2MB`, as files of the cgroup have it in their names. */
  readonly pageSize: string
  readonly limit: number
}

/** @see config-linux.md, "RDMA" */
export interface RdmaLimit {
  readonly hcaHandles?: number
  readonly hcaObjects?: number
}
// #endregion lab-04
