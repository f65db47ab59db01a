/**
 * The words of the checker: lab, step, check, verdict, diagnosis, mistake.
 *
 * A lab has steps, a step has checks. A check starts the judged program through
 * its standard interface, looks at the kernel from outside and returns a verdict:
 *
 *     pass         the kernel shows what the lab asks for
 *     fail         the kernel shows something else: the student's turn
 *     blocked      a check it needs did not pass, so it would tell nothing
 *     error        the kit itself broke; never the student's fault
 *     unsupported  this machine or this program has no such thing to judge
 */

export type Verdict = 'pass' | 'fail' | 'blocked' | 'error' | 'unsupported'

export type Language = 'en' | 'zh'

/** One text in every language of the course. */
export type Text = Readonly<Record<Language, string>>

/** What a student did wrong, as far as the kernel shows it, and how to go on. */
export interface Diagnosis {
  /** Names the mistake: `CHDIR_BEFORE_CHROOT`. */
  readonly code: string
  readonly title: Text
  /** Why the kernel behaves so. */
  readonly because: Text
  /** Where to read: `chroot(2)`, `runtime-spec config.md, "Root"`. */
  readonly read: readonly string[]
  /** Each stronger than the one before: a nudge, the mechanism, nearly the code. */
  readonly hints: readonly [nudge: Text, mechanism: Text, nearCode: Text]
}

/** A wrong edit of the reference which the checks must catch. */
export interface Mistake {
  readonly id: string
  readonly title: string
  /** File below `runtime/`, `linux/rootfs.ts`. */
  readonly file: string
  /** Text that stands exactly once in that file, and what replaces it. */
  readonly find: string
  readonly replace: string
  /** The check meant to catch it, and the diagnosis it must give. */
  readonly check: string
  readonly diagnosis: string
  /** Ids of earlier labs that build on what it breaks: they may turn red. */
  readonly spoils?: readonly string[]
  /** It hides what other mistakes do, so it is not made together with any. */
  readonly isAlone?: true
}

/** What one check found. Written to disk and sent between processes as it stands. */
export interface CheckResult {
  readonly id: string
  readonly step: string
  readonly title: Text
  readonly verdict: Verdict
  readonly points: number
  readonly maxPoints: number
  readonly expected: string | null
  readonly actual: string | null
  /** Path or command → the text read there. */
  readonly evidence: Readonly<Record<string, string>>
  /** Code of a diagnosis of this lab. */
  readonly diagnosis: string | null
  /** Why a verdict is blocked, error or unsupported. */
  readonly reason: string | null
  /** Where the rule stands: specification heading or manual page. */
  readonly source: string
  readonly ms: number
}

/** The native record of one `labs check`. */
export interface LabReport {
  readonly schema: 'labs.result/v1'
  readonly lab: string
  readonly seed: string
  readonly program: string
  readonly vm: {
    readonly provider: string
    readonly accel: string
    readonly kernel: string
    readonly arch: string
  }
  readonly startedAt: string
  readonly durationMs: number
  readonly score: number
  readonly maxScore: number
  /** False as soon as one check is in `error`: such a run grades nobody. */
  readonly gradable: boolean
  readonly checks: readonly CheckResult[]
  /** What the judged program left behind: mounts, processes, files. */
  readonly leftovers: readonly string[]
  /** Where the time went, in milliseconds: `agent start`, `judged: node start`, … */
  readonly timings: Readonly<Record<string, number>>
}

/** A program to judge, and how it gets into the guest. */
export interface JudgedProgram {
  /** What reports call it: `labs/work`, `runtime (reference)`, `/usr/sbin/runc`. */
  readonly name: string
  /** Files to copy into the guest: from the host, to below the folder for judged programs. */
  readonly files: readonly {
    readonly from: string
    readonly name: string
    readonly executable: boolean
    /** Only that part needs it; without one, every part may. */
    readonly part?: Part
  }[]
  /**
   * The parts it has: names among `files`, or absolute paths in the guest. What
   * a part that is `null` would show is `unsupported`.
   */
  readonly runtime: string | null
  readonly escape: string | null
  readonly layers: string | null
  /** CNI plugins in the order in which ADD calls them: ours is one, others are three. */
  readonly cni: readonly string[] | null
}

/** A program without any part, to begin with. */
export const NO_PARTS = {
  runtime: null,
  escape: null,
  layers: null,
  cni: null,
} as const

export type Part = keyof typeof NO_PARTS
