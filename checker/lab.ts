/**
 * A lab as data: steps, checks, prompts, diagnoses, mistakes.
 *
 * A check is a function from a *bench* (an agent in the guest, a judged program,
 * a seed) to an outcome. Checks share what they look at: `bench.share(fixture)`
 * starts a container once, however many checks ask for it.
 */
import type { Bench, Fixture } from './bench.ts'
import type { Diagnosis, Mistake, Part, Text } from './check.ts'

/** What a check found, before the runner adds names, points and time. */
export interface Outcome {
  readonly verdict: 'pass' | 'fail' | 'unsupported'
  readonly expected: string | null
  readonly actual: string | null
  readonly evidence: Readonly<Record<string, string>>
  readonly diagnosis: string | null
  readonly reason: string | null
}

export interface Check {
  /** `step.claim`, unique in its lab: `root.is-rootfs`. */
  readonly id: string
  /** What is true when it passes, as a sentence. */
  readonly title: Text
  readonly points: number
  /** Checks without which this one would tell nothing. */
  readonly needs: readonly string[]
  /** Looks at what all the others left; runs when they are done. */
  readonly afterAll?: boolean
  /** Specification heading or manual page. */
  readonly source: string
  /**
   * Decide. A hang of the judged program must come out as an outcome; an
   * exception, or more than the time allowed, is the kit's own failure.
   */
  run(bench: Bench): Promise<Outcome>
}

export interface Step {
  readonly id: string
  readonly title: Text
  /** Regions of the runtime that the student writes in this step. */
  readonly regions: readonly string[]
  readonly checks: readonly Check[]
  /** They take a whole machine, and each has containers of its own there. */
  readonly isMachine?: true
}

export interface Lab {
  /** Name of its folder: `01-chroot`. */
  readonly id: string
  readonly number: number
  readonly title: Text
  /** One sentence for `labs list`. */
  readonly summary: Text
  /** Time that a student may need. */
  readonly minutes: number
  /** It can be worked on, but the gate does not hold it to its word yet. */
  readonly isDraft?: true
  /** It fills and slows a whole machine, which is not done to one that is in use. */
  readonly needsMachine?: true
  /**
   * What it looks at of a program; the first is what `--runtime` names. An OCI
   * runtime and an escape, unless it is said.
   */
  readonly parts?: readonly [Part, ...Part[]]
  readonly steps: readonly Step[]
  /** Fixtures to begin at once, beside the first container. */
  readonly early: readonly Fixture<unknown>[]
  /** Region → what the starter says in its place, lines without `//`. */
  readonly prompts: Readonly<Record<string, Text>>
  /** Diagnosis code → diagnosis; a check names no code that is missing here. */
  readonly diagnoses: Readonly<Record<string, Diagnosis>>
  readonly mistakes: readonly Mistake[]
}

/** What a lab looks at; the first is what a program from elsewhere is taken for. */
export function partsOf({ parts }: Lab): readonly [Part, ...Part[]] {
  return parts ?? ['runtime', 'escape']
}

/** Every check of a lab, in the order of its steps. */
export function checksOf(lab: Lab): readonly Check[] {
  return lab.steps.flatMap((step) => step.checks)
}

type Facts = Partial<Omit<Outcome, 'verdict'>>

const NOTHING = {
  expected: null,
  actual: null,
  evidence: {},
  diagnosis: null,
  reason: null,
}

/** The kernel shows what the lab asks for; the evidence says why. */
export function pass(facts: Facts = {}): Outcome {
  return { ...NOTHING, ...facts, verdict: 'pass' }
}

/** The kernel shows something else. */
export function fail(
  facts: Facts & { expected: string; actual: string; diagnosis: string },
): Outcome {
  return { ...NOTHING, ...facts, verdict: 'fail' }
}

/** There is nothing to judge here, and why. */
export function unsupported(reason: string): Outcome {
  return { ...NOTHING, verdict: 'unsupported', reason }
}
