/** What cgroup-look.ts has read; a page of a browser knows these types as well. */

/** One cgroup at one time. */
export interface CgroupTexts {
  /** Path below the mount: `/mini-runc/web`. */
  readonly path: string
  /** One that is made anew at the same path has another. */
  readonly id: number
  /** CLOCK_MONOTONIC right before its files were read, in nanoseconds. */
  readonly atNs: number
  /** What its first process calls itself. @see proc_pid_comm(5) */
  readonly program: string | null
  /** File → text; `null` where there is none, as without its controller. */
  readonly texts: Readonly<Record<string, string | null>>
}

export interface CgroupLook {
  /** Where cgroup v2 is mounted; `null` if it is not. */
  readonly root: string | null
  /** Processors and bytes of memory that the machine has. */
  readonly cpus: number
  readonly memory: number
  readonly cgroups: readonly CgroupTexts[]
  /** How long looking took: who looks often can see what it costs. */
  readonly tookNs: number
  /** There are more cgroups than anybody could look at. */
  readonly cut: boolean
}
