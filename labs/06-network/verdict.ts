/** What every check of this lab does with what it found. */
import type { Bench, Fixture } from '#checker/bench.ts'
import { commandFails } from '#checker/command-fails.ts'
import { fail, type Outcome, pass, unsupported } from '#checker/lab.ts'
import type { CniReply } from '#checker/network/cni.ts'
import { REFUSED, type Refused, refusalEvidence, told } from './refused.ts'

/** A check that looks at a scene. */
export function of<S>(
  scene: Fixture<S>,
  look: (scene: S, bench: Bench) => Outcome | Promise<Outcome>,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    if (bench.program.cni === null) return unsupported('no CNI plugin')
    return look(await bench.share(scene), bench)
  }
}

/** The same, of containers that a runtime starts; a plugin alone starts none. */
export function ofContainers<S>(
  scene: Fixture<S>,
  look: (scene: S, bench: Bench) => Outcome | Promise<Outcome>,
): (bench: Bench) => Promise<Outcome> {
  const run = of(scene, look)
  return async (bench) => {
    if (bench.program.runtime === null) return unsupported('no runtime')
    return run(bench)
  }
}

/** Whether the plugins of others are judged: three that share the work. */
export function isChain({ program }: Bench): boolean {
  return (program.cni ?? []).length > 1
}

export interface Claim {
  readonly expected: string
  /** The same text, if all is well. */
  readonly actual: string
  readonly evidence: Readonly<Record<string, string>>
  readonly diagnosis: string
  /** What the plugin was asked before: if it failed, that is to be told. */
  readonly replies: readonly CniReply[]
}

/**
 * The kernel has the last word: an ADD that came far enough for this claim is
 * good enough, because what follows may be still to be written.
 */
export function decide(claim: Claim): Outcome {
  const { replies, ...facts } = claim
  if (facts.expected === facts.actual) return pass({ evidence: facts.evidence })
  return refusalIn(replies, facts.diagnosis) ?? fail(facts)
}

/** An ADD that could not succeed has to say so. */
export function mustRefuse(tried: Refused, diagnosis: string): Outcome {
  return decide({
    expected: REFUSED,
    actual: told(tried),
    evidence: refusalEvidence(tried),
    diagnosis,
    replies: [],
  })
}

/** The first command that should have succeeded and did not. */
export function refusalIn(
  replies: readonly CniReply[],
  otherwise: string,
  verb = 'ADD',
): Outcome | null {
  const failed = replies.find(({ ending }) => ending.code !== 0)
  if (failed === undefined) return null
  const { ending } = failed
  const command = `CNI_COMMAND=${verb} mini-cni`
  return commandFails({ ending, command, otherwise })
}
