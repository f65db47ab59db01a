// What the doctor knows of a machine and of the process that failed there, as
// data: read-facts.ts reads it, tests write it down.
import type { Mount } from '../mountinfo.ts'

/** A namespace that a process is in. */
export interface NamespaceFact {
  /** As readlink(2) has it: `net:[4026531840]`. */
  readonly id: string
  /** The user namespace whose root rules it: `user:[4026531837]`. */
  readonly owner: string | undefined
}

/** Where the lookup of a path ended. */
export type WalkEnd =
  | 'found'
  | 'missing'
  | 'not a directory'
  | 'loop'
  | 'outside'
  | 'unknown'

/** How a path was resolved, one name after the other. @see path_resolution(7) */
export interface Walk {
  readonly end: WalkEnd
  /** The last name reached, with what leads there. */
  readonly at: string
  /** Symbolic links on the way. */
  readonly links: readonly { readonly path: string; readonly target: string }[]
}

/** What is at a path, or behind a descriptor. */
export interface PathFact {
  /** As the process named it. */
  readonly path: string
  readonly walk: Walk
  /** `directory`, `file`, `namespace`, `character device`, …; undefined if none. */
  readonly kind: string | undefined
  /** The mount it lies on, as in mountinfo. */
  readonly mountId: number
  readonly isMountRoot: boolean
  /** `nosuid`, `nodev`, `noexec`, `ro` of the mount it lies on. */
  readonly mountFlags: readonly string[]
  /** Permissions, as chmod(2) takes them. */
  readonly mode: number
  /** For a file of a namespace: `net:[4026531840]`. */
  readonly namespace: string | undefined
  /** The user namespace that owns that one. */
  readonly owner: string | undefined
}

/** A program that could not be executed. */
export interface ProgramFact {
  /** `elf`, `script`, or undefined for what the kernel does not know. */
  readonly format: 'elf' | 'script' | undefined
  /** Loader or interpreter it names, and whether that is there. */
  readonly interpreter: string | undefined
  readonly interpreterWalk: Walk | undefined
  /** `e_machine` of its header: `x86-64`. */
  readonly machine: string | undefined
}

/** A process, as its folder in /proc shows it. */
export interface ProcessFacts {
  /** `/proc/812`. */
  readonly proc: string
  readonly mounts: readonly Mount[]
  /** Fields of `status`: `{ CapEff: '000001ffffffffff', … }`. */
  readonly status: Readonly<Record<string, string>>
  /** By the name in /proc: `mnt`, `net`, `user`. */
  readonly namespaces: Readonly<Record<string, NamespaceFact>>
  readonly uidMap: string
  readonly gidMap: string
  readonly setgroups: string
}

/** Everything that rules may look at. */
export interface Facts {
  /** The process that made the call. */
  readonly process: ProcessFacts
  /** The one that asks, which is its parent or the same. */
  readonly own: ProcessFacts
  readonly root: PathFact | undefined
  readonly cwd: PathFact | undefined
  /** By the index of the argument that is a path. */
  readonly paths: readonly (PathFact | undefined)[]
  /** Small files of the host by their path, without their last newline. */
  readonly files: Readonly<Record<string, string>>
  /** What the kernel said of a filesystem that is being made. */
  readonly log: readonly string[]
  readonly program: ProgramFact | undefined
  /** Of the process whose map is written: its folder in /proc. */
  readonly target: ProcessFacts | undefined
  /** Processes in the PID namespace in which its next child would be born. */
  readonly inhabitants: number
  /** Our name on this machine. */
  readonly userName: string | undefined
  /** `x86-64`, as in `ProgramFact`. */
  readonly machine: string
}
