/**
 * A cgroup for judged programs: bounds on memory and number of processes, and
 * a list of members that no double fork can leave. Without cgroup v2 the kit
 * goes on with process numbers alone, as it must on a developer's computer.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { cgroupRoot, cgroupsBelow } from '../evidence/cgroups.ts'

const MEMORY_MAX = 512 * 1024 * 1024
const PIDS_MAX = 256

/**
 * Make a bounded cgroup for this run.
 *
 * @returns Its folder, or `null` where that cannot be.
 */
export function makeCgroup(name: string): string | null {
  const root = cgroupRoot()
  if (root === null) return null
  const folder = join(root, name)
  try {
    mkdirSync(folder)
  } catch {
    // Read-only, or not ours: a container, a delegated subtree.
    return null
  }
  // Only files whose controllers the root hands down are there.
  attempt(join(folder, 'memory.max'), `${MEMORY_MAX}`)
  attempt(join(folder, 'memory.swap.max'), '0')
  attempt(join(folder, 'pids.max'), `${PIDS_MAX}`)
  return folder
}

function attempt(file: string, value: string): void {
  if (!existsSync(file)) return
  try {
    writeFileSync(file, value)
  } catch {
    // A bound that the kernel refuses is no reason not to judge.
  }
}

/** Processes in a cgroup and the cgroups below it. */
export function membersOf(folder: string): number[] {
  return [folder, ...cgroupsBelow(folder)].flatMap((folder) => {
    const file = join(folder, 'cgroup.procs')
    return existsSync(file)
      ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number)
      : []
  })
}

/** Kill everything in a cgroup at once, where the kernel can. @see cgroups(7) */
export function killCgroup(folder: string): void {
  attempt(join(folder, 'cgroup.kill'), '1')
}

/** Remove a cgroup whose members are gone, and those below it. */
export function removeCgroup(folder: string): void {
  for (const path of [folder, ...cgroupsBelow(folder)].reverse()) {
    try {
      rmdirSync(path)
    } catch {
      // A process that is about to go still counts; the next run tries again.
    }
  }
}
