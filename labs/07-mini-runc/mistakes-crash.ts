/** What goes wrong when the runtime is killed on its way. */
import type { Mistake } from '#checker/check.ts'

const DELETE = 'oci/delete.ts'

export const crashMistakes: readonly Mistake[] = [
  {
    id: 'crash-creating-for-ever',
    title: 'what was being created when its runtime was killed is so for ever',
    file: 'oci/state.ts',
    find: "if (!init) return isAlive(runtime) ? 'creating' : 'stopped'",
    replace: "if (!init) return 'creating'",
    check: 'crash.create',
    diagnosis: 'CRASH_LEAVES',
  },
  {
    id: 'crash-forgotten-first',
    title: 'delete forgets a container before it ends it',
    file: DELETE,
    find: '  if (isTaken(state)) await end(state)\n',
    replace: `  const { rmSync } = process.getBuiltinModule('node:fs')
  rmSync(\`\${root}/\${id}\`, { recursive: true })
  await runPoststop(state, warn)
  if (isTaken(state)) await end(state)
`,
    check: 'crash.later',
    diagnosis: 'CRASH_LEAVES',
  },
  {
    id: 'force-kills-nobody',
    title: 'delete --force removes the state of what runs, and no process',
    file: DELETE,
    find: '  if (isTaken(state)) await end(state)\n',
    replace: '',
    check: 'crash.again',
    diagnosis: 'FORCE_LEAVES',
  },
  {
    id: 'hook-state-in-tmp',
    title: 'what a hook is to read stays as a file in /tmp',
    file: 'oci/hook.ts',
    find: "const fd = syscallNumeric('memfd_create', name, MFD_CLOEXEC)",
    replace: `const { openSync } = process.getBuiltinModule('node:fs')
  const fd = openSync(\`/tmp/hook-\${process.pid}-\${name}\`, 'w+')`,
    check: 'crash.left-clean',
    diagnosis: 'LEFT_BEHIND',
  },
]
