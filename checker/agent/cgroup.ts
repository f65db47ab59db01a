/**
 * A cgroup for judged programs: bounds on memory and number of processes, and
 * a list of members that no double fork can leave. Without cgroup v2 the kit
 * goes on with process numbers alone, as it must on a developer's computer.
 */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { wordsOf } from '../evidence/cgroup-files.ts'
import { cgroupRoot, cgroupsBelow } from '../evidence/cgroups.ts'
import { trustedPath } from '../evidence/own-proc.ts'
import { textOf } from '../evidence/proc.ts'

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
    mkdirSync(trustedPath(folder))
  } catch {
    // Read-only, or not ours: a container, a delegated subtree.
    return null
  }
  attempt(join(folder, 'memory.max'), `${MEMORY_MAX}`)
  attempt(join(folder, 'memory.swap.max'), '0')
  attempt(join(folder, 'pids.max'), `${PIDS_MAX}`)
  // Root may nest cgroups without end, and somebody has to remove them.
  attempt(join(folder, 'cgroup.max.depth'), '8')
  attempt(join(folder, 'cgroup.max.descendants'), '512')
  return folder
}

/**
 * Make the cgroup of one judged program. Where there are slices it has bounds of
 * its own: a container that was not put into its slice is in here.
 */
export function makeJobCgroup(folder: string): void {
  mkdirSync(trustedPath(folder))
  attempt(join(folder, 'memory.max'), `${MEMORY_MAX / 2}`)
  attempt(join(folder, 'memory.swap.max'), '0')
  attempt(join(folder, 'pids.max'), `${PIDS_MAX / 2}`)
}

/** Write a bound, if the controller was handed down and the kernel agrees. */
export function attempt(file: string, value: string): void {
  const path = trustedPath(file)
  if (!existsSync(path)) return
  try {
    writeFileSync(path, value)
  } catch {
    // A bound that the kernel refuses is no reason not to judge.
  }
}

/** A shell joins the cgroup first: a program cannot leave before it is in. */
const JOIN = 'echo $$ > "$0" || exit 125; exec "$@"'

/** The command that executes a program in a cgroup, and its arguments. */
export function joining(
  cgroup: string,
  program: string,
  args: readonly string[],
): [command: string, args: readonly string[]] {
  const procs = `${cgroup}/cgroup.procs`
  return ['/bin/sh', ['-c', JOIN, procs, program, ...args]]
}

/** Processes in a cgroup and the cgroups below it. */
export function membersOf(folder: string): number[] {
  return [folder, ...cgroupsBelow(folder)].flatMap((folder) =>
    wordsOf(textOf(join(folder, 'cgroup.procs'))).map(Number),
  )
}

/** Kill everything in a cgroup at once, where the kernel can. @see cgroups(7) */
export function killCgroup(folder: string): void {
  attempt(join(folder, 'cgroup.kill'), '1')
}

const ROUNDS = 25
const PAUSE_MS = 10

/** Remove a cgroup whose members are gone, and those below it. */
export async function removeCgroup(folder: string): Promise<void> {
  for (let round = 0; round < ROUNDS && isThere(folder); round++) {
    // A process that is about to go still counts.
    if (round > 0) await setTimeout(PAUSE_MS)
    removeNow(folder)
  }
}

function isThere(folder: string): boolean {
  return existsSync(trustedPath(folder))
}

function removeNow(folder: string): void {
  for (const path of [folder, ...cgroupsBelow(folder)].reverse()) {
    try {
      rmdirSync(trustedPath(path))
    } catch {
      // The next round tries again, and the next run.
    }
  }
}
