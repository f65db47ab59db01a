// The cgroup of a container, from before its first process to after its last:
//
//     written down ──▶ made ──▶ limited ──▶ processes ──▶ killed, removed
//
// What is written down first, a mini-runc that is killed cannot forget: the
// next one to come by, `delete` or `run`, removes it.
import { constants, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { applySettings } from '../linux/cgroup/apply.ts'
import { controllersOf } from '../linux/cgroup/controllers.ts'
import { createCgroup, removeIfEmpty } from '../linux/cgroup/create.ts'
import { attachDeviceFilter } from '../linux/cgroup/device-filter-attach.ts'
import { findHierarchy } from '../linux/cgroup/hierarchy.ts'
import {
  ancestorsOf,
  cgroupDirectory,
  OWN_PLACE,
} from '../linux/cgroup/path.ts'
import { removeCgroup } from '../linux/cgroup/remove.ts'
import { settingsOf } from '../linux/cgroup/settings.ts'
import type { Resources, Spec } from '../spec/runtime-spec.ts'

/** What is written down of the cgroup of a container. */
export interface CgroupState {
  readonly directory: string
  /** Directories to be removed with it, as far as nobody else uses them. */
  readonly made: readonly string[]
  /** Whether it is there for us alone: processes in it are the container's. */
  readonly isOurs: boolean
  /** The limits that were asked for. */
  readonly resources: Resources
}

/**
 * Decide what the cgroup of a container is to be; nothing is made yet.
 *
 * @param id Name of the container.
 * @throws {CgroupError} If this machine has no cgroups of version 2.
 */
export function planCgroup({ linux }: Spec, id: string): CgroupState {
  const { mountPoint } = findHierarchy()
  const directory = cgroupDirectory(mountPoint, id, linux?.cgroupsPath)
  const own = join(mountPoint, OWN_PLACE)
  const [, ...ancestors] = ancestorsOf(mountPoint, directory)
  const made = [...ancestors, directory].filter(
    (path) => path === own || !existsSync(path),
  )
  return { directory, made, isOurs: false, resources: linux?.resources ?? {} }
}

/**
 * Make the cgroup that was planned. It has no limits yet.
 *
 * @throws {CgroupError} If it cannot be had, or is somebody else's; then there
 *   is nothing to be removed.
 */
export function makeCgroup(planned: CgroupState): CgroupState {
  const { directory, resources } = planned
  const controllers = controllersOf(settingsOf(resources))
  const made = createCgroup(directory, controllers)
  return { ...planned, made, isOurs: true }
}

/**
 * Put its limits on a cgroup that was made: before there is anybody in it, so
 * that nobody was ever without them.
 *
 * @throws {CgroupError} If the kernel does not take one of them.
 * @throws {SyscallError} If it does not take the filter for devices.
 */
export function limitCgroup({ directory, resources }: CgroupState): void {
  applySettings(directory, settingsOf(resources))
  if (resources.devices) attachDeviceFilter(directory, resources.devices)
}

/** Open its directory, for a process to be born into it. */
export function openCgroup(directory: string): number {
  return openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
}

/**
 * Remove a cgroup with all that is in it.
 *
 * @throws {CgroupError} If a process in it does not die.
 */
export async function discardCgroup(cgroup: CgroupState): Promise<void> {
  const { directory, made, isOurs } = cgroup
  if (isOurs) return removeCgroup(directory, made)
  // There is nobody of ours in it, and perhaps it was somebody else's before.
  for (const path of [...made].sort().reverse()) removeIfEmpty(path)
}
