/** How the programs of this lab are followed from outside. */
import type { Bench } from '#checker/bench.ts'
import type { Container } from '#checker/container.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { SIGUSR1, SIGUSR2 } from '#checker/kernel.ts'

const FIND_MS = 2_000
const PREPARED_MS = 2_000

/** What became of a process. */
export type Fate = 'gone' | 'zombie' | 'alive'

/** The process that the program inside has begun. */
export async function childOf(
  bench: Bench,
  { job, rootfs }: Container,
  { child }: { readonly child: string },
): Promise<Observation | null> {
  const [file] = await bench.call('identify', { paths: [`${rootfs}${child}`] })
  const timeoutMs = bench.patience(FIND_MS)
  const files = [file ?? 'none']
  const found = await bench.call('find', { job, files, timeoutMs })
  return found.pid === null ? null : bench.call('observe', { pid: found.pid })
}

/** Whether the program blocks its signals by now. */
export async function isPrepared(bench: Bench, pid: number): Promise<boolean> {
  const signals = [SIGUSR1, SIGUSR2]
  const blocked = await bench.call('awaitSignals', {
    pid,
    field: 'SigBlk',
    signals,
    timeoutMs: bench.patience(PREPARED_MS),
  })
  return blocked.length === signals.length
}

/** What becomes of a process within some time. */
export function fate(bench: Bench, pid: number, ms: number): Promise<Fate> {
  return bench.call('awaitEnd', { pid, timeoutMs: bench.patience(ms) })
}
