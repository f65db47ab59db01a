// What a process inherits, and cannot take where it is born into a user
// namespace: CAP_SYS_RESOURCE counts only in that of the host. So we take it,
// give birth, and put it back. Nothing else happens in between.
import { readFileSync } from 'node:fs'
import { writeProcFile } from '../linux/proc-file.ts'
import type { Rlimit } from '../spec/process-spec.ts'
import type { Process } from '../spec/runtime-spec.ts'
import { RESOURCES } from '../sys/constants/processes.ts'
import { syscall } from '../sys/libc.ts'
import { refuseWithoutModule } from './security-modules.ts'

const OURSELVES = 0
const SCORE = '/proc/self/oom_score_adj'

/**
 * Give birth to a process of a container: it has the hard limits that it is to
 * be limited by, and is as likely to be killed when memory is short as its
 * bundle says.
 *
 * @param birth Must be over when it returns.
 * @throws {SyscallError} EPERM for a limit above ours, EACCES for a score below
 *   ours, for who has no CAP_SYS_RESOURCE.
 * @throws {SecurityModuleError} For a label that no module here knows of.
 * @see prlimit(2), proc_pid_oom_score_adj(5)
 */
export function lend<T>(process: Process, birth: () => T): T {
  refuseWithoutModule(process)
  const undo: (() => void)[] = []
  try {
    for (const limit of process.rlimits ?? []) undo.push(raiseHard(limit))
    if (process.oomScoreAdj !== undefined)
      undo.push(changeScore(process.oomScoreAdj))
    return birth()
  } finally {
    for (const putBack of undo.reverse()) putBack()
  }
}

/** Raise the hard limit, if it is lower. @returns Lowers it again. */
function raiseHard({ type, hard }: Rlimit): () => void {
  const resource = RESOURCES[type]
  const before = Buffer.alloc(16)
  syscall('prlimit64', OURSELVES, resource, null, before)
  const wanted = BigInt.asUintN(64, BigInt(hard))
  if (before.readBigUInt64LE(8) >= wanted) return () => {}
  const raised = Buffer.from(before)
  raised.writeBigUInt64LE(wanted, 8)
  setLimit(type, raised)
  return () => setLimit(type, before)
}

function setLimit(type: Rlimit['type'], limit: Buffer): void {
  syscall('prlimit64', OURSELVES, RESOURCES[type], limit, null)
}

/** @returns Changes it back. */
function changeScore(score: number): () => void {
  const before = readFileSync(SCORE, 'utf8').trim()
  if (before === `${score}`) return () => {}
  writeProcFile(SCORE, `${score}`)
  return () => writeProcFile(SCORE, before)
}
