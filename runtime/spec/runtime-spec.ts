// The members of an OCI runtime-spec 1.2 `config.json` that this runtime acts
// on. A member that means something we cannot do yet is refused by validate.ts
// and never silently left out.

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
  readonly terminal?: boolean
  readonly user?: User
}

/** Who runs it. @see runtime-spec config.md, "User" */
export interface User {
  readonly uid: number
  readonly gid: number
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
}

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
