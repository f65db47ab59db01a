/**
 * What a guest looks like at one time: who runs there, what each of them sees,
 * and what bounds them. Built from texts that the agent read in one go; every
 * name in it was chosen by somebody in the guest, who may be hostile.
 *
 *     guest ──SceneTexts──▶ SceneBuilder ──Scene──▶ tables ──▶ diff
 *
 * Nothing here needs Node, so a page of a browser has the same types.
 */
import type { MountInfo } from '../evidence/mountinfo.ts'
import type { NamespaceFile } from '../evidence/namespaces.ts'
import type { NetworkState } from '../evidence/network-state.ts'
import type { ScenePart } from '../evidence/scene-texts.ts'
import type { Usage } from '../evidence/usage.ts'

export interface Scene {
  /** CLOCK_MONOTONIC of the guest when looking began, in milliseconds. */
  readonly atMs: number
  /** How long looking took: the doubt about everything else here. */
  readonly tookMs: number
  readonly machine: {
    readonly cpus: number
    /** Bytes. */
    readonly memory: number
    /** Its release: `6.12.9-0-virt`. */
    readonly kernel: string
  }
  /** Users' processes by number: no threads of the kernel, not the kit's agent. */
  readonly processes: readonly SceneProcess[]
  readonly containers: readonly SceneContainer[]
  /** One for each mount namespace that somebody is in, that of process 1 first. */
  readonly mountTables: readonly SceneMountTable[]
  readonly overlays: readonly SceneOverlay[]
  readonly cgroups: readonly SceneCgroup[]
  /** That of the machine first. */
  readonly networks: readonly SceneNetwork[]
  /** What is not shown whole. */
  readonly cut: readonly ScenePart[]
}

export type { ScenePart }

export interface SceneProcess {
  readonly pid: number
  readonly parent: number
  /** Its numbers, from the outermost PID namespace to its own. */
  readonly nsPids: readonly number[]
  readonly comm: string
  readonly argv: readonly string[]
  /** Effective, as the machine numbers users. */
  readonly uid: number
  /** One letter: `R`, `S`, `D`, `T`, `Z`. @see proc_pid_stat(5) */
  readonly state: string
  /** `mnt` → `mnt:[4026531841]`; empty texts of a zombie, which has left them. */
  readonly namespaces: Readonly<Record<NamespaceFile, string>>
  /** Path in the v2 hierarchy. */
  readonly cgroup: string | null
  /** Its root directory, as the machine sees it. */
  readonly root: string
  /** `CapEff`, 16 hexadecimal digits. */
  readonly capabilities: string
  /** 0 none, 1 strict, 2 filter. @see proc_pid_status(5), "Seccomp" */
  readonly seccomp: number
  readonly noNewPrivs: boolean
  /** The container it belongs to, by its key in `containers`: `id`. */
  readonly container: string | null
}

export interface SceneContainer {
  /** As its runtime calls it; `pid:[…]` of one that no runtime wrote down. */
  readonly id: string
  /** Its first process; `null` once that is gone. */
  readonly pid: number | null
  /** `created`, `running`, `paused`, `stopped`. */
  readonly status: string
  /** Path in the v2 hierarchy. */
  readonly cgroup: string | null
  readonly bundle: string | null
}

export interface SceneMountTable {
  /** `mnt:[4026531841]` */
  readonly namespace: string
  /** Whose table it is: paths in it begin at the root of this process. */
  readonly pid: number
  readonly mounts: readonly MountInfo[]
}

export interface SceneOverlay {
  readonly mountPoint: string
  /** The mount namespace in which it is mounted there: `mnt:[…]`. */
  readonly namespace: string
  /** Folders as mount(2) was told them, the topmost first. */
  readonly lower: readonly string[]
  readonly upper: string | null
  readonly work: string | null
  /** What lies in the upper layer, sorted by path. */
  readonly changes: readonly OverlayChange[]
  /** There is more in the upper layer than is shown. */
  readonly cut: boolean
}

export interface OverlayChange {
  /** Relative to the upper layer. */
  readonly path: string
  readonly kind: OverlayChangeKind
  readonly size: number
}

/**
 * `new`: no lower layer has it. `copied-up`: one does, and this one is shown
 * instead. `whiteout`: one does, and it is hidden. `opaque`: a directory that
 * shows nothing from below. `directory`: one that is merged with those below.
 */
export type OverlayChangeKind =
  | 'new'
  | 'copied-up'
  | 'whiteout'
  | 'opaque'
  | 'directory'

export interface SceneCgroup {
  readonly path: string
  /** One that is made anew at the same path has another. */
  readonly id: number
  /** What its first process calls itself. */
  readonly program: string | null
  readonly usage: Usage
}

export interface SceneNetwork {
  /** `net:[4026531840]` */
  readonly namespace: string
  /** `host`, the ID of a container, or a name below `/run/netns`. */
  readonly name: string
  /** Somebody who is in there; `null` if only a file keeps it. */
  readonly pid: number | null
  /** Of the time `stateAtMs`: the tools that tell it are run only now and then. */
  readonly state: NetworkState
  /** `null` until they have been run there; the state is empty then. */
  readonly stateAtMs: number | null
  /** Name of a link → what has passed it. */
  readonly counters: Readonly<Record<string, LinkCounters>>
}

export interface LinkCounters {
  readonly rxBytes: number
  readonly rxPackets: number
  readonly txBytes: number
  readonly txPackets: number
}
