/** Step 8: a runtime that is killed leaves nothing that cannot be cleared up. */
import type { Bench } from '#checker/bench.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { leftClean } from '#checker/left-clean.ts'
import { describeEnding, whyItEnded } from '#checker/outcome.ts'
import { describeRemains, isNothing } from '#checker/remains.ts'
import { commandsEvidence, failed } from './commands.ts'
import { type Wreck, type Wrecks, wrecks } from './wrecks.ts'

const DELETE = 'runc-delete(8), --force; runtime-spec runtime.md, "Delete"'

function wreckEvidence(wreck: Wreck): [string, string] {
  const { moment, remove, remains } = wreck
  const ended = describeEnding(remove.ending)
  return [moment, `delete --force: ${ended}; left: ${describeRemains(remains)}`]
}

/** Nothing that starts no container can be cleared up after. */
function notWhole({ run, seen, dweller }: Wrecks): Outcome | null {
  if (seen?.exe.sha256 === dweller.probe.sha256) return null
  return (
    failed([run], 'NOT_STARTED') ??
    fail({
      expected: 'run --detach leaves a container that runs',
      actual: `its program does not run; ${describeEnding(run.ending)}`,
      evidence: commandsEvidence([run]),
      diagnosis: whyItEnded(run.ending, 'NOT_STARTED'),
    })
  )
}

/** A runtime that was killed, and what `delete --force` made of the rest. */
function ofWrecks(
  command: string,
  isOf: (wreck: Wreck) => boolean,
): Check['run'] {
  return async (bench) => {
    const found = await bench.share(wrecks)
    const all = found.wrecks.filter(isOf)
    const evidence = Object.fromEntries(all.map(wreckEvidence))
    const left = all.find(({ remains }) => !isNothing(remains))
    if (left !== undefined) return leaves(left, evidence)
    const no = notWhole(found)
    if (no !== null) return no
    const refused = all.find(({ remove }) => remove.ending.code !== 0)
    if (refused !== undefined) return leaves(refused, evidence)
    // A drawn moment may come too late, on a machine that is fast for once.
    const missed = all.filter(
      ({ wasHit, moment }) => !wasHit && moment.includes('during'),
    )
    if (missed.length === 0) return pass({ evidence })
    return fail({
      expected: `${command} runs its hooks, and can be killed meanwhile`,
      actual: `not so: ${missed.map(({ moment }) => moment).join('; ')}`,
      evidence,
      diagnosis: 'HOOK_NOT_RUN',
    })
  }
}

function leaves(
  { moment, remove, remains }: Wreck,
  evidence: Readonly<Record<string, string>>,
): Outcome {
  return fail({
    expected: 'delete --force ends with 0, and nothing is left',
    actual: `${moment}: ${describeEnding(remove.ending)}; left: ${describeRemains(remains)}`,
    evidence,
    diagnosis: whyItEnded(remove.ending, 'CRASH_LEAVES'),
  })
}

const create: Check = {
  id: 'crash.create',
  title: {
    en: 'after create was killed, at any moment, delete --force clears up',
    zh: '无论 create 在哪一刻被杀，delete --force 都能清理干净',
  },
  points: 3,
  needs: [],
  source: DELETE,
  run: ofWrecks('create', ({ moment }) => moment.startsWith('create')),
}

const later: Check = {
  id: 'crash.later',
  title: {
    en: 'after start and delete were killed, delete --force clears up',
    zh: 'start 和 delete 被杀之后，delete --force 都能清理干净',
  },
  points: 2,
  needs: [],
  source: DELETE,
  run: ofWrecks('start', ({ moment }) => !moment.startsWith('create')),
}

const again: Check = {
  id: 'crash.again',
  title: {
    en: 'the same id can be used again, and --force ends what runs',
    zh: '同一个 id 可以再次使用，--force 会结束正在运行的容器',
  },
  points: 2,
  needs: [],
  source: DELETE,
  run: async (bench) => judgeAgain(await bench.share(wrecks)),
}

function judgeAgain(found: Wrecks): Outcome {
  const { run, remove, remains } = found
  const evidence = {
    ...commandsEvidence([run, remove]),
    'what is left': describeRemains(remains),
  }
  const isLeft = !isNothing(remains)
  const no = isLeft ? null : notWhole(found)
  if (no !== null) return { ...no, evidence: { ...evidence, ...no.evidence } }
  if (remove.ending.code === 0 && !isLeft) return pass({ evidence })
  return fail({
    expected: 'delete --force ends with 0, and nothing is left',
    actual: `${describeEnding(remove.ending)}; ${describeRemains(remains)}`,
    evidence,
    diagnosis: whyItEnded(remove.ending, 'FORCE_LEAVES'),
  })
}

async function nothingRan(bench: Bench): Promise<Outcome | null> {
  return notWhole(await bench.share(wrecks))
}

export const crashChecks: readonly Check[] = [
  create,
  later,
  again,
  leftClean({ step: 'crash', needs: [], nothingRan }),
]
