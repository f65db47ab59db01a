/**
 * The folder of a run, from claim to removal. An agent that was killed leaves
 * its folder; the next one sees that its owner is gone, and cleans up for it.
 */
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { cgroupRoot } from '../evidence/cgroups.ts'
import { trustedPath } from '../evidence/own-proc.ts'
import { procText } from '../evidence/proc.ts'
import { removeCgroup } from './cgroup.ts'
import { removeDisks } from './disks.ts'
import { killFamily } from './family.ts'

const OWNER = 'agent'

/** Name of the cgroup of a run, below the root. */
export function cgroupOf(token: string): string {
  return `labs-${token}`
}

/** Whether a leftover is the work of another agent, at work at the same time. */
export function isCgroupOfAnotherRun(line: string, own: string | null) {
  const [, cgroup] = /^cgroup (\/.*\/labs-[0-9a-f]{8})(?:\/|$)/.exec(line) ?? []
  return cgroup !== undefined && cgroup !== own
}

/** Make the folder of a run, and say in it who owns it. */
export function claimRun(base: string): void {
  // Another agent must not find it before it has an owner.
  const hidden = join(dirname(base), `.${basename(base)}`)
  mkdirSync(hidden)
  writeFileSync(join(hidden, OWNER), signatureOf(process.pid) ?? '')
  renameSync(hidden, base)
}

/** A process number comes again, with another time of birth. @see proc_pid_stat(5) */
function signatureOf(pid: number): string | null {
  const stat = procText(pid, 'stat')
  const birth = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return birth === undefined ? null : `${pid} ${birth}`
}

/** Unmount and remove a run's folder, its disks and its cgroup. */
export async function removeRun(base: string): Promise<void> {
  const cgroup = folderOfCgroup(base)
  const folders = cgroup === null ? [base] : [base, cgroup]
  const mounts = mountsBelow(folders)
  if (mounts.length > 0) {
    execFileSync('umount', ['-l', ...mounts], { stdio: 'ignore' })
  }
  removeDisks(base)
  rmSync(base, { recursive: true, force: true })
  if (cgroup !== null) await removeCgroup(cgroup)
}

/** Mount points below some folders, the latest first. */
function mountsBelow(folders: readonly string[]): string[] {
  return readFileSync(trustedPath('/proc/self/mountinfo'), 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((path) => folders.some((folder) => path.startsWith(`${folder}/`)))
    .reverse()
}

function folderOfCgroup(base: string): string | null {
  const root = cgroupRoot()
  return root === null ? null : join(root, cgroupOf(basename(base)))
}

/** Kill and remove what agents that are gone left behind. */
export async function removeStaleRuns(runs: string): Promise<void> {
  mkdirSync(runs, { recursive: true })
  for (const name of readdirSync(runs)) {
    const base = join(runs, name)
    if (name.startsWith('.') || isOwned(base)) continue
    const cgroup = folderOfCgroup(base)
    await killFamily({
      folder: base,
      cgroups: cgroup === null ? [] : [cgroup],
      leaders: new Set(),
    })
    await removeRun(base)
  }
}

function isOwned(base: string): boolean {
  try {
    const owner = readFileSync(join(base, OWNER), 'utf8')
    return owner !== '' && signatureOf(Number.parseInt(owner, 10)) === owner
  } catch {
    return false
  }
}
