/** Step 2: what becomes of a container when one of its hooks fails. */
import type { Fixture } from '#checker/bench.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { describeEnding, whyItEnded } from '#checker/outcome.ts'
import { describeRemains, isNothing, NO_REMAINS } from '#checker/remains.ts'
import { commandsEvidence, isRefused } from './commands.ts'
import {
  type Fallen,
  fallenByTimeout,
  fallenCreateContainer,
  fallenPoststart,
  fallenPrestart,
  fallenStartContainer,
  type Poststart,
} from './fallen.ts'
import { type Hooked, hooked } from './hooked.ts'
import { hooksMissing } from './of-hooks.ts'

const HOOKS = 'runtime-spec config.md, "POSIX-platform Hooks"'
const LIFECYCLE = 'runtime-spec runtime.md, "Lifecycle"'

/** The command fails, nothing later is run, and nothing is left. */
function ofFallen(
  fixtures: readonly Fixture<Fallen>[],
  otherwise: string,
): Check['run'] {
  return async (bench) => {
    const all = await Promise.all(fixtures.map((one) => bench.share(one)))
    const outcomes = all.map((one) => judgeFallen(one, otherwise))
    const wrong = outcomes.find(({ verdict }) => verdict !== 'pass')
    const evidence = Object.assign({}, ...outcomes.map((one) => one.evidence))
    return wrong ?? pass({ evidence })
  }
}

function judgeFallen(fallen: Fallen, otherwise: string): Outcome {
  const { failing, late, run, diary, remains, dweller } = fallen
  const began = diary.includes(`+${failing.mark}`)
  const wentOn =
    diary.includes(dweller.mark) || diary.includes(`+${late?.mark}`)
  const evidence = {
    ...commandsEvidence([run]),
    [`${failing.kind}, ${failing.end}`]: began ? 'was run' : 'was not run',
    [`after ${failing.kind}`]: wentOn ? 'it went on' : 'nothing else was run',
    'what is left': describeRemains(remains),
  }
  const isStopped = began && !wentOn && isRefused(run)
  if (isStopped && isNothing(remains)) return pass({ evidence })
  return fail({
    expected: `${failing.kind} is run and fails, the command says so, and nothing is left`,
    actual: `${began ? '' : 'it was not run; '}${describeEnding(run.ending)}; ${wentOn ? 'what comes later was run; ' : ''}left: ${describeRemains(remains)}`,
    evidence,
    diagnosis: whyFallen(fallen, { began, wentOn }, otherwise),
  })
}

function whyFallen(
  { run, failing }: Fallen,
  { began, wentOn }: { readonly began: boolean; readonly wentOn: boolean },
  otherwise: string,
): string {
  if (!began) return whyItEnded(run.ending, 'HOOK_NOT_RUN')
  // What goes on has no end, and neither has a hook that nobody stops.
  const isEndless = failing.end === 'never' && run.ending.timedOut
  if (wentOn || isEndless) return otherwise
  const isRight = isRefused(run)
  return whyItEnded(run.ending, isRight ? 'HOOK_FAILURE_LEAVES' : otherwise)
}

const failure: Check = {
  id: 'hooks.failure',
  title: {
    en: 'when a hook of create fails, create fails, and leaves nothing',
    zh: 'create 的钩子失败时，create 也失败，并且不留下任何东西',
  },
  points: 2,
  needs: ['hooks.create'],
  source: `${LIFECYCLE}, 3 to 5`,
  run: ofFallen(
    [fallenPrestart, fallenCreateContainer],
    'HOOK_FAILURE_IGNORED',
  ),
}

const startFailure: Check = {
  id: 'hooks.start-failure',
  title: {
    en: 'when startContainer fails, the program is not run, and nothing is left',
    zh: 'startContainer 失败时，程序不会运行，也不留下任何东西',
  },
  points: 2,
  needs: ['hooks.start'],
  source: `${LIFECYCLE}, 7`,
  run: ofFallen([fallenStartContainer], 'HOOK_FAILURE_IGNORED'),
}

const timeout: Check = {
  id: 'hooks.timeout',
  title: {
    en: 'a hook that does not end within its timeout is killed, and has failed',
    zh: '钩子超过 timeout 还没结束就会被杀死，并算作失败',
  },
  points: 1,
  needs: ['hooks.create'],
  source: `${HOOKS}, timeout`,
  run: ofFallen([fallenByTimeout], 'HOOK_TIMEOUT_IGNORED'),
}

const poststartFailure: Check = {
  id: 'hooks.poststart-failure',
  title: {
    en: 'a poststart hook that fails is told, and the container goes on or is gone',
    zh: 'poststart 失败会被报告，容器要么继续运行，要么彻底消失',
  },
  points: 1,
  needs: ['hooks.create'],
  source: `${LIFECYCLE}, 9 (an error since 1.2.1, a warning before)`,
  run: async (bench) => judgePoststart(await bench.share(fallenPoststart)),
}

function judgePoststart(found: Poststart): Outcome {
  const { hook, run, diary, seen, remains, dweller } = found
  const { ending } = run
  const began = diary.includes(`+${hook.mark}`)
  const runs = seen?.exe.sha256 === dweller.probe.sha256
  const evidence = {
    ...commandsEvidence([run]),
    'the hook': began ? 'was run' : 'was not run',
    'the program': runs ? 'runs' : 'does not run',
    'what is left': describeRemains(remains),
  }
  const isTold = ending.stderr.trim() !== ''
  const goesOn = ending.code === 0 && runs
  const isStopped = isRefused(run) && !runs && remains.processes.length === 0
  if (began && isTold && (goesOn || isStopped)) return pass({ evidence })
  return fail({
    expected:
      'a message; and either 0 and a program that runs, or an error and none',
    actual: `${isTold ? 'a message' : 'no message'}; ${describeEnding(ending)}; the program ${runs ? 'runs' : 'does not run'}`,
    evidence,
    diagnosis: whyItEnded(ending, began ? 'POSTSTART_FAILURE' : 'HOOK_NOT_RUN'),
  })
}

const poststopFailure: Check = {
  id: 'hooks.poststop-failure',
  title: {
    en: 'a poststop hook that fails stops neither the next one nor delete',
    zh: 'poststop 失败既不影响下一个钩子，也不影响 delete',
  },
  points: 1,
  needs: ['hooks.stop'],
  source: `${LIFECYCLE}, 13`,
  run: async (bench) => judgePoststop(await bench.share(hooked)),
}

function judgePoststop(found: Hooked): Outcome {
  const { remove, remains, hooks } = found
  if (remove === null) return hooksMissing(found.create, found.hooks)
  const wanted = hooks.filter(({ kind }) => kind === 'poststop')
  const { run, attended } = remove
  const isAll = attended.length === wanted.length
  const isClear = remains !== null && isNothing(remains)
  const isTold = run.ending.stderr.trim() !== ''
  const evidence = {
    ...commandsEvidence([run]),
    'poststop hooks that were run': `${attended.length} of ${wanted.length}`,
    'what is left': describeRemains(remains ?? NO_REMAINS),
  }
  if (isAll && isClear && isTold && run.ending.code === 0)
    return pass({ evidence })
  return fail({
    expected:
      'all of them are run, delete warns and ends with 0, nothing is left',
    actual: `${attended.length} of ${wanted.length}; ${describeEnding(run.ending)}; left: ${describeRemains(remains ?? NO_REMAINS)}`,
    evidence,
    diagnosis: whyItEnded(run.ending, 'POSTSTOP_FAILURE'),
  })
}

export const hookFailureChecks: readonly Check[] = [
  failure,
  startFailure,
  timeout,
  poststartFailure,
  poststopFailure,
]
