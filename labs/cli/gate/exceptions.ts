/**
 * Checks that a runtime everybody uses does not pass, and why that is no defect
 * of the check. What is not listed must pass; what is listed and passes must go
 * from the list.
 */

export interface Exception {
  readonly reason: string
  /** Two processes race there: it passes when the right one is faster. */
  readonly isRace?: true
}

/** By check. */
export type Exceptions = Readonly<Record<string, Exception>>

const WAITS_FOR_ALL =
  'crun in the foreground waits for every process that it inherits, not for the first alone'

const RUNS_POSTSTART =
  'runc 1.1 runs poststart at the end of create, before the program'

const NO_PID_INSIDE =
  'crun 1.8 tells hooks of the container that its pid is 0 and its bundle "/"'

const PASSES_OVER = 'crun 1.8 says nothing of a hook that fails after the start'

const KILLED_EARLY =
  'crun 1.8 writes its state after the hooks: killed before, it leaves a cgroup'

/** What fails whenever it is tried, and why. */
const always = (reasons: Readonly<Record<string, string>>): Exceptions =>
  Object.fromEntries(
    Object.entries(reasons).map(([id, reason]) => [id, { reason }]),
  )

const exceptions: Readonly<Record<string, Exceptions>> = {
  '/usr/sbin/runc': always({
    'hooks.poststart': RUNS_POSTSTART,
    'hooks.status': RUNS_POSTSTART,
    'hooks.poststop-failure':
      'runc stops at the first poststop hook that fails',
    'crash.create':
      'runc writes its state after the hooks: killed before, it leaves a cgroup',
  }),
  '/usr/bin/crun': {
    'hooks.poststart': {
      reason:
        'crun runs poststart when the program may go on, not when it is executed',
      isRace: true,
    },
    'user.sysctl-refused': {
      reason: 'crun 1.8 mostly ends before it has said why it refuses',
      isRace: true,
    },
    ...always({
      'cleanup.strays': WAITS_FOR_ALL,
      'cleanup.cgroups': WAITS_FOR_ALL,
      'cleanup.left-clean': `${WAITS_FOR_ALL}; it is killed, and leaves its folder`,
      'hooks.state': NO_PID_INSIDE,
      'hooks.status': NO_PID_INSIDE,
      'hooks.poststart-failure': PASSES_OVER,
      'hooks.poststop-failure': PASSES_OVER,
      'crash.create': KILLED_EARLY,
      'crash.left-clean': KILLED_EARLY,
      'finale.ends':
        'crun says "No such file", which docker does not know: 125 for 127',
    }),
  },
}

/** What is known of a program, by the path that it was started with. */
export function exceptionsOf(path: string): Exceptions {
  return exceptions[path] ?? {}
}
