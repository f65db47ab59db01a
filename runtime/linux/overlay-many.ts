// Overlays of which the options are longer than the page that mount(2) copies.
// One layer more, and what worked yesterday is EINVAL. There are two ways out:
//
//     Linux 6.8   fsopen ─ fsconfig("lowerdir+", …) for each ─ fsmount
//     before      mount(2) with names as short as numbers: a directory that is
//                 open has one in /proc/self/fd, where we step in: "12:13:14"
import { closeSync, constants, openSync } from 'node:fs'
import { AT_FDCWD } from '../sys/constants/files.ts'
import {
  FSCONFIG_CMD_CREATE,
  FSCONFIG_SET_FLAG,
  FSCONFIG_SET_STRING,
  FSMOUNT_CLOEXEC,
  FSOPEN_CLOEXEC,
  MOUNT_ATTR_RDONLY,
  MOVE_MOUNT_F_EMPTY_PATH,
  MS_RDONLY,
} from '../sys/constants/mounts.ts'
import type { SyscallError } from '../sys/errors.ts'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import { type Overlay, optionsOf, settingsOf } from './overlay-options.ts'

const { O_DIRECTORY, O_RDONLY } = constants

/** fsconfig(2) takes no longer text. */
const MOST_TEXT = 255

/** Mount an overlay, whatever the length of all its names together. */
export function mountManyLayers(overlay: Overlay): void {
  const { lower, upper, work } = overlay
  const names = [...lower, upper ?? '', work ?? '']
  // What is escaped in which of the two ways has changed with almost every
  // kernel. A number needs no escape.
  const isPlain = names.every((name) => /^[^\\,:]*$/.test(name))
  const isShort = names.every((name) => Buffer.byteLength(name) <= MOST_TEXT)
  if (isPlain && isShort && mountOneByOne(overlay)) return
  mountByNumbers(overlay)
}

/**
 * Hand each directory over in a call of its own.
 *
 * @returns Whether this kernel takes them so.
 * @see fsconfig(2); overlayfs.rst, "Multiple lower layers"
 */
function mountOneByOne(overlay: Overlay): boolean {
  const context = syscallNumeric('fsopen', 'overlay', FSOPEN_CLOEXEC)
  try {
    if (!takes(context, overlay)) return false
    attach(context, overlay)
    return true
  } finally {
    syscall('close', context)
  }
}

// Linux 6.1 collects whatever it is told, in a page again: it says EINVAL when
// that is full, or at the end. If something else is wrong, mount(2) will say so.
function takes(context: number, overlay: Overlay): boolean {
  try {
    for (const path of overlay.lower) configure(context, 'lowerdir+', path)
    for (const [key, value] of restOf(overlay)) configure(context, key, value)
    syscall('fsconfig', context, FSCONFIG_CMD_CREATE, null, null, 0)
    return true
  } catch (error) {
    if ((error as SyscallError).code === 'EINVAL') return false
    throw error
  }
}

function restOf(overlay: Overlay): [string, string?][] {
  const { upper, work, userxattr, source = 'overlay' } = overlay
  return [
    ['source', source],
    ...(upper && work
      ? ([
          ['upperdir', upper],
          ['workdir', work],
        ] as [string, string][])
      : []),
    ...settingsOf(userxattr).map((text) => text.split('=') as [string]),
  ]
}

function configure(context: number, key: string, value?: string): void {
  const kind = value === undefined ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING
  syscall('fsconfig', context, kind, key, value ?? null, 0)
}

function attach(context: number, { upper, target }: Overlay): void {
  const attributes = upper === undefined ? MOUNT_ATTR_RDONLY : 0
  const tree = syscallNumeric('fsmount', context, FSMOUNT_CLOEXEC, attributes)
  try {
    const flags = MOVE_MOUNT_F_EMPTY_PATH
    syscall('move_mount', tree, '', AT_FDCWD, target, flags)
  } finally {
    syscall('close', tree)
  }
}

/** Name each directory by the number of a descriptor. @see proc_pid_fd(5) */
function mountByNumbers(overlay: Overlay): void {
  const opened: number[] = []
  const number = (path: string) => {
    opened.push(openSync(path, O_RDONLY | O_DIRECTORY))
    return `${opened.at(-1)}`
  }
  try {
    const target = `/proc/self/fd/${number(overlay.target)}`
    const lower = overlay.lower.map(number)
    const { upper, work, userxattr = false, source } = overlay
    const above =
      upper && work ? { upper: number(upper), work: number(work) } : {}
    mountFrom('/proc/self/fd', { ...above, lower, target, userxattr, source })
  } finally {
    for (const fd of opened) closeSync(fd)
  }
}

/** Mount while we are in a directory. The process has one for all threads. */
function mountFrom(place: string, overlay: Overlay): void {
  const before = process.cwd()
  process.chdir(place)
  try {
    const flags = overlay.upper === undefined ? MS_RDONLY : 0
    const { source = 'overlay', target } = overlay
    const options = optionsOf(overlay)
    syscall('mount', source, target, 'overlay', flags, options)
  } finally {
    process.chdir(before)
  }
}
