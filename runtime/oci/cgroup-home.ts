import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wordsOf } from '../linux/cgroup/cgroup-file.ts'
import { findHierarchy } from '../linux/cgroup/hierarchy.ts'

/**
 * The cgroup in which a further process of a container can be: its own, or the
 * one where its first process is, further down. A container that was given its
 * cgroup to divide has nobody in it any more, and the kernel lets nobody in.
 *
 * @param directory Cgroup of the container.
 * @param pid Its first process.
 * @see Control Group v2, "No Internal Process Constraint"
 */
export function cgroupHome(directory: string, pid: number): string {
  const isDivided = wordsOf(directory, 'cgroup.subtree_control').length > 0
  const place = isDivided ? placeOf(pid) : directory
  // The process has no say in where further ones go, but below its own.
  return place.startsWith(`${directory}/`) ? place : directory
}

/** @see cgroups(7), "/proc/[pid]/cgroup" */
function placeOf(pid: number): string {
  const text = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
  const path = /^0::(\/.*)$/m.exec(text)?.[1] ?? '/'
  return join(findHierarchy().mountPoint, path)
}
