/** Runs `vagrant` on the Vagrantfile of this folder. */
import { spawnSync } from 'node:child_process'

import { orUndo } from '../host/guard.ts'
import { runProgram } from '../host/run-program.ts'
import type { Progress } from '../provider.ts'
import { PROGRAM } from './preflight.ts'
import { environment, newsIn } from './vagrant.ts'

export interface Vagrant {
  /**
   * @param more Added to the environment.
   * @throws {MachineError} When it ends badly; with what it said last.
   */
  run(
    args: readonly string[],
    progress?: Progress,
    more?: NodeJS.ProcessEnv,
  ): Promise<string>
  /** The same, and if it fails or this process ends in the middle, `undo`. */
  runOrUndo(
    args: readonly string[],
    undo: readonly string[],
    progress: Progress,
    more?: NodeJS.ProcessEnv,
  ): Promise<void>
}

/** @param folder Where the Vagrantfile is. */
export function vagrantIn(folder: string): Vagrant {
  const env = environment(process.env, folder)
  const run: Vagrant['run'] = (args, progress = () => undefined, more = {}) => {
    const onLine = (line: string) => {
      const news = newsIn(line)
      if (news !== null) progress(news)
    }
    const options = { env: { ...env, ...more }, cwd: folder, onLine }
    return runProgram(PROGRAM, args, options)
  }
  return {
    run,
    async runOrUndo(args, undo, progress, more) {
      const takeBack = () => {
        spawnSync(PROGRAM, undo, { env, cwd: folder, stdio: 'ignore' })
      }
      await orUndo(takeBack, () => run(args, progress, more))
    },
  }
}
