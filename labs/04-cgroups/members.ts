/** Who is in a cgroup, when its members are about to go. */
import type { Bench } from '#checker/bench.ts'
import { wordsOf } from '#checker/evidence/cgroup-files.ts'

const ROUNDS = 30
const EVERY_MS = 50

/** Processes in a cgroup; zombies are not among them. */
export async function membersOf(
  bench: Bench,
  cgroup: string,
): Promise<readonly number[]> {
  const paths = [`${cgroup}/cgroup.procs`]
  const [text = null] = await bench.call('read', { paths })
  return wordsOf(text).map(Number)
}

/** Wait until nobody is in a cgroup but some; tells who is in the end. */
export async function membersUntil(
  bench: Bench,
  cgroup: string,
  wanted: readonly number[],
): Promise<readonly number[]> {
  const paths = [`${cgroup}/cgroup.procs`]
  const pause = { paths, times: 2, everyMs: EVERY_MS, timeoutMs: 1_000 }
  for (let left = ROUNDS; ; left--) {
    const found = await membersOf(bench, cgroup)
    const others = found.filter((pid) => !wanted.includes(pid))
    if (others.length === 0 || left === 0) return found
    await bench.call('sample', pause)
  }
}
