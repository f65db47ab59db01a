// The root of a container that has mounts of its own, from a directory of the
// host to a machine of its own:
//
//     rootfs ─▶ a mount ─▶ mounts, /dev, what is hidden ─▶ pivot_root ─▶ cwd
//               └── the host can be reached, by descriptor ─┘
import { posix } from 'node:path'
import { openDestination } from '../linux/destination.ts'
import { makeDevLinks } from '../linux/dev-links.ts'
import { DEFAULT_DEVICES, devicesWith, makeDevices } from '../linux/devices.ts'
import { maskPath } from '../linux/masked-paths.ts'
import { recordMount } from '../linux/mounts.ts'
import { type Figures, recordOwnFigures } from '../linux/own-figures.ts'
import { pivotRoot } from '../linux/pivot-root.ts'
import { makePathReadOnly } from '../linux/read-only-paths.ts'
import { makeRootReadOnly } from '../linux/read-only-root.ts'
import { type ReadyMounts, readyInDrawing } from '../linux/ready-mount.ts'
import { partFromHost, setRootPropagation } from '../linux/root-propagation.ts'
import { enterDirectory } from '../linux/working-directory.ts'
import { isBind, isRemount } from '../spec/mount-options.ts'
import type { Mount, Spec } from '../spec/runtime-spec.ts'
import type { Program, Word } from '../sys/program.ts'
import type { WindowSize } from '../sys/terminal-structs.ts'
import type { Bundle } from './bundle.ts'
import { prepareConsole, recordOwnTerminal } from './own-terminal.ts'

/** What is there already when the process is born. */
export interface Prepared {
  /** Those of its mounts that only the parent could make. */
  readonly mounts?: ReadyMounts
  // #region lab-04
  /** What it is to see of the machine in /proc. */
  readonly figures?: Figures
  // #endregion lab-04
  /** Records what else is to happen while the host can be reached. */
  readonly beforePivot?: (() => void) | undefined
  // #region lab-07
  /** Where the master of its terminal goes. */
  readonly console?: number
  readonly windowSize?: WindowSize
  // #endregion lab-07
}

/**
 * Record how a process in a new mount namespace makes a directory its root and
 * puts into it what the bundle asks for.
 *
 * No mount of its namespace may be shared with the host by now.
 *
 * @param prepared By the parent, because only it can.
 * @see runtime-spec config.md, "Root", "Mounts"; config-linux.md
 */
export function recordOwnRoot(
  child: Program,
  { spec, rootfs }: Pick<Bundle, 'spec' | 'rootfs'>,
  prepared: Prepared = {},
): void {
  const { mounts = readyInDrawing(spec.mounts) } = prepared
  const { rootfsPropagation } = spec.linux ?? {}
  child.note('What is made from here on has the permissions it is given')
  const umask = child.umask(0)
  const root = pivotRoot(child, rootfs, (root) => {
    partFromHost(child, root, rootfsPropagation)
    furnish(child, root, spec, mounts)
    // #region lab-04
    if (prepared.figures) recordOwnFigures(child, root, prepared.figures)
    // #endregion lab-04
    hidePaths(child, root, spec)
    prepared.beforePivot?.()
    // #region lab-07
    recordOwnTerminal(child, root, spec, prepared)
    // #endregion lab-07
  })
  if (rootfsPropagation) setRootPropagation(child, root, rootfsPropagation)
  if (spec.root.readonly) makeRootReadOnly(child, root)
  child.close(root)
  child.umask(umask)
  enterDirectory(child, spec.process.cwd)
}

function furnish(
  child: Program,
  root: Word,
  spec: Spec,
  ready: ReadyMounts,
): void {
  const mounts = spec.mounts ?? []
  const filled = mounts.filter(isFilledFirst)
  for (const mount of mounts) {
    const first = filled.includes(mount) ? writable(mount) : mount
    recordMount(child, root, first, ready.get(mount))
  }
  furnishDev(child, root, spec)
  // #region lab-07
  prepareConsole(child, root, spec)
  // #endregion lab-07
  for (const mount of filled)
    recordMount(child, root, { ...mount, options: ['remount', 'bind', 'ro'] })
}

function hidePaths(child: Program, root: Word, { linux }: Spec): void {
  const { maskedPaths = [], readonlyPaths = [] } = linux ?? {}
  for (const path of maskedPaths) maskPath(child, root, path)
  for (const path of readonlyPaths) makePathReadOnly(child, root, path)
}

// A tmpfs that is to be read-only is empty, and would stay so: what is mounted
// in it needs a place, and /dev its nodes. It becomes read-only afterwards.
function isFilledFirst(mount: Mount, index: number, all: readonly Mount[]) {
  const { destination, options, type } = mount
  const isLast = !all.slice(index + 1).some((m) => isAt(m, destination))
  const isReadOnly = options.lastIndexOf('ro') > options.lastIndexOf('rw')
  const isNew = type === 'tmpfs' && !isBind(mount) && !isRemount(mount)
  return isReadOnly && isLast && isNew
}

function writable(mount: Mount): Mount {
  return { ...mount, options: mount.options.filter((word) => word !== 'ro') }
}

const isAt = ({ destination }: Mount, path: string) =>
  posix.resolve(destination) === posix.resolve(path)

// A /dev that is bound from the host has what it needs, and is not ours to
// change. In one that is part of the image, nodes would stay on the disk of the
// host when the container is gone: only those that were asked for are made.
function furnishDev(child: Program, root: Word, spec: Spec): void {
  const { devices = [], namespaces = [] } = spec.linux ?? {}
  const dev = spec.mounts?.findLast(
    (mount) => isAt(mount, '/dev') && !isRemount(mount),
  )
  if (dev && isBind(dev)) return
  const canMakeNodes = !namespaces.some(({ type }) => type === 'user')
  const all = dev ? devicesWith(devices, DEFAULT_DEVICES) : devices
  makeDevices(child, root, all, canMakeNodes)
  if (dev) furnishLinks(child, root)
}

function furnishLinks(child: Program, root: Word): void {
  const dev = openDestination(child, root, '/dev')
  makeDevLinks(child, dev)
  child.close(dev)
}
