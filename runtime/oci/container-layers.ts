// The root of a container made of layers, from before it is mounted to after
// its end:
//
//     written down ──▶ directories ──▶ mounted ──▶ container ──▶ unmounted
//
// As with its cgroup, what is written down first is not forgotten by a mini-runc
// that is killed: the next one to come by, `delete` or `run`, undoes it.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  statSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LayerError } from '../errors.ts'
import { Directory } from '../linux/directory.ts'
import { nameOfText } from '../linux/file-name.ts'
import { mountOverlay, unmountOverlay } from '../linux/overlay.ts'
import { removeTree } from '../linux/remove-tree.ts'
import { type Mount, parseMountinfo } from '../mountinfo.ts'
import { locked } from './lock.ts'
import type { LayersState, LayersWish } from './plan-layers.ts'

/** How often a root that is in use is tried again, and how long between. */
const ATTEMPTS = 100
const PAUSE_MS = 20

/**
 * Make the directory that nobody else may use meanwhile.
 *
 * @throws {LayerError} If somebody does; then there is nothing to be undone.
 */
export function claimUpper(planned: LayersState): LayersState {
  makeWork(planned.work, planned.upper)
  return { ...planned, isOurs: true }
}

/** It is there as long as `upper` is in use, which the kernel does not mind. */
function makeWork(work: string, upper: string): void {
  try {
    mkdirSync(work, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const wanted = `absent: "${upper}" is in use while it is there`
    throw new LayerError(work, wanted, 'it', { cause: error })
  }
}

/** The root of an overlay has the owner and the mode of the upper directory. */
function makeUpper(upper: string, topmost: string): void {
  const { uid, gid, mode } = statSync(topmost)
  mkdirSync(upper, { mode: 0o700 })
  chownSync(upper, uid, gid)
  chmodSync(upper, mode & 0o7777)
}

/**
 * Mount the layers over the root of a bundle.
 *
 * @throws {LayerError} If other layers are there, or one of ours is not.
 * @throws {SyscallError} What `mountOverlay` throws.
 */
export function mountLayers(
  { source, upper, work }: LayersState,
  { lower }: LayersWish,
  rootfs: string,
): void {
  const target = realpathSync(rootfs)
  const isNew = !existsSync(upper)
  if (isNew) makeUpper(upper, lower[0] ?? target)
  try {
    locked(target, () => {
      refuseLayered(target)
      mountOverlay({ lower, upper, work, target, source })
    })
  } catch (error) {
    if (isNew) removeIfEmpty(upper)
    throw error
  }
}

/** Of two on top of each other, the lower one could not be unmounted. */
function refuseLayered(target: string): void {
  if (uppermostAt(target)?.type !== 'overlay') return
  throw new LayerError(target, 'without layers', 'those of another container')
}

/**
 * Undo all that was made; what is kept stays.
 *
 * @throws {SyscallError} EBUSY if somebody stays in the root.
 * @throws {LayerError} If something was mounted on top of it.
 */
export async function discardLayers(layers: LayersState): Promise<void> {
  const { source, upper, work, isKept, isOurs } = layers
  const mount = mounts().find((mount) => mount.source === source)
  if (mount) await unmount(mount)
  // Before it was ours, it may have been somebody else's.
  if (isOurs) removeDirectory(work)
  else removeIfEmpty(work)
  if (!isKept) removeDirectory(upper)
}

/** Unmount, and wait a little for the last process to leave. */
async function unmount({ id, point }: Mount): Promise<void> {
  if (uppermostAt(point)?.id !== id)
    throw new LayerError(point, 'the uppermost mount', 'another on top of it')
  for (let left = ATTEMPTS; ; left -= 1) {
    try {
      unmountOverlay(point)
      return
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EBUSY' || left === 1) throw error
    }
    await sleep(PAUSE_MS)
  }
}

/** Of mounts at one place, the last to come covers the others. */
function uppermostAt(point: string): Mount | undefined {
  return mounts().findLast((mount) => mount.point === point)
}

function mounts(): Mount[] {
  return parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'))
}

/** A container may have filled it, so no path below it is looked up. */
function removeDirectory(path: string): void {
  if (!existsSync(dirname(path))) return
  const parent = Directory.open(dirname(path))
  try {
    removeTree(parent, nameOfText(basename(path)))
  } finally {
    parent.close()
  }
}

function removeIfEmpty(path: string): void {
  try {
    rmdirSync(path)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['ENOENT', 'ENOTEMPTY'].includes(code)) throw error
  }
}
