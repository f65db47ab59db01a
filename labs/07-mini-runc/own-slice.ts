import type { Bench } from '#checker/bench.ts'
import { makeSlice, type Slice } from '#checker/slice.ts'

/**
 * A slice for a container, where there is cgroup v2: then it asks for a cgroup of
 * its own, which can be joined, and forgotten. Elsewhere it is judged without.
 */
export async function sliceIfAny(
  bench: Bench,
  name: string,
): Promise<{ readonly slice?: Slice }> {
  const { cgroup, controllers } = bench.hello
  const isThere = cgroup !== null && controllers.includes('pids')
  return isThere ? { slice: await makeSlice(bench, name) } : {}
}
