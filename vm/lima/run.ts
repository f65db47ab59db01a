/** Runs `limactl`, one call after the other, and takes back what failed by half. */
import { spawnSync } from 'node:child_process'

import { orUndo } from '../host/guard.ts'
import { runProgram } from '../host/run-program.ts'
import type { Progress } from '../provider.ts'
import { type Instance, list, newsIn, parseInstances } from './limactl.ts'
import type { Step } from './steps.ts'

export const PROGRAM = 'limactl'

/** @throws {MachineError} When it ends badly; with what it said last. */
export function limactl(
  args: readonly string[],
  progress: Progress = () => undefined,
): Promise<string> {
  const onLine = (line: string) => {
    const news = newsIn(line)
    if (news !== null) progress(news)
  }
  return runProgram(PROGRAM, args, { onLine })
}

/** All machines of this user, ours and others. */
export async function instances(): Promise<Instance[]> {
  return parseInstances(await limactl(list()))
}

/** @throws {MachineError} From the first step that fails, taken back. */
export async function runSteps(
  steps: readonly Step[],
  progress: Progress,
): Promise<void> {
  for (const step of steps) await runStep(step, progress)
}

async function runStep({ says, args, undo }: Step, progress: Progress) {
  progress(says)
  const takeBack = () => {
    if (undo !== undefined) spawnSync(PROGRAM, undo, { stdio: 'ignore' })
  }
  await orUndo(takeBack, () => limactl(args, progress))
}
