/** An ADD that cannot succeed: what it says, and what is left of it. */
import type { Bench } from '#checker/bench.ts'
import { newIn } from '#checker/evidence/network-lines.ts'
import {
  type Attachment,
  attach,
  type CniNetwork,
  type CniReply,
} from '#checker/network/cni.ts'
import { networkOf } from '#checker/network/namespaces.ts'
import { excerpt } from '#checker/outcome.ts'

export interface Refused {
  readonly reply: CniReply
  /** On the host and in the container, what was not there before. */
  readonly left: readonly string[]
}

/** Ask for what is not to be had. The attachment's namespace has to be open. */
export async function refused(
  bench: Bench,
  network: CniNetwork,
  attachment: Attachment,
): Promise<Refused> {
  const { netns } = attachment
  if (typeof netns === 'string') throw new Error('Expected a namespace')
  const look = () =>
    Promise.all([networkOf(bench, network.lab.host), networkOf(bench, netns)])
  const [hostBefore, before] = await look()
  const reply = await attach(bench, network, attachment)
  const [hostAfter, after] = await look()
  const left = [...newIn(hostBefore, hostAfter), ...newIn(before, after)]
  return { reply, left: left.filter((line) => !line.startsWith('sysctl')) }
}

export const REFUSED = 'an error result with code and message'

/** How an ADD ended that should not succeed. */
export function told({ reply: { ending, error } }: Refused): string {
  if (ending.code === 0) return 'it succeeded'
  if (error === null) return 'it failed without an error result'
  return error.msg.trim() === '' ? 'an error result without words' : REFUSED
}

export function refusalEvidence({ reply }: Refused): Record<string, string> {
  return { 'standard output of the ADD': excerpt(reply.ending.stdout) }
}
