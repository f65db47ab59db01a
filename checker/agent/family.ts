/**
 * Which processes came from judged programs, however they tried to get away:
 * by birth, by session, by cgroup, by what they execute, by where their root is.
 *
 * On a shared machine nothing else may be touched, so a process is one of ours
 * only if the kernel shows a tie to this run.
 */
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { identityOf } from '../evidence/identity.ts'
import { kinOf, procLink, procText, userProcesses } from '../evidence/proc.ts'
import { SIGKILL, SIGSTOP } from '../kernel.ts'
import { killCgroup, membersOf } from './cgroup.ts'

export interface Ties {
  /** Folder whose programs and roots belong to nobody else. */
  readonly folder: string
  /** Folders of cgroups whose members belong to nobody else. */
  readonly cgroups: readonly string[]
  /** Leaders of the sessions that judged programs began in. */
  readonly leaders: ReadonlySet<number>
}

const ROUNDS = 20
/** So many processes are no family but a bomb. */
const CROWD = 40
const LOOKS = 3

const SCANS = 5

/** Every living process with a tie to this run, but the agent. */
export function familyOf(ties: Ties): number[] {
  assertSpecific(ties)
  for (let scan = 0; scan < SCANS; scan++) {
    const members = membersNow(ties)
    const alive = members.filter((pid) => isAlive(pid))
    // One that died since it was listed may have had a child in between.
    if (alive.length > 0 || members.length === 0) return alive
  }
  return []
}

function membersNow(ties: Ties): number[] {
  const executables = filesIn(ties.folder)
  const members = new Set(ties.cgroups.flatMap(membersOf))
  const parents = new Map<number, number>()
  for (const pid of userProcesses()) {
    const kin = kinOf(pid)
    if (kin === null) continue
    parents.set(pid, kin.parent)
    if (ties.leaders.has(kin.session) || isTied(pid, ties, executables)) {
      members.add(pid)
    }
  }
  addDescendants(members, parents)
  members.delete(process.pid)
  return [...members]
}

const MOST_FILES = 5_000

/**
 * Identities of the files in a folder. What is mounted there, or linked to, is
 * shared with others, so it is no tie.
 */
function filesIn(folder: string): Set<string> {
  const found = new Set<string>()
  const device = lstatSync(folder, { throwIfNoEntry: false })?.dev
  const waiting = device === undefined ? [] : [folder]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    for (const entry of entriesOf(path)) {
      const stats = lstatSync(entry, { throwIfNoEntry: false })
      if (stats?.dev !== device || found.size > MOST_FILES) continue
      if (stats?.isDirectory()) waiting.push(entry)
      const identity = stats?.isFile() ? identityOf(entry) : null
      if (identity !== null) found.add(identity)
    }
  }
  return found
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name))
  } catch {
    // Removed while we looked.
    return []
  }
}

/** A folder near the root would be a tie to every process there is. */
function assertSpecific({ folder }: Ties): void {
  if (!/^\/run\/check\/[^/]+(\/|$)/.test(folder)) {
    throw new Error(`Expected the folder of a run but found "${folder}"`)
  }
}

function isTied(
  pid: number,
  { folder, cgroups, leaders }: Ties,
  executables: ReadonlySet<string>,
): boolean {
  if (leaders.has(pid)) return true
  // A shell that is about to join the cgroup has its path as an argument.
  const cmdline = procText(pid, 'cmdline') ?? ''
  if (cgroups.some((cgroup) => cmdline.includes(`\0${cgroup}/`))) return true
  const below = (path: string | null) => path?.startsWith(`${folder}/`) ?? false
  if (below(procLink(pid, 'exe')) || below(procLink(pid, 'root'))) return true
  // In another mount namespace the same file has another path.
  const identity = identityOf(`/proc/${pid}/exe`)
  return identity !== null && executables.has(identity)
}

function addDescendants(
  members: Set<number>,
  parents: ReadonlyMap<number, number>,
): void {
  for (let size = -1; size !== members.size; ) {
    size = members.size
    for (const [pid, parent] of parents) {
      if (members.has(parent) && parent !== process.pid) members.add(pid)
    }
  }
}

/** A zombie has ended; that nobody waits for it is not its fault. */
function isAlive(pid: number): boolean {
  const status = procText(pid, 'status')
  return status !== null && !/^State:\s+[ZX]/m.test(status)
}

/**
 * Kill the family, again and again while it has new members.
 *
 * @param known Its members, if they were looked up just now.
 */
export async function killFamily(
  ties: Ties,
  known?: readonly number[],
): Promise<void> {
  let family = known ?? familyOf(ties)
  for (let round = 0; round < ROUNDS && family.length > 0; round++) {
    for (const cgroup of ties.cgroups) killCgroup(cgroup)
    // Killed once, and there again: stop them first.
    if (round > 0 && family.length > CROWD) family = stopped(ties, family)
    for (const pid of family) sendSignal(pid, SIGKILL)
    await new Promise((resolve) => setTimeout(resolve, 5))
    family = familyOf(ties)
  }
}

/**
 * A crowd that multiplies makes more than one look can find, and each that is
 * killed makes room for another. Stopped ones keep their places.
 */
function stopped(ties: Ties, family: readonly number[]): number[] {
  const known = new Set(family)
  for (const pid of known) sendSignal(pid, SIGSTOP)
  for (let look = 0; look < LOOKS; look++) {
    const fresh = familyOf(ties).filter((pid) => !known.has(pid))
    if (fresh.length === 0) break
    for (const pid of fresh) {
      known.add(pid)
      sendSignal(pid, SIGSTOP)
    }
  }
  return [...known]
}

/** Send a signal; `false` if there was nobody to get it. @see kill(2) */
export function sendSignal(pid: number, signal: number): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
