/** What checks begin with: is there a process to look at, and in which namespaces? */
import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import type { Container } from '#checker/container.ts'
import { FILES, type NamespaceType } from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { fail, type Outcome, pass, unsupported } from '#checker/lab.ts'
import { excerpt, procEvidence } from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import { type Host, host } from './host.ts'

interface Tried {
  readonly container: Container
  readonly ending: Ending
}

/**
 * A program from elsewhere may not have what is asked for, which it says and
 * ends before it starts anything. That is no fault. One that was written for
 * the labs has to have it.
 */
export function refusal(
  bench: Bench,
  { container, ending }: Tried,
): Outcome | null {
  const saidNo =
    container.seen === null &&
    container.because === 'ended' &&
    ending.code !== 0 &&
    ending.stderr.trim() !== ''
  if (isLabProgram(bench.program) || !saidNo) return null
  return unsupported(`the program refuses it: ${excerpt(ending.stderr)}`)
}

/** Namespace of a process, against that of the host. */
export function ownNamespace(
  type: NamespaceType,
  seen: Observation,
  { namespaces }: Host,
): { readonly isOwn: boolean; readonly evidence: Record<string, string> } {
  const file = FILES[type]
  const [inside, outside] = [seen.namespaces[file], namespaces[file]]
  return {
    isOwn: inside !== undefined && inside !== outside,
    evidence: {
      ...procEvidence(seen, `ns/${file}`, `${inside}`),
      'the same of the host': `${outside}`,
    },
  }
}

/** Judge that a process has a namespace of its own. */
export async function judgeOwn(
  bench: Bench,
  type: NamespaceType,
  seen: Observation,
  diagnosis: string,
): Promise<Outcome> {
  const found = ownNamespace(type, seen, await bench.share(host))
  const { isOwn, evidence } = found
  if (isOwn) return pass({ evidence })
  return fail({
    expected: `a ${type} namespace that is not the host's`,
    actual: 'the program is in that of the host',
    evidence,
    diagnosis,
  })
}
