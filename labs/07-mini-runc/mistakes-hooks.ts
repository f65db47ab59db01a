/** What goes wrong with hooks. */
import type { Mistake } from '#checker/check.ts'

const HOOK = 'oci/hook.ts'
const HOOKS = 'oci/hooks.ts'
const BEFORE_PIVOT = 'oci/hooked.ts'
const START = 'oci/start.ts'

export const hooksMistakes: readonly Mistake[] = [
  {
    id: 'hooks-no-create-runtime',
    title: 'of the hooks of create, createRuntime is forgotten',
    file: BEFORE_PIVOT,
    find: "    await runHooks('createRuntime', state)\n",
    replace: '',
    check: 'hooks.create',
    diagnosis: 'HOOK_NOT_RUN',
  },
  {
    id: 'hooks-start-container-late',
    title: 'startContainer comes after the program',
    file: START,
    find: `      await runHooks('startContainer', state)
      await execute(state, directory)
`,
    replace: `      await execute(state, directory)
      await runHooks('startContainer', state)
`,
    check: 'hooks.start',
    diagnosis: 'HOOK_ORDER',
  },
  {
    id: 'hooks-no-poststart',
    title: 'poststart is forgotten',
    file: START,
    find: "      await runHooks('poststart', state)\n",
    replace: '',
    check: 'hooks.poststart',
    diagnosis: 'HOOK_NOT_RUN',
  },
  {
    id: 'hooks-no-poststop',
    title: 'delete runs no hooks',
    file: 'oci/delete.ts',
    find: '  await runPoststop(state, warn)\n',
    replace: '',
    check: 'hooks.stop',
    diagnosis: 'HOOK_NOT_RUN',
  },
  {
    id: 'hooks-last-first',
    title: 'hooks of one kind are run from the last to the first',
    file: HOOKS,
    find: `  for (const hook of state.hooks?.[kind] ?? [])
    await runHook(kind`,
    replace: `  for (const hook of [...(state.hooks?.[kind] ?? [])].reverse())
    await runHook(kind`,
    check: 'hooks.order',
    diagnosis: 'HOOK_ORDER',
  },
  {
    id: 'hooks-create-container-outside',
    title: 'createContainer is run on the host',
    file: HOOKS,
    find: "const INSIDE: readonly HookKind[] = ['createContainer', 'startContainer']",
    replace: "const INSIDE: readonly HookKind[] = ['startContainer']",
    check: 'hooks.namespaces',
    diagnosis: 'HOOK_NAMESPACE',
  },
  {
    id: 'hooks-host-pid-inside',
    title: 'hooks in the container are told the pid of the host',
    file: HOOKS,
    find: 'const pid = place ? pidInside(state.init.pid) : state.init.pid',
    replace: 'const { pid } = state.init',
    check: 'hooks.state',
    diagnosis: 'HOOK_STATE_WRONG',
  },
  {
    id: 'hooks-status-of-now',
    title: 'hooks are told the status that the state command would print',
    file: HOOKS,
    find: '{ ...publicState(state), status: STATUS[kind], pid }',
    replace: '{ ...publicState(state), pid }',
    check: 'hooks.status',
    diagnosis: 'HOOK_STATUS_WRONG',
  },
  {
    id: 'hooks-path-in-front',
    title: 'the path is put in front of args',
    file: HOOK,
    find: 'child.execve(path, args, env ?? ownEnvironment())',
    replace: 'child.execve(path, [path, ...args], env ?? ownEnvironment())',
    check: 'hooks.arguments',
    diagnosis: 'HOOK_ARGUMENTS',
  },
  {
    id: 'hooks-signal-is-no-failure',
    title: 'a hook that was killed by a signal has not failed',
    file: HOOK,
    find: '  if (signal !== null) return',
    replace: `  if (signal !== null) return undefined
  if (code === null) return`,
    check: 'hooks.failure',
    diagnosis: 'HOOK_FAILURE_IGNORED',
  },
  {
    id: 'hooks-failure-keeps-state',
    title: 'when a hook fails, what was made stays',
    file: 'oci/create.ts',
    find: '    await unmake(claim, wanted)\n',
    replace: '',
    check: 'hooks.failure',
    diagnosis: 'HOOK_FAILURE_LEAVES',
  },
  {
    id: 'hooks-start-container-may-fail',
    title: 'the failure of startContainer is no reason to stop',
    file: BEFORE_PIVOT,
    find: "if (state) await runHooks('startContainer', state)",
    replace:
      "if (state) await runHooks('startContainer', state).catch(() => {})",
    check: 'hooks.start-failure',
    diagnosis: 'HOOK_FAILURE_IGNORED',
  },
  {
    id: 'hooks-timeout-in-minutes',
    title: 'timeout is taken for something longer than seconds',
    file: HOOK,
    find: 'setTimeout(giveUp, timeout * MILLISECONDS)',
    replace: 'setTimeout(giveUp, timeout * 60 * MILLISECONDS)',
    check: 'hooks.timeout',
    diagnosis: 'HOOK_TIMEOUT_IGNORED',
  },
  {
    id: 'hooks-poststart-silent',
    title: 'nobody hears that poststart has failed',
    file: START,
    find: "await runHooks('poststart', state)",
    replace: "await runHooks('poststart', state).catch(() => {})",
    check: 'hooks.poststart-failure',
    diagnosis: 'POSTSTART_FAILURE',
  },
  {
    id: 'hooks-poststop-stops',
    title: 'a poststop hook that fails stops those after it',
    file: HOOKS,
    find: '      warn(error)\n',
    replace: '      throw error\n',
    check: 'hooks.poststop-failure',
    diagnosis: 'POSTSTOP_FAILURE',
  },
]
