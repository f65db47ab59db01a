import { keepStandardStreams } from '../linux/descriptors.ts'
import {
  leaveSession,
  resetSignals,
  restoreOpenFiles,
} from '../linux/inheritance.ts'
import { executeProgram } from '../linux/process.ts'
import { enterRoot } from '../linux/rootfs.ts'
import type { Limit } from '../sys/limits.ts'
import { Program } from '../sys/program.ts'
import type { Bundle } from './bundle.ts'

/**
 * Record what the first process of a container does from its birth to its
 * execve. Nothing is done yet, and nothing is asked of this machine: the same
 * bundle has the same plan everywhere.
 *
 * @param openFiles Limit to hand down; without it, the one we have.
 */
export function plan(
  { spec, rootfs }: Pick<Bundle, 'spec' | 'rootfs'>,
  openFiles?: Limit,
): Program {
  const child = new Program()
  leaveSession(child)
  resetSignals(child)
  if (openFiles) restoreOpenFiles(child, openFiles)
  keepStandardStreams(child)
  enterRoot(child, rootfs, spec.process.cwd)
  executeProgram(child, spec.process)
  return child
}
