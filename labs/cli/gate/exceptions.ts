/**
 * Checks that a runtime everybody uses does not pass, and why that is no defect
 * of the check. What is not listed must pass; what is listed and passes must go
 * from the list.
 */

/** Check → reason. */
export type Exceptions = Readonly<Record<string, string>>

const WAITS_FOR_ALL =
  'crun in the foreground waits for every process that it inherits, not for the first alone'

const RUNS_POSTSTART =
  'runc 1.1 runs poststart at the end of create, before the program'

const exceptions: Readonly<Record<string, Exceptions>> = {
  '/usr/sbin/runc': {
    'hooks.poststart': RUNS_POSTSTART,
    'hooks.status': RUNS_POSTSTART,
    'hooks.poststop-failure':
      'runc stops at the first poststop hook that fails',
    'crash.create':
      'runc writes its state after the hooks: killed before, it leaves a cgroup',
  },
  '/usr/bin/crun': {
    'cleanup.strays': WAITS_FOR_ALL,
    'cleanup.cgroups': WAITS_FOR_ALL,
    'cleanup.left-clean': `${WAITS_FOR_ALL}; it is killed, and leaves its folder`,
  },
}

/** What is known of a program, by the path that it was started with. */
export function exceptionsOf(path: string): Exceptions {
  return exceptions[path] ?? {}
}
