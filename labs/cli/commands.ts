/**
 * Every command there is, loaded when it is asked for, so that `labs list` does
 * not wait for what only `labs check` needs. The order is that of `labs help`;
 * the empty name is `labs` alone.
 */
import type { Command } from './command.ts'

export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  '': async () => (await import('./commands/resume.ts')).resume,
  list: async () => (await import('./commands/list.ts')).list,
  start: async () => (await import('./commands/start.ts')).start,
  check: async () => (await import('./commands/check.ts')).check,
  watch: async () => (await import('./commands/watch.ts')).watch,
  'watch-cgroup': async () =>
    (await import('./commands/watch-cgroup.ts')).watchCgroup,
  hint: async () => (await import('./commands/hint.ts')).hint,
  next: async () => (await import('./commands/next.ts')).next,
  submit: async () => (await import('./commands/submit.ts')).submit,
  reset: async () => (await import('./commands/reset.ts')).reset,
  solve: async () => (await import('./commands/solve.ts')).solve,
  vm: async () => (await import('./commands/vm.ts')).vm,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  setup: async () => (await import('./commands/setup.ts')).setup,
  build: async () => (await import('./commands/build.ts')).build,
  docs: async () => (await import('./commands/docs.ts')).docs,
  playground: async () => (await import('./commands/playground.ts')).playground,
  demo: async () => (await import('./commands/demo.ts')).demo,
  join: async () => (await import('./commands/join.ts')).join,
  class: async () => (await import('./commands/class.ts')).classView,
  grade: async () => (await import('./commands/grade.ts')).grade,
  gate: async () => (await import('./commands/gate.ts')).gate,
  help: async () => (await import('./commands/help.ts')).helpOn(COMMANDS),
}
