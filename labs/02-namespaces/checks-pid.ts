/** Step 3: process 1 of its own world, and what is due from it. */
import type { Bench } from '#checker/bench.ts'
import { parseNsPids } from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGTERM } from '#checker/kernel.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import {
  describeEnding,
  procEvidence,
  saidBy,
  signalNames,
} from '#checker/outcome.ts'
import { host } from './host.ts'
import { ofResident } from './look.ts'
import { ownNamespace, refusal } from './start.ts'
import { type Care, type Supervised, supervised } from './supervised.ts'

/** Why a process is not number 1. */
function whyNotFirst(seen: Observation, isOwn: boolean): string {
  if (isOwn) return 'PID_NOT_1'
  const { pid, pid_for_children: forChildren } = seen.namespaces
  return pid === forChildren ? 'PID_SHARED' : 'PID_FOR_CHILDREN_ONLY'
}

const first: Check = {
  id: 'pid.first',
  title: {
    en: 'the program is process 1 of a PID namespace of its own',
    zh: '程序是自己的 PID 命名空间里的 1 号进程',
  },
  points: 2,
  needs: [],
  source: 'pid_namespaces(7); NSpid in proc_pid_status(5)',
  run: ofResident('pid', async ({ bench, seen }) => {
    const around = await bench.share(host)
    const { isOwn, evidence } = ownNamespace('pid', seen, around)
    const numbers = parseNsPids(seen.status.NSpid ?? '')
    const all = {
      ...procEvidence(seen, 'status', `NSpid: ${numbers.join(' ')}`),
      ...evidence,
    }
    if (isOwn && numbers.at(-1) === 1) return pass({ evidence: all })
    return fail({
      expected: 'a number on the host, and 1 inside',
      actual: `NSpid: ${numbers.join(' ')}`,
      evidence: all,
      diagnosis: whyNotFirst(seen, isOwn),
    })
  }),
}

const hostSafe: Check = {
  id: 'pid.host-safe',
  title: {
    en: 'the program cannot kill a process of the host',
    zh: '程序杀不死宿主机上的进程',
  },
  points: 1,
  needs: [],
  source: 'pid_namespaces(7); kill(2)',
  run: ofResident('pid', ({ host: around, bystander }) => {
    const evidence = {
      [`process ${around.bystander} of the host, after kill(2) from inside`]:
        bystander,
    }
    if (bystander === 'alive') return pass({ evidence })
    return fail({
      expected: `process ${around.bystander} lives on`,
      actual: 'it was killed from inside',
      evidence,
      diagnosis: 'PID_SHARED',
    })
  }),
}

const endsTogether: Check = {
  id: 'pid.ends-together',
  title: {
    en: 'when the program ends, its children end with it',
    zh: '程序结束时，它的子进程也一起结束',
  },
  points: 1,
  needs: [],
  source: 'pid_namespaces(7), "The namespace init process"',
  run: ofResident('pid', ({ child, childAfter, ending }) => {
    const evidence = {
      'child of the program': child === null ? 'none' : `process ${child.pid}`,
      'after the program ended': childAfter,
      'the runtime': describeEnding(ending),
    }
    if (child !== null && childAfter === 'gone') return pass({ evidence })
    return fail({
      expected: 'nothing of the container lives on',
      actual: child === null ? 'it had no child' : `its child is ${childAfter}`,
      evidence,
      diagnosis: 'PID_SHARED',
    })
  }),
}

/** A check of the container with an init. */
function ofSupervised(
  judge: (found: Supervised, care: Care) => Outcome,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const found = await bench.share(supervised)
    const no = refusal(bench, found)
    if (no !== null) return no
    if (found.care === null) return nothingRuns(found)
    return found.care.init === null
      ? withoutInit(found)
      : judge(found, found.care)
  }
}

function withoutInit({ container, ending }: Supervised): Outcome {
  const numbers = container.seen?.status.NSpid ?? ''
  return fail({
    expected: 'run --init: the program is a child of process 1',
    actual: `it has no parent in its PID namespace, NSpid: ${numbers}`,
    evidence: saidBy(ending),
    diagnosis: 'INIT_MISSING',
  })
}

const initReaps: Check = {
  id: 'pid.init-reaps',
  title: {
    en: 'run --init: process 1 waits for orphans, so that none stays a zombie',
    zh: 'run --init：1 号进程会回收孤儿进程，不留下僵尸',
  },
  points: 2,
  needs: [],
  source: 'wait(2), "NOTES"; pid_namespaces(7)',
  run: ofSupervised((_, { init, orphan, orphanAfter }) => {
    const evidence = {
      'process 1': `process ${init?.pid} of the host, ${init?.exe.path}`,
      'parent of the orphan': `process ${orphan?.parent}`,
      'the orphan, once it was killed': orphanAfter,
    }
    const came = orphan !== null && orphan.parent === init?.pid
    if (came && orphanAfter === 'gone') return pass({ evidence })
    return fail({
      expected: 'an orphan is handed to process 1, and gone when it has ended',
      actual: came ? `it is a ${orphanAfter}` : 'process 1 did not get it',
      evidence,
      diagnosis: 'ORPHANS_NOT_REAPED',
    })
  }),
}

const initForwards: Check = {
  id: 'pid.init-forwards',
  title: {
    en: 'run --init: process 1 hands SIGTERM on to the program',
    zh: 'run --init：1 号进程把 SIGTERM 转给程序',
  },
  points: 1,
  needs: [],
  source: 'signal(7); pid_namespaces(7), "The namespace init process"',
  run: ofSupervised(({ container }, { pending }) => {
    const pid = container.seen?.pid
    const evidence = {
      [`ShdPnd in /proc/${pid}/status`]: signalNames(pending),
    }
    if (pending.includes(SIGTERM)) return pass({ evidence })
    return fail({
      expected: 'SIGTERM, sent to process 1, is pending in the program',
      actual: `pending: ${signalNames(pending)}`,
      evidence,
      diagnosis: 'INIT_KEEPS_SIGNALS',
    })
  }),
}

const initStatus: Check = {
  id: 'pid.init-status',
  title: {
    en: 'run --init: the exit status of the program comes through',
    zh: 'run --init：程序的退出状态能传出来',
  },
  points: 1,
  needs: [],
  source: 'wait(2); exit_group(2)',
  run: ofSupervised(({ drawn, ending }) => {
    const expected = `exit status ${drawn.exitStatus}`
    const actual = describeEnding(ending)
    if (actual === expected) return pass({ expected })
    return fail({
      expected,
      actual,
      evidence: saidBy(ending),
      diagnosis: ending.timedOut ? 'RUNTIME_HANGS' : 'INIT_LOSES_STATUS',
    })
  }),
}

export const pidChecks: readonly Check[] = [
  first,
  hostSafe,
  endsTogether,
  initReaps,
  initForwards,
  initStatus,
]
