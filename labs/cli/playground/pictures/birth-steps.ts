/**
 * The birth of a container as one row of calls: what the parent does before, the
 * clone3(2) that gives birth, and the steps of the child; and what the container
 * has by each of them.
 */
import type { Birth, BirthCall } from '#checker/evidence/birth.ts'

/** What a call is about; each family has a colour. */
export type Family =
  | 'birth'
  | 'namespaces'
  | 'files'
  | 'rights'
  | 'plumbing'
  | 'program'

export const FAMILIES: readonly Family[] = [
  'birth',
  'namespaces',
  'files',
  'rights',
  'program',
  'plumbing',
]

export interface BirthStep {
  readonly key: string
  readonly manual: string
  readonly call: string
  readonly notes: readonly string[]
  /** `null` if it was not reached, or nobody knows. */
  readonly result: number | null
  readonly errno: string | null
  readonly microseconds: number | null
  readonly family: Family
  readonly outcome: 'done' | 'failed' | 'skipped'
}

const BY_NAME: readonly (readonly [Family, RegExp])[] = [
  ['namespaces', /^(unshare|setns|sethostname|setdomainname)$/],
  [
    'files',
    /^(mount|umount2?|pivot_root|chroot|fs\w+|move_mount|open_tree|mount_setattr|mkdir\w*|mknod\w*|symlink\w*|chdir|fchdir|linkat|fchown\w*|fchmod\w*)$/,
  ],
  [
    'rights',
    /^(set\w*[ug]id|setgroups|cap\w+|seccomp|prlimit64|setrlimit|keyctl|landlock\w*)$/,
  ],
  ['program', /^execve(at)?$/],
]

/** Not all that prctl(2) does is about rights. */
const RIGHTS_CALL =
  /^prctl\(PR_(CAP|SET_NO_NEW|SET_KEEPCAPS|SET_SECCOMP|SET_SECUREBITS)/

function familyOf(syscall: string, call: string): Family {
  if (RIGHTS_CALL.test(call)) return 'rights'
  return BY_NAME.find(([, names]) => names.test(syscall))?.[0] ?? 'plumbing'
}

export function birthSteps({ parent, birth, steps }: Birth): BirthStep[] {
  return [
    ...parent.map((call, at) => parentStep(`parent:${at}`, call)),
    ...(birth === null ? [] : [parentStep('birth', birth)]),
    ...steps.map((step) => ({
      ...step,
      key: `${step.index}`,
      family: familyOf(step.syscall, step.call),
      outcome: outcomeOf(step.result),
    })),
  ]
}

/** Before the child was there. Had one of these failed, it would not have been. */
function parentStep(key: string, { manual, call, note }: BirthCall): BirthStep {
  return {
    ...{ key, manual, call, family: 'birth', outcome: 'done' },
    notes: note === null ? [] : [note],
    ...{ result: null, errno: null, microseconds: null },
  }
}

function outcomeOf(result: number | null): BirthStep['outcome'] {
  if (result === null) return 'skipped'
  return result < 0 ? 'failed' : 'done'
}

export type PartName =
  | 'cgroup'
  | 'namespaces'
  | 'hostname'
  | 'mounts'
  | 'root'
  | 'user'
  | 'capabilities'
  | 'seccomp'
  | 'program'

export interface Part {
  readonly name: PartName
  /** Index of the step since which it is there; `null` if it never comes. */
  readonly since: number | null
  /** What it is by a step; empty before. */
  readonly text: (at: number) => string
  /** How many things it has got by a step. */
  readonly count: (at: number) => number
}

/** What a container is made of, in the order in which most get it. */
export function partsOf(steps: readonly BirthStep[]): Part[] {
  return [
    part('cgroup', steps, /CLONE_INTO_CGROUP|cgroup\.procs/, cgroupIn),
    part('namespaces', steps, /CLONE_NEW/, namespacesIn),
    part('hostname', steps, /^sethostname\("/, quotedIn),
    part('mounts', steps, /^(move_mount|mount)\((?!NULL)/, quotedIn),
    part('root', steps, /^(pivot_root|chroot)\(/, nameIn),
    part(
      'user',
      steps,
      /^setres?uid\(/,
      (call) => /\((\d+)/.exec(call)?.[1] ?? '',
    ),
    part('capabilities', steps, /^prctl\(PR_CAPBSET_DROP|^capset\(/, nameIn),
    part('seccomp', steps, /^seccomp\(|PR_SET_SECCOMP/, nameIn),
    part('program', steps, /^execve/, programIn),
  ]
}

function part(
  name: PartName,
  steps: readonly BirthStep[],
  pattern: RegExp,
  textIn: (call: string) => string,
): Part {
  const at = steps.flatMap((step, index) =>
    step.outcome === 'done' && pattern.test(step.call) ? [index] : [],
  )
  return {
    name,
    since: at[0] ?? null,
    count: (now) => at.filter((index) => index <= now).length,
    text: (now) => {
      const made = at.filter((index) => index <= now)
      const texts = made.map((index) => textIn(steps[index]?.call ?? ''))
      return name === 'namespaces'
        ? [...new Set(texts.flatMap((text) => text.split(' ')))].join(' ')
        : (texts.at(-1) ?? '')
    },
  }
}

const nameIn = (call: string) => call.slice(0, call.indexOf('('))

const quotedIn = (call: string) => /"([^"]*)"/.exec(call)?.[1] ?? ''

const cgroupIn = () => 'CLONE_INTO_CGROUP'

/** As they are called in /proc/PID/ns. */
const NAMES: Readonly<Record<string, string>> = {
  NS: 'mnt',
  UTS: 'uts',
  IPC: 'ipc',
  PID: 'pid',
  NET: 'net',
  USER: 'user',
  CGROUP: 'cgroup',
  TIME: 'time',
}

function namespacesIn(call: string): string {
  return [...call.matchAll(/CLONE_NEW(\w+)/g)]
    .map(([, flag = '']) => NAMES[flag] ?? flag)
    .join(' ')
}

/** `sh -c "echo hello"` of execve's second argument. */
function programIn(call: string): string {
  const argv = /\[(.*?)\](?:, |\))/.exec(call)?.[1] ?? ''
  return [...argv.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map((found) => found[1])
    .join(' ')
}

const NOTED_MS = 260
const PLAIN_MS = 14

/** How long to stay at a step: where there is something to say, to say it. */
export function restMs({ notes, family }: BirthStep): number {
  return notes.some((note) => !note.startsWith('see ')) || family === 'birth'
    ? NOTED_MS
    : PLAIN_MS
}

/** So many rows of calls are shown around the one that is being made. */
export const WINDOW = 9

export function windowAround(
  steps: readonly BirthStep[],
  at: number,
): readonly BirthStep[] {
  const last = Math.max(0, steps.length - WINDOW)
  const first = Math.min(last, Math.max(0, at - Math.floor(WINDOW / 2)))
  return steps.slice(first, first + WINDOW)
}
