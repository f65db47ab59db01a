import type { Ending, Started } from './agent/protocol.ts'
import type { Bench } from './bench.ts'

interface Limits {
  /** What it reads from standard input, which ends there. */
  readonly stdin?: string
  /** It has that long, with its start; emulation stretches it. */
  readonly timeoutMs: number
}

/**
 * Wait for the end of a judged program that was started; one that has none is
 * killed, and `timedOut`. Nothing that it started outlives it.
 */
export async function runToEnd(
  bench: Bench,
  { job }: Started,
  { stdin = '', timeoutMs }: Limits,
): Promise<Ending> {
  await bench.call('send', { job, text: stdin, end: true })
  const ending = await bench.awaitProgram(
    timeoutMs,
    (timeoutMs) => bench.call('wait', { job, timeoutMs }),
    ({ timedOut }) => timedOut,
  )
  await bench.call('kill', { job })
  return ending
}
