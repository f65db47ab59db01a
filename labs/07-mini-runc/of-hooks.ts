import { type Check, fail, type Outcome } from '#checker/lab.ts'
import { describeEnding, whyItEnded } from '#checker/outcome.ts'
import type { Attended } from './attend-hooks.ts'
import { commandsEvidence } from './commands.ts'
import type { Hook, HookKind } from './hook-probe.ts'
import { type Hooked, hooked, type Stage } from './hooked.ts'

export const isInside = ({ kind }: Hook) =>
  kind === 'createContainer' || kind === 'startContainer'

export const isEarly = ({ kind }: Hook) =>
  kind === 'prestart' || kind === 'createRuntime'

const attendedOf = ({ create, start, remove }: Hooked): readonly Attended[] =>
  [create, start, remove].flatMap((stage) => stage?.attended ?? [])

export const kindsIn = (attended: readonly Attended[]) =>
  attended.map(({ hook }) => hook.kind).join(', ') || 'none'

/** What became of a stage, when its hooks were not all there. */
export function hooksMissing(
  stage: Stage,
  wanted: readonly Hook[],
  otherwise = 'HOOK_NOT_RUN',
): Outcome {
  const { run, attended } = stage
  const evidence = {
    ...commandsEvidence([run]),
    'hooks that were run': kindsIn(attended),
  }
  return fail({
    expected: wanted.map(({ kind }) => kind).join(', '),
    actual: `${kindsIn(attended)}; ${describeEnding(run.ending)}`,
    evidence,
    diagnosis: whyItEnded(run.ending, otherwise),
  })
}

/** Judge one command and the hooks that belong to it. */
export function ofStage(
  stageOf: (found: Hooked) => Stage | null,
  kinds: readonly HookKind[],
  judge: (stage: Stage, found: Hooked) => Outcome,
): Check['run'] {
  return async (bench) => {
    const found = await bench.share(hooked)
    const stage = stageOf(found)
    if (stage === null) return hooksMissing(found.create, found.hooks)
    const wanted = found.hooks.filter(({ kind }) => kinds.includes(kind))
    const isWhole = wanted.every((hook) =>
      stage.attended.some((attended) => attended.hook === hook),
    )
    if (isWhole) return judge(stage, found)
    const isAnywhere = wanted.every((hook) =>
      attendedOf(found).some((attended) => attended.hook === hook),
    )
    return hooksMissing(
      stage,
      wanted,
      isAnywhere ? 'HOOK_ORDER' : 'HOOK_NOT_RUN',
    )
  }
}

/** Judge all hooks that were run; some must have been. */
export function ofAll(
  judge: (attended: readonly Attended[], found: Hooked) => Outcome,
): Check['run'] {
  return async (bench) => {
    const found = await bench.share(hooked)
    const attended = attendedOf(found)
    if (attended.length === 0) return hooksMissing(found.create, found.hooks)
    return judge(attended, found)
  }
}
