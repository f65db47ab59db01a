import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import {
  describeEnding,
  procEvidence,
  signalName,
  signalNames,
  whyItEnded,
} from '#checker/outcome.ts'
import { describeRemains, isNothing } from '#checker/remains.ts'
import { commandsEvidence, isRefused } from './commands.ts'
import { isSameProcess, nobody, ofEnded, ofRunning } from './of-life.ts'
import { type Rivals, rivals } from './rivals.ts'
import { stateIn } from './state-output.ts'

const _LIFECYCLE = 'runtime-spec runtime.md, "Lifecycle"'
const OPERATIONS = 'runtime-spec runtime.md, "Operations"'

const deleteRunning: Check = {
  id: 'lifecycle.delete-running',
  title: {
    en: 'a container that runs is not deleted',
    zh: '正在运行的容器不能删除',
  },
  points: 1,
  needs: ['lifecycle.started'],
  source: `${OPERATIONS}, "Delete"`,
  run: ofRunning(({ remove, seen, afterRemove }) => {
    const evidence = {
      ...commandsEvidence([remove]),
      ...procEvidence(seen, 'exe', afterRemove?.exe.path ?? '(gone)'),
    }
    const isThere = isSameProcess(seen, afterRemove)
    if (isRefused(remove) && isThere) return pass({ evidence })
    return fail({
      expected: 'an error, and the process runs on',
      actual: `${describeEnding(remove.ending)}; the process ${isThere ? 'runs on' : 'is gone'}`,
      evidence,
      diagnosis: whyItEnded(remove.ending, 'DELETED_ALIVE'),
    })
  }),
}

const kill: Check = {
  id: 'lifecycle.kill',
  title: {
    en: 'kill sends the signal that is named to the first process',
    zh: 'kill 把指定的信号送给第一个进程',
  },
  points: 1,
  needs: ['lifecycle.started'],
  source: `${OPERATIONS}, "Kill"; kill(2); proc_pid_status(5), ShdPnd`,
  run: ofRunning(({ kill, pending, seen }, { drawn }) => {
    const evidence = {
      ...commandsEvidence([kill]),
      ...procEvidence(seen, 'status, ShdPnd', signalNames(pending)),
    }
    const isThere = pending.includes(drawn.signal)
    if (kill.ending.code === 0 && isThere) return pass({ evidence })
    return fail({
      expected: `${signalName(drawn.signal)} waits for the process`,
      actual: `${signalNames(pending)}; ${describeEnding(kill.ending)}`,
      evidence,
      diagnosis: whyItEnded(kill.ending, 'SIGNAL_LOST'),
    })
  }),
}

const removed: Check = {
  id: 'lifecycle.deleted',
  title: {
    en: 'delete removes all of a container that has stopped',
    zh: 'delete 会清除一个已停止容器的一切',
  },
  points: 2,
  needs: ['lifecycle.created'],
  source: `${OPERATIONS}, "Delete"`,
  run: ofEnded(({ remove, remains }) => {
    const evidence = {
      ...commandsEvidence([remove]),
      'what is left': describeRemains(remains),
    }
    if (remove.ending.code === 0 && isNothing(remains))
      return pass({ evidence })
    return fail({
      expected: 'delete ends with 0, and nothing is left',
      actual: `${describeEnding(remove.ending)}; ${describeRemains(remains)}`,
      evidence,
      diagnosis: whyItEnded(remove.ending, 'DELETE_LEAVES'),
    })
  }),
}

const unknown: Check = {
  id: 'lifecycle.unknown',
  title: {
    en: 'a stopped container has a state until it is deleted, then none',
    zh: '停止的容器在删除之前仍有状态，删除之后就没有了',
  },
  points: 1,
  needs: ['lifecycle.state'],
  source: `${OPERATIONS}, "Query State"`,
  run: ofEnded(({ state, unknown }, { box }) => {
    const evidence = {
      'state before delete': describeEnding(state.ending),
      ...commandsEvidence([unknown]),
    }
    const isTold = stateIn(state)?.id === box.id
    if (isTold && isRefused(unknown)) return pass({ evidence })
    return fail({
      expected: 'its state before, an error after',
      actual: `${isTold ? 'its state' : 'no state'} before; ${describeEnding(unknown.ending)} after`,
      evidence,
      diagnosis: isTold
        ? whyItEnded(unknown.ending, 'UNKNOWN_ID_TOLD')
        : whyItEnded(state.ending, 'STATE_LOST'),
    })
  }),
}

const killCreated: Check = {
  id: 'lifecycle.kill-created',
  title: {
    en: 'a container that was never started can be killed and deleted',
    zh: '从未启动过的容器也能杀死并删除',
  },
  points: 1,
  needs: ['lifecycle.created'],
  source: `${OPERATIONS}, "Kill"`,
  run: async (bench) => judgeKilled(await bench.share(rivals)),
}

function judgeKilled({ creates, last }: Rivals): Outcome {
  if (last === null) return nobody({ create: creates[0] })
  const { kill, remove, remains } = last
  const evidence = {
    ...commandsEvidence([kill, remove]),
    'what is left': describeRemains(remains),
  }
  const isOver = last.hasEnded && remove.ending.code === 0
  if (isOver && isNothing(remains)) return pass({ evidence })
  return fail({
    expected: 'kill and delete end with 0, and nothing is left',
    actual: `${describeEnding(kill.ending)}, ${describeEnding(remove.ending)}; ${describeRemains(remains)}`,
    evidence,
    diagnosis: last.hasEnded
      ? whyItEnded(remove.ending, 'DELETE_LEAVES')
      : whyItEnded(kill.ending, 'CREATED_NOT_KILLED'),
  })
}

export const deleteChecks: readonly Check[] = [
  deleteRunning,
  kill,
  killCreated,
  removed,
  unknown,
]
