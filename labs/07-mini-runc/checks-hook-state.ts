import { type Check, fail, pass } from '#checker/lab.ts'
import type { Attended } from './attend-hooks.ts'
import type { Hook, HookKind } from './hook-probe.ts'
import { isInside, ofAll } from './of-hooks.ts'

const HOOKS = 'runtime-spec config.md, "POSIX-platform Hooks"'
const _LIFECYCLE = 'runtime-spec runtime.md, "Lifecycle"'

/** Kinds of namespaces that a hook is in, or not. */
const NAMESPACES = ['mnt', 'pid', 'uts', 'ipc'] as const

const namespaces: Check = {
  id: 'hooks.namespaces',
  title: {
    en: 'createContainer and startContainer run in the container, all others outside',
    zh: 'createContainer 和 startContainer 在容器里运行，其余都在外面',
  },
  points: 3,
  needs: ['hooks.create'],
  source: `${HOOKS}; namespaces(7)`,
  run: ofAll((attended, { host, box, rootfs }) => {
    const outside = host?.namespaces ?? {}
    const inside = box.seen?.namespaces ?? {}
    const wrong = attended.filter(({ hook, seen }) => {
      const wanted = isInside(hook) ? inside : outside
      const isThere = NAMESPACES.every(
        (file) => seen?.namespaces[file] === wanted[file],
      )
      const isRooted = seen?.root.identity === rootfs
      return !isThere || (hook.kind === 'startContainer') !== isRooted
    })
    const describe = ({ hook, seen }: Attended) =>
      `${hook.kind}: ${NAMESPACES.map((file) => seen?.namespaces[file]).join(' ')}, root ${seen?.root.path}`
    const list = (namespaces: Readonly<Record<string, string>>) =>
      NAMESPACES.map((file) => namespaces[file]).join(' ')
    const evidence = {
      'namespaces of the host': list(outside),
      'namespaces of the container': list(inside),
      'namespaces of the hooks': attended.map(describe).join('\n'),
    }
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected:
        'createContainer and startContainer in those of the container, the others in those of the host; startContainer with its root',
      actual: wrong.map(describe).join('\n'),
      evidence,
      diagnosis: 'HOOK_NAMESPACE',
    })
  }),
}

const state: Check = {
  id: 'hooks.state',
  title: {
    en: 'each hook reads the state of the container from standard input',
    zh: '每个钩子都从标准输入读到容器的状态',
  },
  points: 2,
  needs: ['hooks.create'],
  source: `${HOOKS}; runtime-spec runtime.md, "State"`,
  run: ofAll((attended, { box, annotations }) => {
    const bundle = `${box.folder}/bundle`
    // Inside, a process has the number that it has inside.
    const pidFor = (hook: Hook) => (isInside(hook) ? 1 : box.seen?.pid)
    const isRight = ({ hook, state, hasEnd }: Attended) =>
      hasEnd &&
      state?.id === box.id &&
      state.bundle === bundle &&
      JSON.stringify(state.annotations) === JSON.stringify(annotations) &&
      (hook.kind === 'poststop' || state.pid === pidFor(hook))
    const wrong = attended.filter((one) => !isRight(one))
    const describe = ({ hook, input, hasEnd }: Attended) =>
      `${hook.kind}: ${input.trim() || 'nothing'}${hasEnd ? '' : ' (and no end)'}`
    const evidence = { 'what they read': attended.map(describe).join('\n') }
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: `id ${box.id}, bundle ${bundle}, pid ${box.seen?.pid} (inside 1), the annotations; then its end`,
      actual: wrong.map(describe).join('\n'),
      evidence,
      diagnosis: wrong.every(({ hasEnd }) => hasEnd)
        ? 'HOOK_STATE_WRONG'
        : 'HOOK_INPUT_OPEN',
    })
  }),
}

const STATUS: Readonly<Record<HookKind, string>> = {
  prestart: 'creating',
  createRuntime: 'creating',
  createContainer: 'creating',
  startContainer: 'created',
  poststart: 'running',
  poststop: 'stopped',
}

const status: Check = {
  id: 'hooks.status',
  title: {
    en: 'the status that a hook reads is that of its moment',
    zh: '钩子读到的状态就是它那一刻的状态',
  },
  points: 1,
  needs: ['hooks.state'],
  source: 'runtime-spec runtime.md, "State", status',
  run: ofAll((attended) => {
    const describe = (one: Attended, status: unknown) =>
      `${one.hook.kind}: ${status}`
    const found = attended.map((one) => describe(one, one.state?.status))
    const wanted = attended.map((one) => describe(one, STATUS[one.hook.kind]))
    const evidence = { 'status that they read': found.join('\n') }
    const isAll = new Set(attended.map(({ hook }) => hook.kind)).size === 6
    if (isAll && found.join() === wanted.join()) return pass({ evidence })
    return fail({
      expected: wanted.join(', '),
      actual: found.join(', '),
      evidence,
      diagnosis: 'HOOK_STATUS_WRONG',
    })
  }),
}

const args: Check = {
  id: 'hooks.arguments',
  title: {
    en: 'a hook gets exactly its args and its env',
    zh: '钩子得到的正是它的 args 和 env',
  },
  points: 1,
  needs: ['hooks.create'],
  source: `${HOOKS}, args, env; execve(2)`,
  run: ofAll((attended) => {
    const told = (args?: readonly string[], env?: readonly string[]) =>
      JSON.stringify({ args, env })
    // PWD is what Go's os/exec adds by itself.
    const envOf = ({ seen }: Attended) =>
      seen?.env.filter((variable) => !variable.startsWith('PWD='))
    const wrong = attended.filter(
      (one) =>
        told(one.seen?.argv, envOf(one)) !== told(one.hook.args, one.hook.env),
    )
    const describe = (one: Attended) =>
      `${one.hook.kind}: ${told(one.seen?.argv, one.seen?.env)}`
    const evidence = { 'args and env': attended.map(describe).join('\n') }
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: wrong.map(({ hook }) => told(hook.args, hook.env)).join('\n'),
      actual: wrong.map(describe).join('\n'),
      evidence,
      diagnosis: 'HOOK_ARGUMENTS',
    })
  }),
}

export const hookStateChecks: readonly Check[] = [
  namespaces,
  state,
  status,
  args,
]
