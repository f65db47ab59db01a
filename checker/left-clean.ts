import type { Bench } from './bench.ts'
import { type Check, fail, type Outcome, pass } from './lab.ts'
import { leftovers } from './leftovers.ts'

/** When there is something to say about what was left. */
export interface LeftCleanOptions {
  readonly needs: readonly string[]
  /** Its step, where that is not one for this alone. */
  readonly step?: string
  /** What is wrong if nothing ran: then a clean host proves nothing. */
  nothingRan(bench: Bench): Promise<Outcome | null>
}

/** The last check of every lab: the host has to look as before. */
export function leftClean({
  needs,
  step = 'host',
  nothingRan,
}: LeftCleanOptions): Check {
  return {
    id: `${step}.left-clean`,
    title: {
      en: 'nothing is left behind: no process, mount, cgroup, name or file',
      zh: '没有遗留任何进程、挂载、cgroup、名字或文件',
    },
    points: 1,
    needs,
    afterAll: true,
    source: 'runtime-spec runtime.md, "Lifecycle"',
    run: async (bench) =>
      (await nothingRan(bench)) ?? judge(await bench.share(leftovers)),
  }
}

function judge(left: readonly string[]): Outcome {
  if (left.length === 0)
    return pass({ evidence: { 'compared with before': 'nothing new' } })
  return fail({
    expected: 'nothing that was not there before',
    actual: left.join('\n'),
    evidence: { 'compared with before': left.join('\n') },
    diagnosis: 'LEFT_BEHIND',
  })
}
