// From the words of mount(8) to what the kernel is told. There are three
// places for it, and one word may go to two of them:
//
//     ro nosuid noatime …   the mount          mount_setattr, fsmount
//     private rshared …     its propagation    mount_setattr
//     ro sync size=64k …    the filesystem     fsconfig

import {
  type AttributeOption,
  COPY_UP_OPTION,
  EMPTY_OPTIONS,
  ID_MAP_OPTIONS,
  type PropagationOption,
  recursiveOption,
} from '../spec/mount-options.ts'
import {
  MOUNT_ATTR__ATIME,
  MOUNT_ATTR_NOATIME,
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NODIRATIME,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_NOSYMFOLLOW,
  MOUNT_ATTR_RDONLY,
  MOUNT_ATTR_STRICTATIME,
  MS_PRIVATE,
  MS_SHARED,
  MS_SLAVE,
  MS_UNBINDABLE,
} from '../sys/constants/mounts.ts'

/** Attributes to set and to clear, MOUNT_ATTR_… */
export interface AttributeChange {
  readonly set: number
  readonly clear: number
  /** Of the mounts below as well. */
  readonly isRecursive: boolean
}

/** What a mount is to pass on, and to whom. @see mount_namespaces(7) */
export interface MountPropagation {
  /** MS_PRIVATE, MS_SLAVE, MS_SHARED or MS_UNBINDABLE. */
  readonly propagation: number
  readonly isRecursive: boolean
}

/** Something to tell a filesystem: `size` and `64k`, or only `newinstance`. */
export interface Parameter {
  readonly key: string
  readonly value?: string
}

/** The options of a mount, sorted by whom they are for. */
export interface MountOptions {
  /** `rbind`: with all that is mounted below. */
  readonly isRecursive: boolean
  /** To be made in this order. */
  readonly changes: readonly AttributeChange[]
  readonly propagation: MountPropagation | undefined
  readonly parameters: readonly Parameter[]
}

const set = (bit: number) => ({ set: bit, clear: 0 })
const clear = (bit: number) => ({ set: 0, clear: bit })
// Three of the bits are one number, so all of them are cleared to set one.
const atime = (mode: number) => ({ set: mode, clear: MOUNT_ATTR__ATIME })
/** What the kernel does when nothing is said: relatime. */
const DEFAULT_ATIME = atime(0)

type Change = Pick<AttributeChange, 'set' | 'clear'>

const ATTRIBUTES: Readonly<Record<AttributeOption, Change>> = {
  atime: DEFAULT_ATIME,
  dev: clear(MOUNT_ATTR_NODEV),
  diratime: clear(MOUNT_ATTR_NODIRATIME),
  exec: clear(MOUNT_ATTR_NOEXEC),
  noatime: atime(MOUNT_ATTR_NOATIME),
  nodev: set(MOUNT_ATTR_NODEV),
  nodiratime: set(MOUNT_ATTR_NODIRATIME),
  noexec: set(MOUNT_ATTR_NOEXEC),
  // Without relatime, and nothing else instead, the kernel takes relatime.
  norelatime: set(0),
  nostrictatime: DEFAULT_ATIME,
  nosuid: set(MOUNT_ATTR_NOSUID),
  nosymfollow: set(MOUNT_ATTR_NOSYMFOLLOW),
  relatime: DEFAULT_ATIME,
  ro: set(MOUNT_ATTR_RDONLY),
  rw: clear(MOUNT_ATTR_RDONLY),
  strictatime: atime(MOUNT_ATTR_STRICTATIME),
  suid: clear(MOUNT_ATTR_NOSUID),
  symfollow: clear(MOUNT_ATTR_NOSYMFOLLOW),
}

const PROPAGATION: Readonly<Record<PropagationOption, number>> = {
  private: MS_PRIVATE,
  shared: MS_SHARED,
  slave: MS_SLAVE,
  unbindable: MS_UNBINDABLE,
}

/** Say what a mount is, and not what it is made of. */
const KINDS: readonly string[] = [
  ...EMPTY_OPTIONS,
  ...ID_MAP_OPTIONS,
  COPY_UP_OPTION,
  'bind',
  'rbind',
  'remount',
]

/**
 * Sort the options of a mount. Of those that contradict each other the later
 * one wins, as in mount(8).
 *
 * @see mount(8), "FILESYSTEM-INDEPENDENT MOUNT OPTIONS"; mount_setattr(2)
 */
export function mountOptions(options: readonly string[]): MountOptions {
  const parameters = options.flatMap(parameterOf)
  return {
    isRecursive: options.lastIndexOf('rbind') > options.lastIndexOf('bind'),
    changes: [changeOf(options, true), changeOf(options, false)].filter(
      ({ set, clear }) => set !== 0 || clear !== 0,
    ),
    propagation: options.map(propagationOf).findLast(Boolean),
    parameters,
  }
}

/** The attributes a new mount begins with. */
export function attributesOf({ changes }: MountOptions): number {
  return changes.reduce((bits, { set, clear }) => (bits & ~clear) | set, 0)
}

// The recursive change is made first. What it says of the uppermost mount, a
// later option may unsay; and what was said before it has no effect on it.
function changeOf(
  options: readonly string[],
  isRecursive: boolean,
): AttributeChange {
  const change = { set: 0, clear: 0, isRecursive }
  for (const option of options) {
    const found = recursiveOption(option)
    const effect = found && ATTRIBUTES[found.name as AttributeOption]
    if (!effect) continue
    if (isRecursive && !found.isRecursive) continue
    const touched = effect.set | effect.clear
    change.set &= ~touched
    change.clear &= ~touched
    if (found.isRecursive !== isRecursive) continue
    change.set |= effect.set
    change.clear |= effect.clear
  }
  return change
}

function propagationOf(option: string): MountPropagation | undefined {
  const found = recursiveOption(option)
  const propagation = found && PROPAGATION[found.name as PropagationOption]
  return propagation === undefined
    ? undefined
    : { propagation, isRecursive: found?.isRecursive ?? false }
}

function parameterOf(option: string): Parameter[] {
  if (KINDS.includes(option)) return []
  // A filesystem that is read-only as a whole, not only through this mount.
  if (option === 'ro' || option === 'rw') return [{ key: option }]
  if (recursiveOption(option)) return []
  const [key = '', ...value] = option.split('=')
  return value.length === 0 ? [{ key }] : [{ key, value: value.join('=') }]
}
