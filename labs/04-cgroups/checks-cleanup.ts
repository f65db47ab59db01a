/** Step 10: nobody is left, and no cgroup. */

import type { Bench } from '#checker/bench.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { leftClean } from '#checker/left-clean.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeEnding, saidBy, whyItEnded } from '#checker/outcome.ts'
import { commandEvidence } from './checks-freezer.ts'
import { deserted, orphaned, type Remains } from './deserted.ts'
import { paused } from './paused.ts'
import { whyRefused } from './refusal.ts'
import { elsewhere, ofLimited } from './start.ts'

const KILL = 'cgroup-v2.rst, "Core Interface Files", cgroup.kill'

function remainsEvidence({ strays, cgroups }: Remains) {
  return {
    'processes that live': strays.join(' ') || 'none',
    'cgroups that are there': cgroups.join('\n') || 'none',
  }
}

const strays: Check = {
  id: 'cleanup.strays',
  title: {
    en: 'when its first process has ended, no other lives on',
    zh: '第一个进程结束后，没有别的进程还活着',
  },
  points: 2,
  needs: [],
  source: KILL,
  run: ofLimited(deserted, 'NOT_STARTED', ({ status }, found) => {
    const { count, ending, remains } = found
    const evidence = {
      ...commandEvidence('run', ending),
      'daemons that it left behind': `${count}`,
      ...remainsEvidence(remains),
    }
    const isEnded = !ending.timedOut && remains.strays.length === 0
    if (count > 0 && isEnded && ending.code === status)
      return pass({ evidence })
    return fail({
      expected: `the runtime ends with ${status}, and none of ${count} daemons lives`,
      actual: `${describeEnding(ending)}; ${remains.strays.length} of them live`,
      evidence,
      diagnosis:
        remains.strays.length > 0
          ? whyItEnded(ending, 'STRAYS_LEFT')
          : whyItEnded(ending, 'CGROUP_NOT_REMOVED'),
    })
  }),
}

const cgroups: Check = {
  id: 'cleanup.cgroups',
  title: {
    en: 'its cgroup is gone, with those that were made below it',
    zh: '它的 cgroup 不在了，下面建出来的也不在了',
  },
  points: 2,
  needs: [],
  source:
    'cgroups(7), "Creating cgroups and moving processes"; rmdir(2), EBUSY',
  run: ofLimited(deserted, 'NOT_STARTED', (_, { ending, remains }) => {
    const evidence = { ...saidBy(ending), ...remainsEvidence(remains) }
    if (remains.cgroups.length === 0) return pass({ evidence })
    return fail({
      expected: 'none of its cgroups is there any more',
      actual: remains.cgroups.join('\n'),
      evidence,
      diagnosis: whyItEnded(ending, 'CGROUP_NOT_REMOVED'),
    })
  }),
}

const killAll: Check = {
  id: 'cleanup.kill-all',
  title: {
    en: '"kill --all" reaches every process of the container',
    zh: '“kill --all” 能送到容器的每一个进程',
  },
  points: 1,
  needs: ['freezer.resume'],
  source:
    'runc-kill(8), --all; pid_namespaces(7), "The namespace init process"',
  run: ofLimited(paused, 'NOT_STARTED', (_, { killAll, left }, { seen }) => {
    const evidence = {
      ...commandEvidence('kill --all with SIGTERM', killAll),
      'processes in its cgroup.procs': left.join(' ') || 'none',
    }
    const others = left.filter((pid) => pid !== seen.pid)
    const isDone = killAll.code === 0 && others.length === 0
    if (isDone) return pass({ evidence })
    return fail({
      expected: `at most process ${seen.pid} is left: PID 1 of its namespace, which SIGTERM passes by`,
      actual: `${describeEnding(killAll)}; left: ${left.join(' ') || 'none'}`,
      evidence,
      diagnosis: whyItEnded(killAll, 'KILL_ALL_MISSES'),
    })
  }),
}

const force: Check = {
  id: 'cleanup.force',
  title: {
    en: 'after the death of the runtime, "delete --force" clears up everything',
    zh: '运行时死掉之后，“delete --force” 能清理一切',
  },
  points: 2,
  needs: [],
  source: 'runc-delete(8), --force; runtime-spec runtime.md, "Delete"',
  run: ofLimited(orphaned, 'NOT_STARTED', (_, { remove, remains }) => {
    const evidence = {
      ...commandEvidence('delete --force', remove),
      ...remainsEvidence(remains),
    }
    const isClear = remains.strays.length === 0 && remains.cgroups.length === 0
    if (remove.code === 0 && isClear) return pass({ evidence })
    return fail({
      expected: '"delete --force" ends with 0; no process, no cgroup',
      actual: `${describeEnding(remove)}; ${remains.strays.length} processes, ${remains.cgroups.length} cgroups`,
      evidence,
      diagnosis: whyItEnded(remove, 'FORCE_LEAVES'),
    })
  }),
}

/** Where nothing ran in its cgroup, a clean host proves nothing. */
async function nobodyInside(bench: Bench): Promise<Outcome | null> {
  const { limited } = await bench.share(deserted)
  const { alive, ending } = limited
  if (alive === null)
    return nothingRuns(limited, whyRefused(ending, 'NOT_STARTED'))
  return elsewhere(bench, limited, alive)
}

export const cleanupChecks: readonly Check[] = [
  strays,
  cgroups,
  killAll,
  force,
  leftClean({ step: 'cleanup', needs: [], nothingRan: nobodyInside }),
]
