// Other limits for a container that is there already.
import { applySettings, refuseBelowUsage } from '../linux/cgroup/apply.ts'
import { hasCgroupFile, readCgroupFile } from '../linux/cgroup/cgroup-file.ts'
import {
  controllersOf,
  enableControllers,
} from '../linux/cgroup/controllers.ts'
import { findHierarchy, requireControllers } from '../linux/cgroup/hierarchy.ts'
import type { Setting } from '../linux/cgroup/setting.ts'
import { settingsOf } from '../linux/cgroup/settings.ts'
import type { JsonValue } from '../spec/json-value.ts'
import { parseResources } from '../spec/parse-resources.ts'
import type { Resources } from '../spec/runtime-spec.ts'
import { locked } from './lock.ts'
import { cgroupOf, loadAlive, writeState } from './state.ts'

/**
 * Change limits of a container. Those of which nothing is said stay.
 *
 * @param wanted In the form of `linux.resources`.
 * @throws {StateError} If it does not run, or has no cgroup of its own.
 * @throws {SpecError} If there can be no such limits.
 * @throws {CgroupError} If the kernel does not take one of them; those that
 *   were written before it are taken back.
 */
export function update(root: string, id: string, wanted: JsonValue): void {
  // Else a container that is not there would be an error of a lock.
  loadAlive(root, id)
  locked(root, () => {
    const state = loadAlive(root, id)
    const cgroup = cgroupOf(state)
    const change = changeOf(wanted, cgroup.resources)
    const settings = settingsOf(change)
    if (change.memory) refuseBelowUsage(cgroup.directory, change.memory)
    handDown(cgroup.directory, settings)
    writeAllOrNone(cgroup.directory, settings)
    const resources = together(cgroup.resources, change, settings)
    writeState(root, { ...state, cgroup: { ...cgroup, resources } })
  })
}

/**
 * The sections that something is wanted of, each with what is known of it: the
 * file for a quota has the period as well, and swap is counted with memory.
 */
function changeOf(wanted: JsonValue, before: Resources): Resources {
  const devices = wanted.at('devices')
  if (devices.present && devices.items().length > 0)
    devices.fail('absent: the devices of a container do not change')
  const all = parseResources(wanted, before) ?? {}
  const sections = Object.keys(wanted.members())
  const change = Object.entries(all).filter(([name]) => sections.includes(name))
  return Object.fromEntries(change)
}

/** What is wanted now outweighs what was once set by the name of its file. */
function together(
  before: Resources,
  change: Resources,
  settings: readonly Setting[],
): Resources {
  const { unified = {}, ...rest } = { ...before, ...change }
  if (change.unified) return { ...rest, unified }
  const files = settings.map(({ file }) => file)
  const left = Object.entries(unified).filter(([file]) => !files.includes(file))
  return {
    ...rest,
    ...(left.length > 0 && { unified: Object.fromEntries(left) }),
  }
}

function handDown(directory: string, settings: readonly Setting[]): void {
  const hierarchy = findHierarchy()
  const controllers = controllersOf(settings)
  requireControllers(hierarchy, controllers)
  enableControllers(hierarchy.mountPoint, directory, controllers)
}

function writeAllOrNone(directory: string, settings: readonly Setting[]): void {
  const before = settings.flatMap(({ file }) => lineOf(directory, file) ?? [])
  try {
    applySettings(directory, settings)
  } catch (error) {
    applySettings(directory, before)
    throw error
  }
}

// Files with a line for each device have no text that could be written back.
function lineOf(directory: string, file: string): Setting | undefined {
  if (/^(io|rdma)\./.test(file)) return undefined
  if (!hasCgroupFile(directory, file)) return undefined
  return { file, value: readCgroupFile(directory, file) }
}
