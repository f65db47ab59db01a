/**
 * The student's way out of a chroot, written anew for this lab, and tried where
 * it works: in a mere chroot, made by chroot(1). What does not get out of that
 * proves nothing by staying in elsewhere.
 */
import type { FifoReading } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { folderOf, startJudged } from '#checker/container.ts'
import { type EscapeProgram, writeEscape } from '#checker/escape-program.ts'

const CONTROL_MS = 2_000
/** It shares the root of the captive, which it will be let loose in. */
const NAME = 'captive'

export interface TriedEscape extends EscapeProgram {
  /** Who opened the secret when it ran in a mere chroot. */
  readonly control: FifoReading | null
}

/** The escape of the judged program; `null` if it comes without one. */
export async function triedEscape(bench: Bench): Promise<TriedEscape | null> {
  const written = await writeEscape(bench, NAME)
  return written && { ...written, control: await tryInChroot(bench, written) }
}

async function tryInChroot(
  bench: Bench,
  { inside, secret, identity }: EscapeProgram,
): Promise<FifoReading | null> {
  if (identity === null) return null
  const folder = folderOf(bench, NAME)
  const argv = ['chroot', `${folder}/bundle/rootfs`, inside]
  const { job } = await startJudged(bench, {}, folder, argv)
  const reading = await bench.call('offer', {
    job,
    path: secret,
    text: 'control\n',
    files: [identity],
    timeoutMs: bench.patience(CONTROL_MS),
  })
  await bench.call('kill', { job })
  return reading
}
