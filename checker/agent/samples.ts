/** Reads the same files again and again, with the time beside them. */
import { setTimeout } from 'node:timers/promises'
import { textOf } from '../evidence/proc.ts'
import type { Params, Sample } from './protocol.ts'

/** Take so many samples at even distances; what is late is not made up for. */
export async function takeSamples({
  paths,
  times,
  everyMs,
}: Params<'sample'>): Promise<Sample[]> {
  const samples: Sample[] = []
  const began = now()
  for (let index = 0; index < times; index++) {
    const due = began + index * everyMs * 1e6
    const early = due - now()
    if (early > 0) await setTimeout(early / 1e6)
    samples.push(take(paths))
  }
  return samples
}

function take(paths: readonly string[]): Sample {
  const atNs = now()
  const texts = paths.map(textOf)
  return { atNs, tookNs: now() - atNs, texts }
}

/** CLOCK_MONOTONIC, the clock that the kernel accounts by. */
function now(): number {
  return Number(process.hrtime.bigint())
}
