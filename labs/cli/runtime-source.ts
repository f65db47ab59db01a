/** A runtime of this checkout, to bundle: the student's, or the reference. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { JudgedProgram } from '#checker/check.ts'
import { bundleRuntime } from '#checker/runtime-programs.ts'
import { programsOf } from './judge.ts'
import { workOf } from './work-paths.ts'

export type Source = 'work' | 'reference'

/** Whether the student has begun to write a runtime. */
export const hasWork = (root: string) =>
  existsSync(join(workOf(root).runtime, 'cli/mini-runc.ts'))

/** The folder of the sources. */
export const sourcesOf = (root: string, source: Source) =>
  source === 'work' ? workOf(root).runtime : join(root, 'runtime')

/** Bundle the programs. @throws {BundleError} When the sources do not parse. */
export function bundledFrom(
  root: string,
  source: Source,
): Promise<JudgedProgram> {
  const name = source === 'work' ? 'labs/work' : 'runtime (reference)'
  const runtime = sourcesOf(root, source)
  return bundleRuntime(programsOf(root, source), { name, runtime })
}
