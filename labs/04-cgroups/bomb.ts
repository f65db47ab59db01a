/**
 * The container of step 4. Its first system calls make processes, as many as it
 * gets: no limit that is written once it runs comes in time.
 */
import type { Bench } from '#checker/bench.ts'
import { isLabProgram } from '#checker/profile.ts'
import { makeSlice } from '#checker/slice.ts'
import { type Files, type Limited, withLimited } from './limited.ts'
import { forkBomb } from './probes.ts'

const NAME = 'bomb'
const LATE_MS = 500

export interface Bomb {
  /** `linux.resources.pids.limit`. */
  readonly limit: number
  readonly limited: Limited<Files>
}

export async function bomb(bench: Bench): Promise<Bomb> {
  const slice = await makeSlice(bench, NAME)
  const limit = drawLimit(bench)
  const limited = await withLimited(
    bench,
    {
      name: NAME,
      slice,
      resources: { pids: { limit } },
      probe: (options) => forkBomb({ ...options, eager: true }),
    },
    async ({ cgroup, read }) => {
      const until = (name: string, text: string) => {
        const timeoutMs = bench.patience(LATE_MS)
        const path = `${cgroup}/${name}`
        return bench.call('awaitText', { path, text, timeoutMs })
      }
      // A limit that is late is told from none.
      await until('pids.max', `${limit}\n`)
      // It may sleep because others hold up its fork, and not be done yet.
      await until('pids.events', 'max 1')
      return read('pids.max', 'pids.current', 'pids.events')
    },
  )
  return { limit, limited }
}

/** The fewer, the sooner they are there. But threads of a runtime count, too. */
function drawLimit({ seed, program }: Bench): number {
  const few = seed.int(`${NAME} limit`, 4, 10)
  return isLabProgram(program) ? few : few + 20
}
