import { type Check, fail, pass } from '#checker/lab.ts'
import { describeRemains, NO_REMAINS } from '#checker/remains.ts'
import type { Attended } from './attend-hooks.ts'
import { commandsEvidence, failed } from './commands.ts'
import type { HookKind } from './hook-probe.ts'
import { type Hooked, hooked } from './hooked.ts'
import { hooksMissing, isEarly, kindsIn, ofAll, ofStage } from './of-hooks.ts'

const HOOKS = 'runtime-spec config.md, "POSIX-platform Hooks"'
const LIFECYCLE = 'runtime-spec runtime.md, "Lifecycle"'

const create: Check = {
  id: 'hooks.create',
  title: {
    en: 'create runs its hooks when the namespaces are there, before the root is changed',
    zh: 'create 在命名空间建好之后、切换根目录之前运行它的钩子',
  },
  points: 3,
  needs: [],
  source: `${HOOKS}, "CreateRuntime Hooks"`,
  run: ofStage(
    ({ create }) => create,
    ['prestart', 'createRuntime', 'createContainer'],
    ({ run, attended }, { rootfs, host }) => {
      const early = attended.filter(({ hook }) => isEarly(hook))
      const wrong = early.filter(
        ({ first }) =>
          first === null ||
          first.root.identity === rootfs ||
          first.namespaces.mnt === host?.namespaces.mnt,
      )
      const evidence = {
        ...commandsEvidence([run]),
        ...Object.fromEntries(
          early.map(({ hook, first }) => [
            `the container during ${hook.kind} ${hook.mark}`,
            first === null
              ? 'no process with the pid of its state'
              : `process ${first.pid}, ${first.namespaces.mnt}, root ${first.root.path}`,
          ]),
        ),
      }
      const no = failed([run], 'HOOK_NOT_RUN')
      if (no !== null) return no
      if (wrong.length === 0) return pass({ evidence })
      return fail({
        expected:
          'a process in a mount namespace of its own, whose root is not yet the rootfs',
        actual: `not so during ${kindsIn(wrong)}`,
        evidence,
        diagnosis: 'HOOK_TOO_LATE',
      })
    },
  ),
}

/** Whether the program ran while hooks of a kind stood still. */
function ranDuring(
  kind: HookKind,
  attended: readonly Attended[],
  { dweller }: Hooked,
): boolean {
  const { sha256 } = dweller.probe
  const ofKind = attended.filter(({ hook }) => hook.kind === kind)
  return ofKind.some(({ first }) => first?.exe.sha256 === sha256)
}

function ofStart(kind: HookKind, shouldRun: boolean): Check['run'] {
  return ofStage(
    ({ start }) => start,
    [kind],
    ({ run, attended }, found) => {
      const runs = ranDuring(kind, attended, found)
      const words = (it: boolean) =>
        it ? 'the program runs' : 'the program does not run'
      const evidence = {
        ...commandsEvidence([run]),
        [`during ${kind}`]: words(runs),
      }
      const no = failed([run], 'HOOK_NOT_RUN')
      if (no !== null) return no
      if (runs === shouldRun) return pass({ evidence })
      return fail({
        expected: `during ${kind}, ${words(shouldRun)}`,
        actual: words(runs),
        evidence,
        diagnosis: 'HOOK_ORDER',
      })
    },
  )
}

const start: Check = {
  id: 'hooks.start',
  title: {
    en: 'start runs startContainer, before the program',
    zh: 'start 在程序运行之前运行 startContainer',
  },
  points: 1,
  needs: ['hooks.create'],
  source: `${HOOKS}, "StartContainer Hooks"`,
  run: ofStart('startContainer', false),
}

const poststart: Check = {
  id: 'hooks.poststart',
  title: {
    en: 'start runs poststart, when the program runs',
    zh: 'start 在程序运行起来之后运行 poststart',
  },
  points: 1,
  needs: ['hooks.create'],
  source: `${HOOKS}, "Poststart"`,
  run: ofStart('poststart', true),
}

const stop: Check = {
  id: 'hooks.stop',
  title: {
    en: 'delete runs poststop, when the container is gone',
    zh: 'delete 在容器消失之后运行 poststop',
  },
  points: 1,
  needs: ['hooks.create'],
  source: `${HOOKS}, "Poststop"`,
  run: async (bench) => {
    const found = await bench.share(hooked)
    const { remove } = found
    if (remove === null) return hooksMissing(found.create, found.hooks)
    const wanted = found.hooks.filter(({ kind }) => kind === 'poststop')
    const [first] = remove.attended
    if (first === undefined || first.hook !== wanted[0])
      return hooksMissing(remove, wanted)
    const isGone = first.first === null || first.first.exe.identity === null
    const evidence = {
      ...commandsEvidence([remove.run]),
      'the first process during poststop': isGone ? 'gone' : 'there',
      'what is left': describeRemains(found.remains ?? NO_REMAINS),
    }
    if (isGone) return pass({ evidence })
    return fail({
      expected: 'the process of the container is gone',
      actual: 'it is there',
      evidence,
      diagnosis: 'HOOK_ORDER',
    })
  },
}

const order: Check = {
  id: 'hooks.order',
  title: {
    en: 'hooks are run one after the other, in the order of their kinds and of their lists',
    zh: '钩子一个接一个地运行，先按种类、再按列表中的顺序',
  },
  points: 2,
  needs: ['hooks.start'],
  source: `${HOOKS}; ${LIFECYCLE}`,
  run: ofAll((_, { hooks, diary, dweller }) => {
    // The others have checks of their own.
    const judged = hooks.filter(({ kind }) => !kind.startsWith('post'))
    const marks = new Set(judged.map(({ mark }) => mark))
    const lines = diary.filter((line) => marks.has(line.slice(1)))
    const wanted = judged.flatMap(({ mark }) => [`+${mark}`, `-${mark}`])
    const names = new Map(judged.map(({ mark, kind }) => [mark, kind]))
    const told = (line: string) => {
      const kind = names.get(line.slice(1))
      return kind === undefined ? `program ${line}` : `${kind} ${line}`
    }
    const evidence = { diary: diary.map(told).join('\n') }
    const program = diary.indexOf(dweller.mark)
    const before = diary.findIndex(
      (line) =>
        names.get(line.slice(1)) === 'startContainer' && line[0] === '-',
    )
    if (lines.join() === wanted.join() && program > before)
      return pass({ evidence })
    return fail({
      expected: wanted.map(told).join(', '),
      actual: diary.map(told).join(', ') || 'nothing',
      evidence,
      diagnosis: 'HOOK_ORDER',
    })
  }),
}

export const hookMomentChecks: readonly Check[] = [
  create,
  start,
  poststart,
  stop,
  order,
]
