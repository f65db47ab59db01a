// The options of a mount that mean the same for every filesystem. All others
// (`size=64k`, `newinstance`) are for the filesystem itself to understand.
import type { Mount } from './runtime-spec.ts'

/** Of one mount; each has a recursive form too, `rro` for `ro`. */
export const ATTRIBUTE_OPTIONS = [
  'atime',
  'dev',
  'diratime',
  'exec',
  'noatime',
  'nodev',
  'nodiratime',
  'noexec',
  'norelatime',
  'nostrictatime',
  'nosuid',
  'nosymfollow',
  'relatime',
  'ro',
  'rw',
  'strictatime',
  'suid',
  'symfollow',
] as const

/** What a mount passes on to its copies, each with a recursive form. */
export const PROPAGATION_OPTIONS = [
  'private',
  'shared',
  'slave',
  'unbindable',
] as const

/** Of a filesystem, wherever it is mounted: a bind mount cannot set them. */
export const SUPERBLOCK_OPTIONS = [
  'async',
  'dirsync',
  'lazytime',
  'mand',
  'nolazytime',
  'nomand',
  'sync',
] as const

/** Show owners through a map; the second one on the mounts below as well. */
export const ID_MAP_OPTIONS: readonly string[] = ['idmap', 'ridmap']

/** A tmpfs begins with what its place held before. */
export const COPY_UP_OPTION = 'tmpcopyup'

/** Say what is so anyway. */
export const EMPTY_OPTIONS = ['defaults', 'loud', 'silent'] as const

export type AttributeOption = (typeof ATTRIBUTE_OPTIONS)[number]
export type PropagationOption = (typeof PROPAGATION_OPTIONS)[number]
export type SuperblockOption = (typeof SUPERBLOCK_OPTIONS)[number]

/** An option that has a recursive form. */
type RecursiveOption = AttributeOption | PropagationOption

const RECURSIVE: readonly string[] = [
  ...ATTRIBUTE_OPTIONS,
  ...PROPAGATION_OPTIONS,
]

/** Take `rro` apart into `ro` and "recursive"; undefined for other options. */
export function recursiveOption(
  option: string,
): { name: RecursiveOption; isRecursive: boolean } | undefined {
  if (RECURSIVE.includes(option))
    return { name: option as RecursiveOption, isRecursive: false }
  const name = option.slice(1)
  if (option.startsWith('r') && RECURSIVE.includes(name))
    return { name: name as RecursiveOption, isRecursive: true }
  return undefined
}

/** Whether this mount shows a directory or file of the host once more. */
export function isBind({ type, options }: Pick<Mount, 'type' | 'options'>) {
  return (
    type === 'bind' || options.includes('bind') || options.includes('rbind')
  )
}

/** Whether a mount shows owners through a map, its own or the container's. */
export function isIdMapped({ options, uidMappings }: Mount): boolean {
  return (
    uidMappings !== undefined || options.some((o) => ID_MAP_OPTIONS.includes(o))
  )
}

/** Whether a tmpfs is to begin with what its place held before. */
export function isCopiedUp({ options }: Pick<Mount, 'options'>): boolean {
  return options.includes(COPY_UP_OPTION)
}

/** Whether this entry changes a mount that an earlier one has made. */
export function isRemount({ options }: Pick<Mount, 'options'>): boolean {
  return options.includes('remount')
}
