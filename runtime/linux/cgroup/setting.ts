/** Text for one file of a cgroup. */
export interface Setting {
  /** `memory.max` */
  readonly file: string
  readonly value: string
  /** What takes its place where the kernel has no such file. */
  readonly otherwise?: Setting
  /** Whether nothing is lost where the kernel has no such file. */
  readonly optional?: boolean
}

/** A number as files of a cgroup have it: -1 is no limit. */
export function limitText(limit: number): string {
  return limit < 0 ? 'max' : `${limit}`
}
