/**
 * What the agent reads for one scene, as texts: what they mean is said by
 * checker/scene. Who was gone when its turn came is not in here.
 */
import type { CgroupLook } from './cgroup-texts.ts'

export interface SceneTexts {
  /** CLOCK_MONOTONIC when looking began, in nanoseconds. */
  readonly atNs: number
  readonly tookNs: number
  readonly kernel: string
  /** Namespaces of the machine: `mnt:[4026531841]`, one of each kind. */
  readonly home: readonly string[]
  readonly processes: readonly ProcessTexts[]
  readonly states: readonly StateTexts[]
  readonly mounts: readonly MountTexts[]
  /** `null` if nobody asked. */
  readonly overlays: readonly OverlayTexts[] | null
  readonly cgroups: CgroupLook
  /** `null` if nobody asked. */
  readonly networks: readonly NetworkTexts[] | null
  readonly cut: readonly ScenePart[]
}

/** What a scene is made of; each is bounded. */
export type ScenePart =
  | 'processes'
  | 'containers'
  | 'mounts'
  | 'overlays'
  | 'cgroups'
  | 'networks'

export interface ProcessTexts {
  readonly pid: number
  /** As far as the time at which it started. @see proc_pid_stat(5) */
  readonly stat: string
  /** Of what follows. */
  readonly mark: string
  /** What hardly changes; `null` if the asker knew one with that mark. */
  readonly rest: RestOfProcess | null
}

/** By what a mark of a process is known. */
export const processKey = (pid: number) => `pid ${pid}`

export interface RestOfProcess {
  /** Some lines of it. @see proc_pid_status(5) */
  readonly status: string
  /** The beginning. @see proc_pid_cmdline(5) */
  readonly cmdline: string
  readonly cgroup: string
  readonly root: string
  /** `mnt:[…]`, one of each kind; none of a zombie. */
  readonly namespaces: readonly string[]
}

/** What a runtime wrote down about a container. */
export interface StateTexts extends Marked {
  /** Its folder: `/run/mini-runc/web`. */
  readonly folder: string
  /** Somebody is to start it: its FIFO is there. */
  readonly hasFifo: boolean
}

/**
 * A text that is sent once: `null` if the asker knew one with that mark, so that
 * what never changes does not travel four times a second.
 */
export interface Marked {
  readonly mark: string
  readonly text: string | null
}

export interface MountTexts extends Marked {
  /** `mnt:[4026531841]` */
  readonly namespace: string
  readonly pid: number
}

export interface OverlayTexts {
  /** `major:minor`, by which tables of mounts name it. */
  readonly device: string
  readonly entries: readonly OverlayEntry[]
  /** There is more in it, or it could not be read. */
  readonly cut: boolean
}

/** A file of an upper layer. */
export interface OverlayEntry {
  /** Relative to the upper layer. */
  readonly path: string
  readonly kind: 'directory' | 'whiteout' | 'other'
  readonly size: number
  /** What the layers below show in its place. */
  readonly below: 'directory' | 'other' | null
  /** A directory that shows nothing from below. */
  readonly isOpaque: boolean
}

export interface NetworkTexts {
  /** `net:[4026531840]` */
  readonly namespace: string
  /** Somebody who is in there. */
  readonly pid: number | null
  /** A file that keeps it. */
  readonly path: string | null
  /** `/proc/<pid>/net/dev`: names of links, and what passed them. */
  readonly dev: string
  /** What the tools said when they were last run there: see network-state.ts. */
  readonly state: (Marked & { readonly atNs: number }) | null
}
