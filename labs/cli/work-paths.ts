/**
 * The student's folder and what belongs to it.
 *
 *     labs/work/runtime/**        the student's from the moment it is written
 *     labs/work/tsconfig.json     so that editors understand it
 *     .cache/work-base/**         what the kit last wrote, to tell edits apart
 *     .cache/work.git             its history
 */
import { join } from 'node:path'

export interface Work {
  readonly dir: string
  readonly runtime: string
  readonly base: string
  readonly gitDir: string
}

export function workOf(root: string): Work {
  const dir = join(root, 'labs/work')
  return {
    dir,
    runtime: join(dir, 'runtime'),
    base: join(root, '.cache/work-base'),
    gitDir: join(root, '.cache/work.git'),
  }
}
